/**
 * Which functions an IOMMU keeps apart (`pci_device_group`, `drivers/iommu/iommu.c`; `pci_acs_enabled`, `drivers/pci/pci.c`).
 */
import { describe, expect, it } from 'vitest'
import { groupOf } from '../../../model/kernel/iommu/groups.ts'
import type { AcsBit } from '../../../model/machine/acs.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { type More, T1, change, endpoint, fabric, fn, powered, rootPort } from './machines.ts'

const REQUIRED: AcsBit[] = ['SV', 'RR', 'CR', 'UF']
const on: More = { acs: REQUIRED }

/** Of each function named, the function that names its group. */
const groups = (file: MachineFile, names: readonly string[]): string[] => {
  const hw = powered(file)
  return names.map((name) => hw.machine.name[groupOf(hw, fn(hw, name))])
}
const ENDS = ['A0', 'A1', 'B', 'C', 'E']
const of = (changes: Readonly<Record<string, More>>): string[] => groups(change(T1, changes), ENDS)

describe('IOMMU groups', () => {
  it('begin at the topmost port that does not isolate', () => {
    expect(of({})).toEqual(['RP0', 'RP0', 'RP0', 'RP0', 'RP1'])
    expect(of({ RP0: on })).toEqual(['D0', 'D0', 'D1', 'D2', 'RP1'])
    expect(of({ D0: on, D1: on, D2: on })).toEqual(['RP0', 'RP0', 'RP0', 'RP0', 'RP1'])
    expect(of({ RP0: on, RP1: on, D1: on })).toEqual(['D0', 'D0', 'B', 'D2', 'E'])
  })
  it('hold the functions of one device that do not isolate, behind ports that do', () => {
    const ports = { RP0: on, RP1: on, D0: on, D1: on, D2: on }
    expect(of(ports)).toEqual(['A0', 'A0', 'B', 'C', 'E'])
    expect(of({ ...ports, A0: on })).toEqual(['A0', 'A1', 'B', 'C', 'E'])
    expect(of({ ...ports, A0: on, A1: on })).toEqual(['A0', 'A1', 'B', 'C', 'E'])
  })
  it('have a virtual function alone, and its physical one as if it had none', () => {
    const virtual = (at: string): More => ({ at, virtualOf: 'F0' })
    const one = [
      rootPort('P', on),
      endpoint('F0', 'P'),
      endpoint('V0', 'P', virtual('00.2')),
      endpoint('V1', 'P', virtual('00.3')),
    ]
    expect(groups(fabric(one), ['F0', 'V0', 'V1'])).toEqual(['F0', 'V0', 'V1'])
    const two = [...one, endpoint('F1', 'P', { at: '00.1' })]
    expect(groups(fabric(two), ['F0', 'F1', 'V0', 'V1'])).toEqual(['F0', 'F0', 'V0', 'V1'])
  })
  it('leave out a function that isolates between two that do not', () => {
    const three = fabric([
      rootPort('P', on),
      endpoint('F0', 'P'),
      endpoint('F1', 'P', { at: '00.1', ...on }),
      endpoint('F2', 'P', { at: '00.2' }),
    ])
    expect(groups(three, ['F0', 'F1', 'F2'])).toEqual(['F0', 'F1', 'F0'])
  })
  it('want every required bit that is implemented, and no other', () => {
    for (const missing of REQUIRED) {
      const others = REQUIRED.filter((bit) => bit !== missing)
      expect(of({ RP1: { acs: others } })[4], missing).toBe('RP1')
      expect(of({ RP1: { acs: { capability: others, control: others } } })[4], missing).toBe('E')
    }
    expect(of({ RP1: { acs: { capability: [], control: [] } } })[4]).toBe('E')
  })
  it('of functions with the same place on another bus, or below another host bridge, are others', () => {
    const two: MachineFile = {
      hosts: [{ name: 'hb0' }, { name: 'hb1' }],
      functions: [
        rootPort('P', { at: '02.0' }),
        rootPort('Q', { at: '02.0', on: 'hb1' }),
        rootPort('R', { at: '02.1' }),
        rootPort('S', { at: '03.0' }),
      ],
    }
    expect(groups(two, ['P', 'Q', 'R', 'S'])).toEqual(['P', 'Q', 'P', 'S'])
    expect(groups({ ...two, functions: two.functions.toReversed() }, ['P', 'Q', 'R', 'S'])).toEqual([
      'R',
      'Q',
      'R',
      'S',
    ])
  })
})
