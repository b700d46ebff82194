/**
 * Configuration space as the specification lays it out: header, the chain of capabilities, the chain of extended ones.
 *
 * Source: PCI Local Bus 3.0 section 6, PCIe 7.5, 7.6 and 7.7.11 (offsets from memory; the names are those of
 * include/uapi/linux/pci_regs.h).
 */
import { ACS_ALL, ACS_BITS, bitsOf } from '../model/machine/acs.ts'
import { wordAt, type Bytes } from './bytes.ts'
import { configRanges } from './config-ranges.ts'
import type { Dumped, DumpedAcs, PcieType } from './dumped.ts'
import type { Ranges } from './ranges.ts'

type FromConfig = Pick<Dumped, 'isHostBridge' | 'isBridge' | 'acs' | 'hasExtended'> &
  Ranges &
  Partial<Pick<Dumped, 'acsAt' | 'id' | 'buses' | 'type' | 'virtual'>>

const TYPES: Readonly<Record<number, PcieType>> = {
  0: 'endpoint',
  1: 'endpoint',
  4: 'root port',
  5: 'upstream port',
  6: 'downstream port',
  7: 'bridge to PCI',
  8: 'bridge from PCI',
  9: 'integrated endpoint',
  10: 'event collector',
}
const [EXPRESS, ACS_ID, SRIOV] = [0x10, 0x0d, 0x10]
const EXTENDED = 0x100

export const readConfig = (bytes: Bytes): FromConfig => {
  const word = (at: number): number | undefined => wordAt(bytes, at)
  const [vendor, device] = [word(0), word(2)]
  const headerType = (bytes[0x0e] ?? 0) % 0x80
  const isBridge = headerType === 1 || headerType === 2
  const type = typeOf(bytes)
  const [primary, secondary, subordinate] = [bytes[0x18], bytes[0x19], bytes[0x1a]]
  const hasBuses = isBridge && primary !== undefined && secondary !== undefined && subordinate !== undefined
  const virtual = virtualOf(bytes)
  return {
    ...(vendor === undefined || device === undefined ? {} : { id: { vendor, device } }),
    isHostBridge: word(0x0a) === 0x0600,
    isBridge,
    ...(hasBuses ? { buses: { primary, secondary, subordinate } } : {}),
    ...(type === undefined ? {} : { type }),
    acs: type === 'conventional' ? 'none' : acsOf(bytes, type),
    ...acsPlace(bytes, type),
    hasExtended: extendedAt(bytes, undefined) !== undefined,
    ...configRanges(bytes, headerType),
    ...(virtual === undefined ? {} : { virtual }),
  }
}

/** Undefined: the chain leads to bytes that nobody dumped. */
const typeOf = (bytes: Bytes): PcieType | undefined => {
  const status = wordAt(bytes, 0x06)
  if (status === undefined) return undefined
  if (Math.floor(status / 0x10) % 2 === 0) return 'conventional'
  const seen = new Set<number>()
  let at = bytes[bytes[0x0e]! % 0x80 === 2 ? 0x14 : 0x34]
  while (at !== undefined && at >= 0x40 && !seen.has(at)) {
    seen.add(at)
    // No capability has this number: without root a tar of sysfs has zeros from here on.
    if (bytes[at] === 0 && bytes[at + 1] === 0) return undefined
    if (bytes[at] === EXPRESS) {
      const flags = wordAt(bytes, at + 2)
      return flags === undefined ? undefined : TYPES[Math.floor(flags / 0x10) % 0x10]
    }
    at = bytes[at + 1]
  }
  return at === undefined ? undefined : 'conventional'
}

/** Where the extended capability with that id (undefined: any) stands; `unseen`: the chain leads to bytes nobody dumped. */
const extendedAt = (bytes: Bytes, id: number | undefined): number | 'unseen' | undefined => {
  const seen = new Set<number>()
  let at = EXTENDED
  while (at >= EXTENDED && !seen.has(at)) {
    seen.add(at)
    const [found, next] = [wordAt(bytes, at), wordAt(bytes, at + 2)]
    if (found === undefined || next === undefined) return id === undefined ? undefined : 'unseen'
    if (found === 0 || found === 0xffff) return undefined
    if (id === undefined || found === id) return at
    at = Math.floor(next / 0x40) * 4
  }
  return undefined
}

const acsOf = (bytes: Bytes, type: PcieType | undefined): DumpedAcs => {
  const at = extendedAt(bytes, ACS_ID)
  if (at === undefined) return type === undefined ? 'unknown' : 'none'
  if (at === 'unseen') return 'unknown'
  const [capability, control] = [wordAt(bytes, at + 4), wordAt(bytes, at + 6)].map(acsBits)
  if (capability === undefined) return 'unknown'
  return { capability, ...(control === undefined ? {} : { control }) }
}

const acsPlace = (bytes: Bytes, type: PcieType | undefined): Pick<Dumped, 'acsAt'> => {
  const at = type === 'conventional' ? undefined : extendedAt(bytes, ACS_ID)
  return typeof at === 'number' ? { acsAt: at } : {}
}

/** The seven classic bits of a register. */
const acsBits = (word: number | undefined): number | undefined =>
  word === undefined
    ? undefined
    : bitsOf(ACS_BITS.filter((_, i) => Math.floor((word % (ACS_ALL + 1)) / 2 ** i) % 2 === 1))

const virtualOf = (bytes: Bytes): Dumped['virtual'] => {
  const at = extendedAt(bytes, SRIOV)
  if (typeof at !== 'number') return undefined
  const [control, count, offset, stride] = [0x08, 0x10, 0x14, 0x16].map((field) => wordAt(bytes, at + field))
  if (control === undefined || count === undefined || offset === undefined || stride === undefined) return undefined
  return control % 2 === 1 && count > 0 ? { offset, stride, count } : undefined
}
