/**
 * Which words of a command line switch which IOMMU off, and whether its driver has asked for ACS by then (`detect_ivrs` of
 * `drivers/iommu/amd/init.c`, `dmar_required` of `drivers/iommu/intel/dmar.c`, Linux 6.12.117).
 */
import { describe, expect, it } from 'vitest'
import { bringUp } from '../../../../model/kernel/pci/bring-up.ts'
import { bothWords, bitsOf } from '../../../../model/machine/acs.ts'
import type { MachineFile } from '../../../../model/machine/file.ts'
import { powered } from '../machines.ts'

const MACHINE: MachineFile = {
  hosts: [{ name: 'hb0', iommu: 'translating' }],
  functions: [
    { name: 'rp0', type: 'root port', on: 'hb0', acs: { capability: ['SV', 'RR', 'CR', 'UF'], control: [] } },
    { name: 'A', type: 'endpoint', below: 'rp0' },
  ],
}
type Vendor = NonNullable<MachineFile['cpu']>['vendor']

const UP = bitsOf(['SV', 'RR', 'CR', 'UF'])
const found = (vendor: Vendor, cmdline: string): string => {
  const { iommuOf, acsControl } = bringUp(powered({ ...MACHINE, cpu: { vendor, family: 6 } }), cmdline)
  return `${iommuOf(1)}, ${bothWords(acsControl[0], UP) === UP ? 'ACS' : 'no ACS'}`
}

describe('an IOMMU is switched off', () => {
  it.each<[Vendor, string, string]>([
    ['Intel', 'quiet', 'translating, ACS'],
    ['Intel', 'amd_iommu=off', 'translating, ACS'],
    ['Intel', 'intel_iommu=off', 'off, no ACS'],
    ['Intel', 'intel_iommu=off intel_iommu=on', 'translating, ACS'],
    ['Intel', 'intel_iommu=on,off iommu=pt', 'off, no ACS'],
    ['Intel', 'iommu=off intel_iommu=on', 'off, no ACS'],
    ['Intel', 'iommu=off iommu=pt', 'off, no ACS'],
    ['AMD', 'intel_iommu=off', 'translating, ACS'],
    ['AMD', 'amd_iommu=off', 'off, ACS'],
    ['AMD', 'amd_iommu=off amd_iommu=fullflush', 'off, ACS'],
    ['AMD', 'iommu=off', 'off, no ACS'],
    ['Hygon', 'intel_iommu=off', 'translating, ACS'],
    ['Hygon', 'amd_iommu=off', 'off, ACS'],
    ['other', 'amd_iommu=off intel_iommu=off', 'translating, ACS'],
    ['other', 'iommu.passthrough=1', 'passthrough, ACS'],
  ])('of %s, by "%s": %s', (vendor, cmdline, said) => {
    expect(found(vendor, cmdline)).toBe(said)
  })
})
