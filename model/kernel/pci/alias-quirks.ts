/**
 * Belief: functions whose requests arrive under requester IDs that are not their own (`pci_add_dma_alias` by the quirks of
 * `drivers/pci/quirks.c`, `pci_real_dma_dev` of `arch/x86/pci/common.c`; Linux 6.12.117 and 7.3.4). Only the IDs that could be
 * another function's matter: groups and domains follow from them.
 */

interface AliasQuirk {
  readonly vendor: number
  readonly devices: readonly number[]
  /** Device and function numbers on its own bus, as it has `devfn`. */
  readonly sendsAs: (devfn: number) => readonly number[]
}

/** `9120 9123` */
const ids = (text: string): number[] => text.split(' ').map((digits) => Number.parseInt(digits, 16))

const ofSlot = (devfn: number, fn: number): number => devfn - (devfn % 8) + fn
const numbers = (length: number): number[] => Array.from({ length }, (_, n) => n)

/** Function 0, or 1, of the same slot. */
const asFunction =
  (fn: number): AliasQuirk['sendsAs'] =>
  (devfn) => [ofSlot(devfn, fn)]
/** A non-transparent bridge: whatever is behind it, by whatever number it likes. */
const asAnybody: AliasQuirk['sendsAs'] = () => numbers(0x100)

const QUIRKS: readonly AliasQuirk[] = [
  { vendor: 0x1180, devices: [0xe832, 0xe476], sendsAs: asFunction(0) },
  { vendor: 0x6766, devices: [0x3d40, 0x3d41], sendsAs: asFunction(0) },
  {
    vendor: 0x1b4b,
    devices: ids('9120 9123 9125 9128 9130 9170 9172 917a 9182 9183 91a0 9215 9220 9230 9235'),
    sendsAs: asFunction(1),
  },
  { vendor: 0x1103, devices: [0x0642, 0x0645], sendsAs: asFunction(1) },
  { vendor: 0x197b, devices: [0x2392], sendsAs: asFunction(1) },
  { vendor: 0x1c28, devices: [0x0122], sendsAs: asFunction(1) },
  { vendor: 0x8086, devices: [0x2260, 0x2264], sendsAs: () => [0x80, 0x88, 0x93] },
  {
    vendor: 0x8086,
    devices: [0x2954, 0x2955, 0x2956, 0x2958, 0x2959, 0x295a],
    sendsAs: () => numbers(0x100).filter((devfn) => devfn % 8 < 5),
  },
  { vendor: 0x10b5, devices: [0x87b0, 0x87b1], sendsAs: asAnybody },
]

/** Numbers on its own bus that `devfn` sends under besides its own. */
export const aliasQuirk = (vendor: number, device: number, devfn: number): number[] =>
  QUIRKS.filter((quirk) => quirk.vendor === vendor && quirk.devices.includes(device))
    .flatMap(({ sendsAs }) => sendsAs(devfn))
    .filter((alias) => alias !== devfn)

/** An Intel VMD: what is in the domain that it opens sends as this function (ids of `drivers/pci/controller/vmd.c`). */
export const isVmd = (vendor: number, device: number): boolean => vendor === 0x8086 && VMD.has(device)
const VMD: ReadonlySet<number> = new Set(ids('201d 28c0 28c1 467f 4c3d a77f 7d0b ad0b 9a0b b60b b06f b07f d70b d73b'))

/** Domains of devices that open one, from here on. */
export const FIRST_VMD_DOMAIN = 0x10000

/**
 * A Switchtec non-transparent bridge sends under proxy IDs that stand in its own registers, where the kernel reads them
 * (`quirk_switchtec_ntb_dma_alias`). The same function without that class only manages the switch.
 */
export const isSwitchtecNtb = (vendor: number, device: number, isOtherBridge: boolean): boolean =>
  isOtherBridge &&
  ((vendor === 0x11f8 && device >= 0x4000) || (vendor === 0x1055 && device >= 0x1001 && device <= 0x1008))
