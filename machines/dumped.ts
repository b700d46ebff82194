/**
 * What a dump says of one function, and what it does not say. A field that is left out was not seen, which is not the same
 * as "there is none".
 */

import type { Ranges } from './ranges.ts'

/** PCIe device/port type; `conventional`: no Express capability. */
export type PcieType =
  | 'root port'
  | 'upstream port'
  | 'downstream port'
  | 'endpoint'
  | 'integrated endpoint'
  | 'event collector'
  | 'bridge to PCI'
  | 'bridge from PCI'
  | 'conventional'

/** `none`: no capability. A control word that is left out was not readable. */
export type DumpedAcs = 'none' | 'unknown' | { readonly capability: number; readonly control?: number }

/** The buses that a bridge says it has. */
export interface Buses {
  readonly primary: number
  readonly secondary: number
  readonly subordinate: number
}

/** Where the virtual functions are: routing ID of the n-th = its own + offset + n * stride. */
export interface VirtualFunctions {
  readonly offset: number
  readonly stride: number
  readonly count: number
}

/** Where a function is. */
export interface Place {
  readonly domain: number
  readonly bus: number
  readonly devfn: number
}

export interface Dumped extends Place, Ranges {
  /** Line of the dump, from 1; 0: it has no lines (sysfs). */
  readonly line: number
  /** Class and name, as the dump has them. */
  readonly title: string
  readonly isHostBridge: boolean
  /** A header of type 1 or 2. */
  readonly isBridge: boolean
  readonly id?: { readonly vendor: number; readonly device: number }
  readonly buses?: Buses
  readonly type?: PcieType
  readonly acs: DumpedAcs
  /** Where its ACS capability stands in configuration space. */
  readonly acsAt?: number
  /** A capability beyond the first 256 bytes was shown. */
  readonly hasExtended: boolean
  readonly virtual?: VirtualFunctions
  /** Of a virtual function its physical one, where sysfs says so. */
  readonly physical?: Place
  readonly iommuGroup?: number
  readonly numaNode?: number
}

/** Something that a reader of the answer should know about the dump. */
export interface Note {
  /** Line of the dump; left out: the dump as a whole. */
  readonly line?: number
  readonly says: string
}

/** One address stands twice, and the other place counts. */
export const standsTwice = (place: Place, line: number, counts: number): Note => ({
  line,
  says: `${bdfOf(place)} stands in line ${counts}, too; that one counts`,
})

/** A dump that was read: functions in the order of domain, bus, device and function, no address twice. */
export interface Dump {
  readonly functions: readonly Dumped[]
  /** Where it contradicts itself. */
  readonly contradicts: readonly Note[]
}

const BDF = /^(?:([\da-f]{4,8}):)?([\da-f]{2}):([01][\da-f])\.([0-7])$/i

/** `0000:b5:00.0` or `b5:00.0`; undefined: it is no address. */
export const readPlace = (text: string): Place | undefined => {
  const found = BDF.exec(text)
  if (found === null) return undefined
  const [, domain, bus, slot, fn] = found
  return placeOf(domain, bus, slot, fn)
}

/** The place that the digits of an address name. */
export const placeOf = (domain: string | undefined, bus: string, slot: string, fn: string): Place => ({
  domain: Number.parseInt(domain ?? '0', 16),
  bus: Number.parseInt(bus, 16),
  devfn: Number.parseInt(slot, 16) * 8 + Number(fn),
})

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0')

/** `0000:b5:00.0` */
export const bdfOf = ({ domain, bus, devfn }: Place): string =>
  `${hex(domain, 4)}:${hex(bus, 2)}:${hex(Math.floor(devfn / 8), 2)}.${devfn % 8}`

/** `8086:2030` */
export const idOf = ({ id }: Pick<Dumped, 'id'>): string | undefined =>
  id === undefined ? undefined : `${hex(id.vendor, 4)}:${hex(id.device, 4)}`

/** A routing ID, with the domain in front of it. */
export const ridOf = ({ domain, bus, devfn }: Place): number => domain * 0x10000 + bus * 0x100 + devfn
