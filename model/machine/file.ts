/**
 * The machine as a person or the checker writes it: names instead of indices, defaults left out.
 *
 * One row a function, in any order; `below` names the bridge function above it, `on` the host
 * bridge on whose root bus it sits. `layOut` (layout.ts) turns it into columns.
 */
import * as t from 'io-ts'
import type { AcsBit } from './acs.ts'
import type { CpuVendor } from './columns.ts'
import { ATS_RETURNS, IOMMUS, PORT_BAR_CONTROLS, PORT_BAR_HABITS, RAM_TYPES } from './columns.ts'
import {
  acsBit,
  address,
  byte,
  count,
  hexWord,
  list,
  maskBits,
  name,
  offsetBytes,
  oneForm,
  oneOf,
  accessKind,
  optional,
  record,
  size,
} from './fields.ts'

/** Names of port types as `lspci` and the PCIe specification spell them. */
export const FUNCTION_TYPES = [
  'root port',
  'switch upstream port',
  'switch downstream port',
  'endpoint',
  'root complex integrated endpoint',
  'PCIe to PCI bridge',
  'conventional',
] as const
export type FunctionType = (typeof FUNCTION_TYPES)[number]

const functionType = oneOf(FUNCTION_TYPES)
const cpuVendor = oneOf(['Intel', 'AMD', 'Hygon', 'other'] as const satisfies readonly CpuVendor[])

const range = record({ base: address, size })
const iommu = oneOf(IOMMUS)

const hostFile = record({
  name,
  /** PCI domain; default: its index. */
  domain: optional(count),
  /** CPU physical minus bus address, bytes, either sign; default 0. */
  offset: optional(offsetBytes),
  /** Outbound window, CPU side; default: laid out. */
  window: optional(range),
  /** Bus ranges the host bridge accepts from below; default: everything, unchanged. */
  inbound: optional(list(record({ bus: address, phys: address, size }))),
  /** Whether the root complex matches bus addresses against its root ports before `inbound`; default: offset is 0. */
  matchesBusAddresses: optional(t.boolean),
  /** Whether it does so even where an IOMMU translates; default false. */
  decodesFirst: optional(t.boolean),
  /** Whether `inbound` applies to an IOVA before the IOMMU sees it; default false. */
  inboundFirst: optional(t.boolean),
  /** What an ATS completion carries for a BAR; default its host address. */
  atsReturns: optional(oneOf(ATS_RETURNS)),
  /** Whether a read that it does not forward comes back with invented data and no error; default false. */
  inventsData: optional(t.boolean),
  /** The IOMMU in front of every function below it; default off. */
  iommu: optional(iommu),
})

export interface AcsWords {
  capability: AcsBit[]
  control: AcsBit[]
  egress?: number[]
}

const acsWords: t.Type<AcsWords, unknown> = record({
  capability: list(acsBit),
  control: list(acsBit),
  /** Egress Control Vector: port numbers (function numbers in an endpoint) whose bit is set. */
  egress: optional(list(count)),
})

/** Enhanced ACS controls; what is left out is `direct`, and `unclaimed: refuse`. */
const enhancedAcs = record({
  downstreamBars: optional(oneOf(PORT_BAR_CONTROLS)),
  upstreamBars: optional(oneOf(PORT_BAR_CONTROLS)),
  unclaimed: optional(oneOf(['refuse', 'redirect'] as const)),
})

const functionFile = record({
  name,
  type: functionType,
  on: optional(t.string),
  below: optional(t.string),
  /** `dd.f`, hexadecimal; default: the next free device number of its bus. */
  at: optional(t.string),
  /** `vvvv:dddd`, hexadecimal; default 0000:0000. */
  id: optional(hexWord),
  /** Control bits switched on, every bit implemented; or both words. Left out: no capability. */
  acs: optional(
    oneForm<AcsBit[] | AcsWords>('ACS control bits, or {capability, control, egress}', (u) =>
      Array.isArray(u) ? list(acsBit) : acsWords,
    ),
  ),
  /** A port's Enhanced ACS controls. Left out: it has none. */
  enhancedAcs: optional(enhancedAcs),
  /** What a port without them does with requests from below for BARs of switch ports; default direct. */
  portBarRequests: optional(oneOf(PORT_BAR_HABITS)),
  /** ACS bits that it behaves as if it had on, without the capability; default none. */
  implicitAcs: optional(list(acsBit)),
  /** A port's Port Number; default its device number, plus 32 for each function number past 0. */
  portNumber: optional(byte),
  /** Its memory BAR; `base` is a bus address, default: laid out. */
  bar: optional(record({ size, base: optional(address) })),
  /** A bridge's memory window on the bus; default: what the BARs below need. */
  window: optional(range),
  /** Memory Space Enable, which D1 to D3hot do without, too (RT-2); default true; of a virtual function none. */
  decodes: optional(t.boolean),
  /** Bus Master Enable; default true. */
  masters: optional(t.boolean),
  /** Whether the device serves this function's requests for its own and its siblings' BARs inside; default false. */
  inside: optional(t.boolean),
  /** Whether the link below a port is up; default true. */
  linkUp: optional(t.boolean),
  /** Max_Payload_Size, bytes; default 4096. */
  maxPayload: optional(size),
  /** AtomicOps; default: routed by ports, stopped by none, carried out by all but conventional devices. */
  atomics: optional(
    record({ routes: optional(t.boolean), blocked: optional(t.boolean), completes: optional(t.boolean) }),
  ),
  /** Whether its completions copy Relaxed Ordering from the request; default true. */
  copiesOrdering: optional(t.boolean),
  /** Address bits that the device has, whatever its driver believes; default 64. */
  addressBits: optional(maskBits),
  /** The function whose requester ID its requests carry; default its own, or that of the bridge to its PCI bus. */
  sendsAs: optional(t.string),
  /** Whether the IOMMU takes its translated requests (ATS); default false. */
  ats: optional(t.boolean),
  /** Of a physical function: Memory Space Enable of its virtual functions; default true. */
  decodesVirtual: optional(t.boolean),
  /** The physical function of which it is a virtual one: same bus, same link. */
  virtualOf: optional(t.string),
  /** Its own IOMMU setting; default: its host bridge's. */
  iommu: optional(iommu),
  /** Bits of its DMA mask; default 64. */
  dmaBits: optional(maskBits),
  /** Whether its DMA is cache coherent; default true. */
  coherent: optional(t.boolean),
  /** Whether all its streaming DMA must bounce; default false. */
  forceBounce: optional(t.boolean),
  /** An external, untrusted device; default false. */
  untrusted: optional(t.boolean),
  /** Longest DMA segment it takes, bytes; default 64K, as Linux's. */
  maxSegment: optional(size),
  /** No DMA segment may cross a multiple of this, bytes, a power of two; default 4G, as Linux's for PCI. */
  boundary: optional(size),
})

/** A device that is no PCI function: a child of one, or one on no bus at all (software RDMA). */
const deviceFile = record({ name, childOf: optional(t.string) })

const forwardFile = record({ from: t.string, to: t.string, operations: list(accessKind) })

export const machineFile = record({
  cpu: optional(record({ vendor: cpuVendor, family: count })),
  /** Memory of the CPU; a `type` other than RAM is a device's, with struct pages of its own. */
  ram: optional(
    list(record({ base: address, size, type: optional(oneOf(RAM_TYPES)), persistent: optional(t.boolean) })),
  ),
  hosts: list(hostFile),
  functions: list(functionFile),
  /** Clients that are no PCI functions. */
  devices: optional(list(deviceFile)),
  /** What the root complex passes between root-bus functions; `any` stands for each. Default: nothing. */
  forwards: optional(list(forwardFile)),
})

export type MachineFile = t.TypeOf<typeof machineFile>
export type HostFile = t.TypeOf<typeof hostFile>
export type FunctionFile = t.TypeOf<typeof functionFile>
export type ForwardFile = t.TypeOf<typeof forwardFile>
