/**
 * The machine as a person or the checker writes it: names instead of indices, defaults left out.
 *
 * One row a function, in any order; `below` names the bridge function above it, `on` the host
 * bridge on whose root bus it sits. `build` (layout.ts) turns it into columns.
 */
import * as t from 'io-ts'
import type { AcsBit } from './acs.ts'
import type { CpuVendor } from './columns.ts'
import { acsBit, address, count, hexWord, oneForm, oneOf, operationKind, optional, record, size } from './fields.ts'

/** Names of port types as `lspci` and the PCIe specification spell them. */
export const FUNCTION_TYPES = [
  'root port',
  'switch upstream port',
  'switch downstream port',
  'endpoint',
  'root complex integrated endpoint',
  'conventional',
] as const
export type FunctionType = (typeof FUNCTION_TYPES)[number]

const functionType = oneOf(FUNCTION_TYPES)
const cpuVendor = oneOf(['Intel', 'AMD', 'Hygon', 'other'] as const satisfies readonly CpuVendor[])

const range = record({ base: address, size })

const hostFile = record({
  name: t.string,
  /** PCI domain; default: its index. */
  domain: optional(count),
  /** CPU physical minus bus address, bytes, either sign; default 0. */
  offset: optional(t.number),
  /** Outbound window, CPU side; default: laid out. */
  window: optional(range),
  /** Bus ranges the host bridge accepts from below; default: everything, unchanged. */
  inbound: optional(t.array(record({ bus: address, phys: address, size }))),
  /** Whether the root complex matches bus addresses against its root ports before `inbound`; default: offset is 0. */
  matchesBusAddresses: optional(t.boolean),
})

export interface AcsWords {
  capability: AcsBit[]
  control: AcsBit[]
  egress?: number[]
}

const acsWords: t.Type<AcsWords, unknown> = record({
  capability: t.array(acsBit),
  control: t.array(acsBit),
  /** Egress Control Vector: port numbers (function numbers in an endpoint) whose bit is set. */
  egress: optional(t.array(count)),
})

const functionFile = record({
  name: t.string,
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
      Array.isArray(u) ? t.array(acsBit) : acsWords,
    ),
  ),
  /** Its memory BAR; `base` is a bus address, default: laid out. */
  bar: optional(record({ size, base: optional(address) })),
  /** A bridge's memory window on the bus; default: what the BARs below need. */
  window: optional(range),
  /** Memory Space Enable; default true. */
  decodes: optional(t.boolean),
  /** Bus Master Enable; default true. */
  masters: optional(t.boolean),
  /** Whether the device serves this function's requests for its own and its siblings' BARs inside; default false. */
  inside: optional(t.boolean),
})

const forwardFile = record({ from: t.string, to: t.string, operations: t.array(operationKind) })

export const machineFile = record({
  cpu: optional(record({ vendor: cpuVendor, family: count })),
  ram: optional(t.array(range)),
  hosts: t.array(hostFile),
  functions: t.array(functionFile),
  /** What the root complex passes between root-bus functions; `any` stands for each. Default: nothing. */
  forwards: optional(t.array(forwardFile)),
})

export type MachineFile = t.TypeOf<typeof machineFile>
export type HostFile = t.TypeOf<typeof hostFile>
export type FunctionFile = t.TypeOf<typeof functionFile>
export type ForwardFile = t.TypeOf<typeof forwardFile>
