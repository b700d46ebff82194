/**
 * How a parameter names a device, as Linux 6.12.117 has it: AC-3 and litmus L60. What is expected was read in
 * `drivers/pci/pci.c`.
 */
import { describe, expect, it } from 'vitest'
import { matchDevice, type Functions } from '../../../../model/kernel/pci/acs-device.ts'
import { disablesRedir, pciOptions } from '../../../../model/kernel/pci/acs-parameters.ts'
import { RP, UP, DOWN, OTHER, bare, m, after, complaints } from './acs-functions.ts'

const ALL = [RP, UP, DOWN, OTHER]
const matching = (text: string): number[] => ALL.filter((f) => matchDevice(m, f, text).answer === 'match')
const answers = (text: string): string[] => ALL.map((f) => matchDevice(m, f, text).answer)

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
