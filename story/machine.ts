/** A machine as data for a story: who is there, and what is worth knowing of each in words. */
import { bus, busToPhys, hex } from '../model/address.ts'
import { NO_ACS, bitNames } from '../model/machine/acs.ts'
import { NO_FUNCTION, ROOT, bdf, isBridge, type Machine } from '../model/machine/columns.ts'
import type { Iommu } from '../model/machine/domain.ts'
import { TYPE_OF } from '../model/machine/layout.ts'
import { functionFacts, hostFacts } from './facts.ts'

export interface MachineTold {
  readonly cpu: { readonly vendor: string; readonly family: number }
  readonly ram: readonly {
    readonly base: number
    readonly size: number
    readonly type: string
    readonly persistent: boolean
  }[]
  readonly hosts: readonly HostTold[]
  readonly functions: readonly FunctionTold[]
  /** Clients: every function under its own index, then the devices that are none (`function` -1: on no bus). */
  readonly clients: readonly { readonly name: string; readonly function: number }[]
  /** Pairs of root-bus functions between which the root complex passes requests on. */
  readonly forwards: readonly { readonly from: number; readonly to: number; readonly operations: readonly string[] }[]
}

export interface HostTold {
  readonly name: string
  readonly domain: number
  /** Bus address = CPU physical address - offset. */
  readonly offset: number
  /** Outbound window, CPU physical; size 0: none. */
  readonly window: Range
  /** In words, what is not the usual. */
  readonly facts: readonly string[]
}

export interface FunctionTold {
  readonly name: string
  readonly bdf: string
  readonly type: string
  readonly host: number
  readonly parent: number
  /** null: no ACS capability. */
  readonly acs: { readonly capability: readonly string[]; readonly control: readonly string[] } | null
  readonly iommu: Iommu
  /** Its BAR, or the window of a bridge, bus addresses; size 0: none. */
  readonly claims: Range
  /** In words, what is not the usual. */
  readonly facts: readonly string[]
}

interface Range {
  readonly base: number
  readonly size: number
}

export const machineTold = (m: Machine): MachineTold => ({
  cpu: { vendor: m.cpuVendor, family: m.cpuFamily },
  ram: m.ram.map(({ base, size, type, persistent }) => ({ base, size, type, persistent })),
  hosts: m.hostName.map((name, h) => ({
    name,
    domain: m.hostDomain[h],
    offset: m.hostOffset[h],
    window: { base: m.hostWindow[h], size: m.hostWindowSize[h] },
    facts: hostFacts(m, h),
  })),
  functions: m.name.map((name, f) => ({
    name,
    bdf: bdf(m, f),
    type: TYPE_OF.get(m.kind[f])!,
    host: m.host[f],
    parent: m.parent[f],
    acs:
      m.acsCapability[f] === NO_ACS
        ? null
        : { capability: bitNames(m.acsCapability[f]), control: bitNames(m.acsControl[f]) },
    iommu: m.iommu[f],
    claims: claimsOf(m, f),
    facts: functionFacts(m, f),
  })),
  clients: m.clientName.map((name, c) => ({ name, function: m.clientFunction[c] })),
  forwards: forwardsOf(m),
})

/** What a function answers to: its BAR, or a bridge's window. */
export const claimsOf = (m: Machine, f: number): Range =>
  isBridge(m.kind[f]) ? { base: m.window[f], size: m.windowSize[f] } : { base: m.bar[f], size: m.barSize[f] }

/** `BAR bus 0x... to 0x... (CPU physical 0x...)`; nothing, where it claims nothing. */
export const claimInWords = (m: Machine, f: number): string[] => {
  const { base, size } = claimsOf(m, f)
  if (size === 0) return []
  const offset = m.hostOffset[m.host[f]]
  const cpu = offset === 0 ? '' : ` (CPU physical ${hex(busToPhys(bus(base), offset))})`
  return [`${isBridge(m.kind[f]) ? 'window' : 'BAR'} bus ${hex(base)} to ${hex(base + size - 1)}${cpu}`]
}

/** A device that is no function and on no bus. */
export const onNoBus = (m: Machine): string[] =>
  m.clientName.filter((_, c) => c >= m.name.length && m.clientFunction[c] === NO_FUNCTION)

const forwardsOf = (m: Machine): MachineTold['forwards'] => {
  const roots = m.parent.flatMap((p, f) => (p === ROOT ? [f] : []))
  return roots.flatMap((from) =>
    roots.flatMap((to) => {
      const operations = (['read', 'write', 'atomic'] as const).filter((operation) => m.forwards[operation][from][to])
      return operations.length === 0 ? [] : [{ from, to, operations }]
    }),
  )
}
