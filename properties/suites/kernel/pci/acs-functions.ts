/**
 * Functions that ACS parameters name, and their words after a boot.
 */
import type { Functions } from '../../../../model/kernel/pci/acs-device.ts'
import { enableAcs, type AcsSettings, type AcsWords } from '../../../../model/kernel/pci/acs-enable.ts'
import { pciOptions } from '../../../../model/kernel/pci/acs-parameters.ts'
import { ACS, ACS_ALL, bitNames, type AcsBit } from '../../../../model/machine/acs.ts'
import { ROOT } from '../../../../model/machine/columns.ts'

export const [RP, UP, DOWN, OTHER] = [0, 1, 2, 3]
/** `0000:00:01.0` - `0000:01:00.0` - `0000:02:03.0`, and `0001:00:01.0` alone. */
export const bare: Functions = {
  host: [0, 0, 0, 1],
  hostDomain: [0, 1],
  busNumber: [0, 1, 2, 0],
  devfn: [0x08, 0x00, 0x18, 0x08],
  parent: [ROOT, RP, UP, ROOT],
  vendor: [0x8086, 0x11f8, 0x11f8, 0x8086],
  device: [0x2030, 0x4036, 0x4036, 0x2030],
}
export const m: Functions = {
  ...bare,
  subsystem: [
    { vendor: 0x1028, device: 0x7b },
    { vendor: 0, device: 0 },
    { vendor: 0, device: 0 },
    { vendor: 0, device: 0 },
  ],
}

export const words = (found: readonly AcsBit[], capability = ACS_ALL): AcsWords => ({
  capability,
  found: word(...found),
})
export const word = (...bits: readonly AcsBit[]): number => bits.reduce((sum, bit) => sum + ACS[bit], 0)
export const settings = (pci: string, more: Partial<AcsSettings> = {}): AcsSettings => ({
  options: pciOptions(pci),
  requested: false,
  outside: false,
  ...more,
})
/** The bits of `f` after `pci=`, starting from `found`. */
export const after = (
  pci: string,
  found: readonly AcsBit[] = [],
  more: Partial<AcsSettings> = {},
  f = DOWN,
): AcsBit[] => bitNames(enableAcs(m, f, words(found), settings(pci, more)).control)
export const complaints = (pci: string, f = DOWN) => enableAcs(m, f, words([]), settings(pci)).complaints

export const IOMMU = { requested: true }
