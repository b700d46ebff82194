/**
 * A machine as columns of numbers: facts and parent links, nothing decided.
 *
 * `f`, `g` index functions, `h` host bridges; `parent[f]` is the bridge function above `f` or ROOT.
 * No function here says who reaches whom: the fabric answers that in `model/hardware`, the kernel
 * believes something about it in `model/kernel`, and the two must not share an answer.
 */
import type { Bus, Phys } from '../address.ts'
import type { Contents } from './contents.ts'
import { defaultDomain, type Domain, type Iommu, type Kept } from './domain.ts'
import type { Inbound, Listed, Ram, Span } from './ranges.ts'

/** `parent[f]` of a function on a root bus. */
export const ROOT = -1

/** PCIe device/port type, as the PCI Express Capabilities register encodes it; below 0: conventional PCI. */
export const KIND = {
  conventionalBridge: -2,
  conventional: -1,
  endpoint: 0,
  rootPort: 4,
  switchUp: 5,
  switchDown: 6,
  pciBridge: 7,
  rcEndpoint: 9,
  eventCollector: 10,
} as const
export type Kind = (typeof KIND)[keyof typeof KIND]

/** `clientFunction[c]` of a device that is on no bus: its driver copies with the CPU. */
export const NO_FUNCTION = -1

/** What an Enhanced ACS control says of requests for the BAR of a switch port (HW-AC-1). */
export const PORT_BAR_CONTROLS = ['direct', 'block', 'redirect'] as const
/** What a port without those controls does with them: its maker's choice (PA-6). */
export const PORT_BAR_HABITS = ['direct', 'refuse', 'as peers'] as const
export type PortBarRequests = (typeof PORT_BAR_CONTROLS)[number] | (typeof PORT_BAR_HABITS)[number]

/** What an ATS completion carries for a BAR (IO-7, PA-12). */
export const ATS_RETURNS = ['host address', 'bus address'] as const
export type AtsReturns = (typeof ATS_RETURNS)[number]

export type CpuVendor = 'Intel' | 'AMD' | 'Hygon' | 'other'

/** Memory local to a function, of which its driver has struct pages. */
export interface LocalMemory {
  /** Pages. */
  readonly pages: number
  /** What its driver registers. `private`: no CPU address leads to it. `coherent`: the CPU reaches it. `p2pdma`: a pool of P2P memory. `generic`: a static range (device DAX). */
  readonly type: 'private' | 'coherent' | 'p2pdma' | 'generic'
  /** Whose it is: functions of one owner use each other's as their own. */
  readonly owner: string
  /** Pages of it that the BAR can show at a time, from the BAR's first byte on. */
  readonly shown: number
}

export interface Machine {
  readonly cpuVendor: CpuVendor
  readonly cpuFamily: number
  /** CPU physical addresses from here on the kernel cannot map (`arch_get_mappable_range`): 2 to the number of bits it can. */
  readonly cpuReach: number
  readonly ram: readonly Ram[]
  /** What the kernel of this machine has on its list besides what its release has (`pci_p2pdma_whitelist`). */
  readonly listed: readonly Listed[]

  // Host bridges: one row each.
  readonly hostName: readonly string[]
  /** PCI domain ("PCI segment group" in the PCIe specification). */
  readonly hostDomain: readonly number[]
  /** Outbound: bus address = CPU physical address - offset (bytes, either sign). */
  readonly hostOffset: readonly number[]
  /** Outbound memory window, CPU side. */
  readonly hostWindow: readonly Phys[]
  readonly hostWindowSize: readonly number[]
  /** Further outbound windows: a root bus has one below 4 GiB and one above, at least. */
  readonly hostOtherWindows: readonly (readonly Span<Phys>[])[]
  /** What a bus address that reaches the host bridge means to it. */
  readonly hostInbound: readonly (readonly Inbound[])[]
  /** Whether the root complex matches bus addresses against its root ports first (PA-10). */
  readonly hostPeersByBus: readonly boolean[]
  /** Whether it does so even where an IOMMU translates (PA-9 `decodeFirst`). */
  readonly hostDecodesFirst: readonly boolean[]
  /** Whether `hostInbound` applies to an IOVA before the IOMMU sees it (PA-13). */
  readonly hostInboundFirst: readonly boolean[]
  readonly hostAtsReturns: readonly AtsReturns[]
  /** Whether a read that it does not forward is answered with data nobody wrote, and no error (PA-2). */
  readonly hostInventsData: readonly boolean[]

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
  /** Bits that a part without the capability behaves as if it had switched on: no software sees them (PA-3). */
  readonly acsImplicit: readonly number[]
  /** Egress Control Vector: the port (or function) numbers whose bit is set. */
  readonly egress: readonly (readonly number[])[]
  /** What such a vector calls it: a port its Port Number, another function its function number (HW-AC-15). */
  readonly egressNumber: readonly number[]
  /** What a port does with requests from below for the BAR of a downstream (or root) port, of the upstream port. */
  readonly toDownstreamBars: readonly PortBarRequests[]
  readonly toUpstreamBars: readonly PortBarRequests[]
  /** Whether a downstream port sends up what no port of its switch claims (HW-AC-28). */
  readonly redirectsUnclaimed: readonly boolean[]
  /** Memory Space Enable, Bus Master Enable, and whether the link below a port is up, at boot; live in `Hw`. */
  readonly decodes: readonly boolean[]
  readonly masters: readonly boolean[]
  readonly linkUp: readonly boolean[]
  /** Max_Payload_Size, bytes: longer ones are malformed where they arrive (RT-27). */
  readonly maxPayload: readonly number[]
  /** AtomicOps: whether a port routes them, stops them on their way out, and whether a completer carries them out. */
  readonly routesAtomics: readonly boolean[]
  readonly blocksAtomics: readonly boolean[]
  readonly completesAtomics: readonly boolean[]
  /** Whether its completions have Relaxed Ordering where the request has it (PA-15). */
  readonly copiesOrdering: readonly boolean[]
  /** Addresses from here on it cannot put on its bus: 2 to the number of address bits it has (HW-EX-4). */
  readonly reach: readonly number[]
  /** The function whose requester ID its requests carry: itself, but for aliases (IO-2, RT-24). */
  readonly requester: readonly number[]
  /** Functions whose requester IDs the kernel knows that it may send under, bridges not among them (`dma_alias_mask`). */
  readonly dmaAliases: readonly (readonly number[])[]
  /** Whether the IOMMU takes its translated requests (ATS enabled for it, IO-6). */
  readonly ats: readonly boolean[]
  /** Memory that firmware says it uses by itself, CPU physical. */
  readonly rmrr: readonly (readonly Span<Phys>[])[]
  /** The physical function of a virtual one, else -1. */
  readonly physfn: readonly number[]
  readonly iommu: readonly Iommu[]
  /** Bits of the DMA mask that its driver has set. */
  readonly dmaBits: readonly number[]
  /** Whether the CPU's caches are kept coherent with its DMA. */
  readonly coherent: readonly boolean[]
  /** Whether every streaming mapping has to go through the bounce buffer (`swiotlb=force`, confidential guests). */
  readonly forceBounce: readonly boolean[]
  /** An external port, say: not trusted with what shares a page with its buffers. */
  readonly untrusted: readonly boolean[]
  /** `dma_get_max_seg_size`, bytes, and `dma_get_seg_boundary` + 1, bytes. */
  readonly maxSegment: readonly number[]
  readonly boundary: readonly number[]
  /** Whether the device serves requests of `f` for a sibling function's BARs inside (PA-4), and for its own (PA-4b). */
  readonly inside: readonly boolean[]
  readonly ownInside: readonly boolean[]
  /** The memory BAR that lists and pools are about; size 0: none, or no address was found for it. */
  readonly bar: readonly Bus[]
  readonly barSize: readonly number[]
  readonly local: readonly (LocalMemory | undefined)[]
  /** Functions whose local memory it reaches over an interconnect. */
  readonly linked: readonly (readonly number[])[]
  /** Other memory BARs: nobody maps them, and a request may hit them. */
  readonly otherBars: readonly (readonly Span[])[]
  /** Memory window of a bridge; size 0: closed. */
  readonly window: readonly Bus[]
  readonly windowSize: readonly number[]
  /** Further windows: a bridge has one below 4 GiB, and one for what is prefetchable. */
  readonly otherWindows: readonly (readonly Span[])[]
  /** Bus number the function sits on; for bridges also the range behind them. */
  readonly busNumber: readonly number[]
  readonly secondary: readonly number[]
  readonly subordinate: readonly number[]
  /** `forwards.read[f][g]`: whether the root complex passes reads from root-bus function `f` to `g`. */
  readonly forwards: Readonly<Record<AccessKind, readonly (readonly boolean[])[]>>

  // Clients: whoever a list is mapped for. First every function, then the devices that are none.
  readonly clientName: readonly string[]
  /** The function whose requests carry its transfers, or NO_FUNCTION. */
  readonly clientFunction: readonly number[]
}

/** What a request does to a byte. */
export const ACCESS_KINDS = ['read', 'write', 'atomic'] as const
export type AccessKind = (typeof ACCESS_KINDS)[number]

/** What software can change while the machine runs, and `deliver` sees. */
export interface Hw {
  readonly machine: Machine
  readonly acsControl: readonly number[]
  /** Memory Space Enable, Bus Master Enable. */
  readonly decodes: readonly boolean[]
  readonly masters: readonly boolean[]
  /** Whether the link below a port is up. */
  readonly linkUp: readonly boolean[]
  /** By requester ID: the function that names the domain in which an IOMMU looks. */
  readonly attached: readonly number[]
  /** Domains by the function that names them; whoever is attached to none that is here has no IOMMU. */
  readonly domains: ReadonlyMap<number, Domain>
  /** Translations that functions keep (ATS), by function; who keeps none is not here. */
  readonly kept: ReadonlyMap<number, readonly Kept[]>
  /** What is in RAM and in BARs. Frames of memory that moves have their contents in the memory of their kernel. */
  readonly contents: Contents
}

/** The machine as it comes up, each function by itself: always the same, so it is made once. */
export const power = (machine: Machine): Hw => {
  const known = powered.get(machine)
  if (known !== undefined) return known
  const domains = new Map(
    machine.iommu.flatMap((iommu, f): [number, Domain][] => {
      return iommu === 'off' ? [] : [[f, defaultDomain(iommu, machine.untrusted[f], machine.rmrr[f])]]
    }),
  )
  const { acsControl, decodes, masters, linkUp } = machine
  const attached = [...machine.iommu.keys()]
  const hw: Hw = { machine, acsControl, decodes, masters, linkUp, attached, domains, kept: new Map(), contents: [] }
  powered.set(machine, hw)
  return hw
}
const powered = new WeakMap<Machine, Hw>()

/** Whether the client is itself a PCI function. */
export const isFunction = ({ parent }: Machine, client: number): boolean => client < parent.length

/** What host bridge `h` passes down, CPU physical; a window of size 0 is closed. */
export const hostWindows = ({ hostWindow, hostWindowSize, hostOtherWindows }: Machine, h: number): Span<Phys>[] => [
  { base: hostWindow[h], size: hostWindowSize[h] },
  ...hostOtherWindows[h],
]

/** Whether a function of this kind has a bus behind it. */
export const isBridge = (kind: Kind): boolean =>
  kind === KIND.rootPort || kind === KIND.switchUp || kind === KIND.switchDown || opensWires(kind)

/** Whether the bus behind it is a conventional one. */
export const opensWires = (kind: Kind): boolean => kind === KIND.pciBridge || kind === KIND.conventionalBridge

/** `0010:02:01.0` */
export const bdf = (machine: Machine, f: number): string => {
  const two = (n: number): string => n.toString(16).padStart(2, '0')
  const domain = machine.hostDomain[machine.host[f]].toString(16).padStart(4, '0')
  const slot = Math.floor(machine.devfn[f] / 8)
  return `${domain}:${two(machine.busNumber[f])}:${two(slot)}.${machine.devfn[f] % 8}`
}
