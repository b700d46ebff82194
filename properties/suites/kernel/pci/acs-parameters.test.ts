/**
 * ACS control words and the parameters that change them, as Linux 6.12.117 has them: AC-1 to AC-6, LAT-9 and LAT-10,
 * vector GV-17 and litmus L60. What is expected was read in `drivers/pci/pci.c` and `quirks.c`.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchDevice, type Functions } from '../../../../model/kernel/pci/acs-device.ts'
import { enableAcs, type AcsSettings, type AcsWords } from '../../../../model/kernel/pci/acs-enable.ts'
import { configures, disablesRedir, pciOptions } from '../../../../model/kernel/pci/acs-parameters.ts'
import { ACS, ACS_ALL, ACS_BITS, NO_ACS, bitNames, type AcsBit } from '../../../../model/machine/acs.ts'
import { ROOT } from '../../../../model/machine/columns.ts'

const [RP, UP, DOWN, OTHER] = [0, 1, 2, 3]
/** `0000:00:01.0` - `0000:01:00.0` - `0000:02:03.0`, and `0001:00:01.0` alone. */
const bare: Functions = {
  host: [0, 0, 0, 1],
  hostDomain: [0, 1],
  busNumber: [0, 1, 2, 0],
  devfn: [0x08, 0x00, 0x18, 0x08],
  parent: [ROOT, RP, UP, ROOT],
  vendor: [0x8086, 0x11f8, 0x11f8, 0x8086],
  device: [0x2030, 0x4036, 0x4036, 0x2030],
}
const m: Functions = {
  ...bare,
  subsystem: [
    { vendor: 0x1028, device: 0x7b },
    { vendor: 0, device: 0 },
    { vendor: 0, device: 0 },
    { vendor: 0, device: 0 },
  ],
}
const ALL = [RP, UP, DOWN, OTHER]
const matching = (text: string): number[] => ALL.filter((f) => matchDevice(m, f, text).answer === 'match')
const answers = (text: string): string[] => ALL.map((f) => matchDevice(m, f, text).answer)

const words = (found: readonly AcsBit[], capability = ACS_ALL): AcsWords => ({ capability, found: word(...found) })
const word = (...bits: readonly AcsBit[]): number => bits.reduce((sum, bit) => sum + ACS[bit], 0)
const settings = (pci: string, more: Partial<AcsSettings> = {}): AcsSettings => ({
  options: pciOptions(pci),
  requested: false,
  outside: false,
  ...more,
})
/** The bits of `f` after `pci=`, starting from `found`. */
const after = (pci: string, found: readonly AcsBit[] = [], more: Partial<AcsSettings> = {}, f = DOWN): AcsBit[] =>
  bitNames(enableAcs(m, f, words(found), settings(pci, more)).control)
const complaints = (pci: string, f = DOWN) => enableAcs(m, f, words([]), settings(pci)).complaints

const IOMMU = { requested: true }

describe('AC-1: what is switched on by default', () => {
  it('nothing, unless somebody asked for ACS (an IOMMU driver, Xen)', () => {
    expect(after('', ['EC'])).toEqual(['EC'])
    expect(after('', ['EC'], IOMMU)).toEqual(['SV', 'RR', 'CR', 'UF', 'EC'])
  })
  it('only what the function implements', () => {
    const { control } = enableAcs(m, DOWN, words(['DT'], word('SV', 'RR')), settings('', IOMMU))
    expect(bitNames(control)).toEqual(['SV', 'RR', 'DT'])
  })
  it('Translation Blocking as well, where ATS is off or a stranger may be plugged in', () => {
    expect(after('', [], { ...IOMMU, outside: true })).toEqual(['SV', 'TB', 'RR', 'CR', 'UF'])
    expect(after('noats', [], IOMMU)).toEqual(['SV', 'TB', 'RR', 'CR', 'UF'])
    expect(after('', [], IOMMU)).not.toContain('TB')
  })
  it('nothing in the standard way where a quirk did it', () => {
    expect(after('', [], { ...IOMMU, quirked: true })).toEqual([])
  })
})

describe('AC-2: the two parameters', () => {
  it('disable_acs_redir switches RR, CR and EC off and leaves the rest', () => {
    expect(after('disable_acs_redir=02:03.0', ACS_BITS)).toEqual(['SV', 'TB', 'UF', 'DT'])
    expect(after('disable_acs_redir=02:03.0', ACS_BITS, {}, UP)).toEqual(ACS_BITS)
  })
  it('GV-17: config_acs=x101x1x is, from the right, SV x, TB 1, RR x, CR 1, UF 0, EC 1, DT x', () => {
    for (let found = 0; found <= ACS_ALL; found++) {
      const { control } = enableAcs(m, DOWN, { capability: ACS_ALL, found }, settings('config_acs=x101x1x@02:03.0'))
      const kept = bitNames(found).filter((bit) => ['SV', 'RR', 'DT'].includes(bit))
      expect(control).toBe(word(...kept) + 0x2a)
    }
    const { set } = configures(m, DOWN, 'x101x1x@02:03.0')
    expect(word(...set!.keys())).toBe(0x3a)
  })
  it('switches on what is not implemented too: the word is written, the function decides what it keeps', () => {
    const { control } = enableAcs(m, DOWN, words([], word('SV')), settings('config_acs=1111111@02:03.0'))
    expect(control).toBe(ACS_ALL)
  })
  it('X is x, an empty list of flags asks for nothing but counts as a match', () => {
    expect(after('config_acs=X1@02:03.0', ['TB'])).toEqual(['SV', 'TB'])
    expect(configures(m, DOWN, '@02:03.0').set).toEqual(new Map())
  })
  it('a flag beyond DT, another character or no @ is a complaint, and the parameter does nothing', () => {
    expect(complaints('config_acs=10000000@02:03.0')).toEqual(['flags beyond DT'])
    expect(complaints('config_acs=00000000@02:03.0')).toEqual(['flags beyond DT'])
    expect(complaints('config_acs=x0000000@02:03.0')).toEqual([])
    expect(complaints('config_acs=10-@02:03.0')).toEqual(['invalid flags'])
    expect(complaints('config_acs=101')).toEqual(['flags missing'])
    for (const bad of ['10000000@02:03.0', '1y1@02:03.0', '111'])
      expect(after(`config_acs=${bad}`, ['SV']), bad).toEqual(['SV'])
  })
  it('every entry of config_acs needs flags of its own; a bad one hides those behind it', () => {
    expect(after('config_acs=1@00:01.0;1@02:03.0')).toEqual(['SV'])
    expect(complaints('config_acs=1@00:01.0;02:03.0')).toEqual(['flags missing'])
    expect(complaints('config_acs=y@00:01.0;1@02:03.0')).toEqual(['invalid flags'])
    expect(after('config_acs=y@00:01.0;1@02:03.0')).toEqual([])
  })
})

describe('AC-3: naming a device', () => {
  it('by place: domain 0 unless said', () => {
    expect(matching('0000:00:01.0')).toEqual([RP])
    expect(matching('00:01.0')).toEqual([RP])
    expect(matching('0001:00:01.0')).toEqual([OTHER])
    expect(matching('2:3.0')).toEqual([DOWN])
    expect(matching('02:03.1')).toEqual([])
    expect(matching('01:01.0')).toEqual([])
  })
  it('by a path down from a device, which need not know bus numbers', () => {
    expect(matching('00:01.0/00.0/03.0')).toEqual([DOWN])
    expect(matching('00:01.0/00.0')).toEqual([UP])
    expect(matching('00:01.0/03.0')).toEqual([])
    expect(matching('00:02.0/00.0/03.0')).toEqual([])
  })
  it('by vendor and device, and by those of the subsystem; 0 is any', () => {
    expect(matching('pci:8086:2030')).toEqual([RP, OTHER])
    expect(matching('pci:8086:2030:1028:7b')).toEqual([RP])
    expect(matching('pci:8086:2030:1028:7c')).toEqual([])
    expect(matching('pci:8086:2030:1028:0')).toEqual([RP])
    expect(matching('pci:0:4036')).toEqual([UP, DOWN])
    expect(matching('pci:0:0')).toEqual(ALL)
    expect(matching('pci:11f8:2030')).toEqual([])
    expect(answers('pci:11f8:4036')).toEqual(['no match', 'match', 'match', 'no match'])
  })
  it('by those of a subsystem that the machine does not tell: both are 0', () => {
    expect(matchDevice(bare, RP, 'pci:8086:2030:1028:7b').answer).toBe('no match')
    expect(matchDevice(bare, RP, 'pci:8086:2030:0:0').answer).toBe('match')
  })
  it('by a function past 0; of a slot five bits count, of a function three', () => {
    const third: Functions = { ...m, devfn: m.devfn.with(DOWN, 0x1a) }
    for (const text of ['02:03.2', '02:23.2', '02:03.a'])
      expect(matchDevice(third, DOWN, text).answer, text).toBe('match')
    for (const text of ['02:03.0', '02:03.1', '02:02.2'])
      expect(matchDevice(third, DOWN, text).answer, text).toBe('no match')
  })
  it('what cannot be read is no device; a path is read from its end, so only some notice', () => {
    for (const text of ['', 'xyz', '00:01', '02:03.0x', 'pci:8086', '1:2:3:4.0'])
      expect(answers(text), text).toEqual(ALL.map(() => 'parse error'))
    expect(answers('xyz/03.0')[DOWN]).toBe('parse error')
    expect(answers('xyz/03.0')[RP]).toBe('no match')
    expect(answers('/03.0')).toEqual(['no match', 'no match', 'parse error', 'no match'])
    // A path longer than the tree above the function is no match before its start is read.
    expect(answers('xyz/01.0')[RP]).toBe('no match')
    expect(answers('02:04.0')).toEqual(ALL.map(() => 'no match'))
    expect(answers('00:01.0/x')).toEqual(ALL.map(() => 'parse error'))
  })
  it('the first entry that names the function counts, and what follows it is not read', () => {
    expect(after('config_acs=1@pci:0:0;0@02:03.0')).toEqual(['SV'])
    expect(complaints('disable_acs_redir=02:03.0;xyz')).toEqual([])
    expect(complaints('disable_acs_redir=xyz;02:03.0')).toEqual(['cannot parse device'])
    expect(disablesRedir(m, DOWN, 'xyz;02:03.0').set).toBeUndefined()
    expect(disablesRedir(m, DOWN, '00:01.0;02:03.0').set).toBeDefined()
    expect(disablesRedir(m, DOWN, 'pci:8086:2030 pci:11f8:4036')).toEqual({})
    expect(disablesRedir(m, DOWN, 'pci:8086:2030 x;xyz')).toEqual({})
  })
})

describe('L60: lists with commas', () => {
  const list = 'disable_acs_redir=00:01.0,02:03.0'
  it('a comma ends the *option*: the first device is disabled, the others are unknown options', () => {
    expect(pciOptions(list)).toEqual({ disableAcsRedir: '00:01.0', noAts: false, lost: ['02:03.0'] })
    expect(after(list, ['RR'], {}, RP)).toEqual([])
    expect(after(list, ['RR'], {}, DOWN)).toEqual(['RR'])
  })
  it('semicolons are what it takes', () => {
    expect(after(list.replace(',', ';'), ['RR'], {}, RP)).toEqual([])
    expect(after(list.replace(',', ';'), ['RR'], {}, DOWN)).toEqual([])
  })
  it('were a comma to reach the list, a place with one could not be read, and an identity could', () => {
    expect(disablesRedir(m, DOWN, '00:01.0,02:03.0')).toEqual({ complaint: 'cannot parse device' })
    expect(disablesRedir(m, DOWN, 'pci:8086:2030,pci:11f8:4036').set).toBeDefined()
  })
  it('options of other kinds between them are nobody’s device', () => {
    expect(pciOptions('nomsi,config_acs=1@02:03.0,noats,1@00:01.0')).toEqual({
      configAcs: '1@02:03.0',
      noAts: true,
      lost: ['1@00:01.0'],
    })
    expect(pciOptions('disable_acs_redir=a,disable_acs_redir=b').disableAcsRedir).toBe('b')
    expect(pciOptions('101@00:01.0,pci:1:2,hpiosize=00:1').lost).toEqual(['101@00:01.0', 'pci:1:2'])
    expect(['noatsx', 'xnoats'].map((text) => pciOptions(text).noAts)).toEqual([true, false])
  })
})

describe('AC-4, LAT-10: both start from the word that was found', () => {
  it('a match loses the default bits, which a function without a match keeps', () => {
    expect(after('disable_acs_redir=02:03.0', [], IOMMU)).toEqual([])
    expect(after('disable_acs_redir=00:01.0', [], IOMMU)).toEqual(['SV', 'RR', 'CR', 'UF'])
    expect(after('config_acs=xx@02:03.0', ['DT'], IOMMU)).toEqual(['DT'])
  })
  it('a match of config_acs undoes a match of disable_acs_redir', () => {
    expect(after('disable_acs_redir=02:03.0,config_acs=1@02:03.0', ['RR'])).toEqual(['SV', 'RR'])
  })
})

describe('AC-5', () => {
  it('a function without ACS is left alone', () => {
    const none = enableAcs(m, DOWN, { capability: NO_ACS, found: 0 }, settings('config_acs=1@pci:0:0', IOMMU))
    expect(none).toEqual({ control: 0, complaints: [] })
  })
})

describe('LAT-9: Intel SPT root ports obey a word of their own', () => {
  const spt = (pci: string, more: Partial<AcsSettings> = {}) =>
    enableAcs(m, RP, { capability: ACS_ALL, found: word('EC'), spt: word('RR') }, settings(pci, more))
  it('the default goes there; the word that p2pdma.c reads stays as found', () => {
    expect(spt('', IOMMU)).toMatchObject({ control: word('EC'), spt: word('SV', 'RR', 'CR', 'UF') })
  })
  it('a match of either parameter only clears redirects there, even where config_acs asks to set them', () => {
    expect(spt('disable_acs_redir=00:01.0', IOMMU)).toMatchObject({ control: word('EC'), spt: word('SV', 'UF') })
    expect(spt('config_acs=1111111@00:01.0')).toMatchObject({ control: word('EC'), spt: 0 })
    expect(spt('config_acs=1111111@02:03.0')).toMatchObject({ control: word('EC'), spt: word('RR') })
  })
})

describe('INV-R', () => {
  it('config_acs changes only the bits it speaks of', () => {
    const flags = fc.array(fc.constantFrom('0', '1', 'x'), { maxLength: 7 })
    fc.assert(
      fc.property(flags, fc.integer({ min: 0, max: ACS_ALL }), (digits, found) => {
        const pci = `config_acs=${digits.join('')}@02:03.0`
        const { control } = enableAcs(m, DOWN, { capability: ACS_ALL, found }, settings(pci, IOMMU))
        const told = digits.toReversed()
        const expected = ACS_BITS.filter((bit, i) =>
          told[i] === '0' || told[i] === '1' ? told[i] === '1' : bitNames(found).includes(bit),
        )
        expect(bitNames(control)).toEqual(expected)
      }),
      { seed: 17, numRuns: 500 },
    )
  })
  it('running it again on the word it wrote, as after a restored state, changes nothing (no reset in between)', () => {
    const pci = fc.constantFrom('', 'disable_acs_redir=02:03.0', 'config_acs=x10x1@02:03.0', 'noats')
    fc.assert(
      fc.property(pci, fc.integer({ min: 0, max: ACS_ALL }), fc.boolean(), (text, found, requested) => {
        const once = enableAcs(m, DOWN, { capability: ACS_ALL, found }, settings(text, { requested }))
        const twice = enableAcs(m, DOWN, { capability: ACS_ALL, found: once.control }, settings(text, { requested }))
        expect(twice).toEqual(once)
      }),
      { seed: 18, numRuns: 500 },
    )
  })
})
