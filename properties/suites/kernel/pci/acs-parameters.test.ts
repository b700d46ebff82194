/**
 * ACS control words and the parameters that change them, as Linux 6.12.117 has them: AC-1, AC-2, AC-4 to AC-6, LAT-9 and
 * LAT-10, and vector GV-17. What is expected was read in `drivers/pci/pci.c` and `quirks.c`.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enableAcs, type AcsSettings } from '../../../../model/kernel/pci/acs-enable.ts'
import { configures } from '../../../../model/kernel/pci/acs-parameters.ts'
import { ACS_ALL, ACS_BITS, NO_ACS, bitNames } from '../../../../model/machine/acs.ts'
import { RP, UP, DOWN, m, words, word, settings, after, complaints, IOMMU } from './acs-functions.ts'

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
