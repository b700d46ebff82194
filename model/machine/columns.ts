/**
 * A machine as columns of numbers: facts and parent links, nothing decided.
 *
 * `f`, `g` index functions, `h` host bridges; `parent[f]` is the bridge function above `f` or ROOT.
 * No function here says who reaches whom: the fabric answers that in `model/hardware`, the kernel
 * believes something about it in `model/kernel`, and the two must not share an answer.
 */
import type { Bus, Iova, Phys } from '../address.ts'

/** `parent[f]` of a function on a root bus. */
export const ROOT = -1

/** PCIe device/port type, as the PCI Express Capabilities register encodes it; -1: conventional PCI. */
export const KIND = {
  conventional: -1,
  endpoint: 0,
  rootPort: 4,
  switchUp: 5,
  switchDown: 6,
  rcEndpoint: 9,
} as const
export type Kind = (typeof KIND)[keyof typeof KIND]

export type CpuVendor = 'Intel' | 'AMD' | 'Hygon' | 'other'

/** `[bus, bus + size)` arrives at host physical `[phys, phys + size)`. */
export interface Inbound {
  readonly bus: Bus
  readonly phys: Phys
  readonly size: number
}

/** `[base, base + size)` of the CPU's RAM. */
export interface Ram {
  readonly base: Phys
  readonly size: number
}

export interface Machine {
  readonly cpuVendor: CpuVendor
  readonly cpuFamily: number
  readonly ram: readonly Ram[]

  // Host bridges: one row each.
  readonly hostName: readonly string[]
  /** PCI domain ("PCI segment group" in the PCIe specification). */
  readonly hostDomain: readonly number[]
  /** Outbound: bus address = CPU physical address - offset (bytes, either sign). */
  readonly hostOffset: readonly number[]
  /** Outbound memory window, CPU side. */
  readonly hostWindow: readonly Phys[]
  readonly hostWindowSize: readonly number[]
  /** What a bus address that reaches the host bridge means to it. */
  readonly hostInbound: readonly (readonly Inbound[])[]
  /** Whether the root complex matches bus addresses against its root ports first (`hardware.md` PA-10). */
  readonly hostPeersByBus: readonly boolean[]

  // Functions: one row each.
  readonly name: readonly string[]
  readonly host: readonly number[]
  readonly parent: readonly number[]
  /** Functions whose parent is `f`: the inverse of `parent`, in devfn order. */
  readonly below: readonly (readonly number[])[]
  readonly devfn: readonly number[]
  readonly kind: readonly Kind[]
  readonly vendor: readonly number[]
  readonly device: readonly number[]
  /** Bits implemented; NO_ACS: no capability. */
  readonly acsCapability: readonly number[]
  /** Bits switched on at boot; the live word is `Hw.acsControl`. */
  readonly acsControl: readonly number[]
  /** Egress Control Vector: the port (or function) numbers whose bit is set. */
  readonly egress: readonly (readonly number[])[]
  /** Memory Space Enable, Bus Master Enable. */
  readonly decodes: readonly boolean[]
  readonly masters: readonly boolean[]
  /** Whether the device serves requests of `f` for its own BARs, or a sibling function's, inside (PA-4). */
  readonly inside: readonly boolean[]
  /** One memory BAR; size 0: none. */
  readonly bar: readonly Bus[]
  readonly barSize: readonly number[]
  /** Memory window of a bridge; size 0: closed. */
  readonly window: readonly Bus[]
  readonly windowSize: readonly number[]
  /** Bus number the function sits on; for bridges also the range behind them. */
  readonly busNumber: readonly number[]
  readonly secondary: readonly number[]
  readonly subordinate: readonly number[]
  /** `forwards.read[f][g]`: whether the root complex passes reads from root-bus function `f` to `g`. */
  readonly forwards: Readonly<Record<'read' | 'write', readonly (readonly boolean[])[]>>
}

/** `[iova, iova + size)` of a domain is `[phys, phys + size)`, for the accesses it allows. */
export interface Translation {
  readonly iova: Iova
  readonly phys: Phys
  readonly size: number
  readonly read: boolean
  readonly write: boolean
}

/** What an IOMMU does with the requests of a function (`hardware.md` IO-3). */
export type Domain =
  | { readonly kind: 'identity' }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'translate'; readonly table: readonly Translation[] }

/** What software can change while the machine runs, and `deliver` sees. */
export interface Hw {
  readonly machine: Machine
  readonly acsControl: readonly number[]
  /** The domain of each function whose requests an IOMMU sees; a function without one has no IOMMU. */
  readonly domains: ReadonlyMap<number, Domain>
}

export const power = (machine: Machine): Hw => ({ machine, acsControl: machine.acsControl, domains: new Map() })

/** Whether a function of this kind has a bus behind it. */
export const isBridge = (kind: Kind): boolean =>
  kind === KIND.rootPort || kind === KIND.switchUp || kind === KIND.switchDown

/** `0010:02:01.0` */
export const bdf = (machine: Machine, f: number): string => {
  const two = (n: number): string => n.toString(16).padStart(2, '0')
  const domain = machine.hostDomain[machine.host[f]].toString(16).padStart(4, '0')
  const slot = Math.floor(machine.devfn[f] / 8)
  return `${domain}:${two(machine.busNumber[f])}:${two(slot)}.${machine.devfn[f] % 8}`
}
