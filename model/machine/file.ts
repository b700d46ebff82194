/**
 * The machine as a person or the checker writes it: names instead of indices, defaults left out.
 *
 * One row a function, in any order; `below` names the bridge function above it, `on` the host
 * bridge on whose root bus it sits. What each field says, and what leaving it out means, stands beside it
 * (machine-meaning.ts, function-meaning.ts). `layOut` (layout.ts) turns it into columns.
 */
import * as t from 'io-ts'
import type { AcsBit } from './acs.ts'
import type { CpuVendor } from './columns.ts'
import { ATS_RETURNS, PORT_BAR_CONTROLS, PORT_BAR_HABITS } from './columns.ts'
import { IOMMUS } from './domain.ts'
import { RAM_TYPES } from './ranges.ts'
import {
  acsBit,
  address,
  byte,
  count,
  hexWord,
  list,
  listOfAtMost,
  maskBits,
  name,
  numeric,
  offsetBytes,
  oneForm,
  oneOf,
  accessKind,
  optional,
  orUnknown,
  record,
  size,
  type Made,
} from './fields.ts'

/** Names of port types as `lspci` and the PCIe specification spell them. */
export const FUNCTION_TYPES = [
  'root port',
  'switch upstream port',
  'switch downstream port',
  'endpoint',
  'root complex integrated endpoint',
  'root complex event collector',
  'PCIe to PCI bridge',
  'PCI bridge',
  'conventional',
] as const
export type FunctionType = (typeof FUNCTION_TYPES)[number]

/** The largest servers have about half of that, virtual functions counted. */
const MOST_FUNCTIONS = 4096

const functionType = oneOf(FUNCTION_TYPES)
const cpuVendor = oneOf(['Intel', 'AMD', 'Hygon', 'other'] as const satisfies readonly CpuVendor[])

export const range = record({ base: address, size })
const iommu = oneOf(IOMMUS)

export const inboundRange = record({ bus: address, phys: address, size })

export const hostFile = record({
  name,
  domain: optional(count),
  bus: optional(byte),
  offset: optional(offsetBytes),
  window: optional(range),
  otherWindows: optional(list(range)),
  inbound: optional(list(inboundRange)),
  matchesBusAddresses: optional(t.boolean),
  decodesFirst: optional(t.boolean),
  inboundFirst: optional(t.boolean),
  atsReturns: optional(oneOf(ATS_RETURNS)),
  inventsData: optional(t.boolean),
  iommu: optional(iommu),
})

export interface AcsWords {
  capability: AcsBit[]
  control: AcsBit[]
  egress?: number[]
}

export const acsWords: t.Type<AcsWords, unknown> & Made = record({
  capability: list(acsBit),
  control: list(acsBit),
  egress: optional(list(count)),
})

export const enhancedAcs = record({
  downstreamBars: optional(oneOf(PORT_BAR_CONTROLS)),
  upstreamBars: optional(oneOf(PORT_BAR_CONTROLS)),
  unclaimed: optional(oneOf(['refuse', 'redirect'] as const)),
})

export const barFile = record({
  size,
  base: optional(address),
  assigned: optional(t.boolean),
  cmb: optional(t.boolean),
})

/** The types as which a driver registers its device's memory. Pages of processes move to the first two. Processes map pages of the others. */
export const LOCAL_TYPES = ['private', 'coherent', 'p2pdma', 'generic'] as const
/** Pages of a device's local memory: few, for every one is a dimension of the search. */
const localPages = numeric('a whole number of pages, 1 to 64', (n) => Number.isSafeInteger(n) && n >= 1 && n <= 64)
export const localFile = record({
  pages: localPages,
  type: optional(oneOf(LOCAL_TYPES)),
  owner: optional(name),
  shown: optional(localPages),
})

export const busesFile = record({ secondary: byte, subordinate: byte })
export const atomicsFile = record({
  routes: optional(t.boolean),
  blocked: optional(t.boolean),
  completes: optional(t.boolean),
})

export const functionFile = record({
  name,
  type: functionType,
  on: optional(t.string),
  below: optional(t.string),
  at: optional(t.string),
  bus: optional(byte),
  buses: optional(busesFile),
  id: optional(hexWord),
  acs: optional(
    oneForm<AcsBit[] | AcsWords>('ACS control bits, or {capability, control, egress}', (u) =>
      Array.isArray(u) ? list(acsBit) : acsWords,
    ),
  ),
  enhancedAcs: optional(enhancedAcs),
  portBarRequests: optional(oneOf(PORT_BAR_HABITS)),
  implicitAcs: optional(list(acsBit)),
  portNumber: optional(byte),
  bar: optional(barFile),
  memory: optional(localFile),
  otherBars: optional(list(barFile)),
  window: optional(range),
  otherWindows: optional(list(range)),
  decodes: optional(t.boolean),
  masters: optional(t.boolean),
  inside: optional(t.boolean),
  linkUp: optional(t.boolean),
  maxPayload: optional(size),
  atomics: optional(atomicsFile),
  copiesOrdering: optional(t.boolean),
  addressBits: optional(maskBits),
  sendsAs: optional(t.string),
  aliases: optional(list(t.string)),
  ats: optional(t.boolean),
  rmrr: optional(list(range)),
  decodesVirtual: optional(t.boolean),
  virtualOf: optional(t.string),
  iommu: optional(iommu),
  dmaBits: optional(maskBits),
  coherent: optional(t.boolean),
  forceBounce: optional(t.boolean),
  untrusted: optional(t.boolean),
  maxSegment: optional(size),
  boundary: optional(size),
})

/** A device that is no PCI function: a child of one, or one on no bus at all (software RDMA). */
export const deviceFile = record({ name, childOf: optional(t.string) })

export const forwardFile = record({ from: t.string, to: t.string, operations: list(accessKind) })

/** A private interconnect: `from` reaches the local memory of `to` over it, and nothing else. */
export const interconnectFile = record({ from: t.string, to: t.string })

export const cpuFile = record({ vendor: cpuVendor, family: count, addressBits: optional(maskBits) })
export const listedFile = record({ id: hexWord, sameHostBridge: optional(t.boolean) })
export const ramFile = record({
  base: address,
  size,
  type: optional(oneOf(RAM_TYPES)),
  persistent: optional(t.boolean),
})

export const machineFile = record({
  cpu: optional(cpuFile),
  ram: optional(list(ramFile)),
  allowlist: optional(list(listedFile)),
  hosts: list(hostFile),
  functions: listOfAtMost(MOST_FUNCTIONS, functionFile),
  devices: optional(list(deviceFile)),
  forwards: optional(orUnknown(list(forwardFile))),
  interconnects: optional(list(interconnectFile)),
})

export type MachineFile = t.TypeOf<typeof machineFile>
export type HostFile = t.TypeOf<typeof hostFile>
export type FunctionFile = t.TypeOf<typeof functionFile>
export type ForwardFile = t.TypeOf<typeof forwardFile>
