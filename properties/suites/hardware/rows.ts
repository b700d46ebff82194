/**
 * Rows of the tables about where a request lands: a machine, an IOMMU, tries, and the landing of each.
 */
import { expect } from 'vitest'
import { PAGE, bus, hex, iova, phys } from '../../../model/address.ts'
import { deliver } from '../../../model/hardware/deliver.ts'
import { deliverFromCpu } from '../../../model/hardware/from-cpu.ts'
import { ROOT_COMPLEX, type Hop, type Landing } from '../../../model/hardware/landing.ts'
import type { RuleId } from '../../../model/hardware/reasons.ts'
import type { Access, Header } from '../../../model/hardware/request.ts'
import { isBridge, power, type Machine } from '../../../model/machine/columns.ts'
import type { Domain } from '../../../model/machine/domain.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { changed, type Change } from './machines.ts'

/** A landing by names; `at: 'RC'` is the root complex. */
export type Expected =
  | { readonly kind: 'ram'; readonly address: number }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'bar'; readonly owner: string; readonly offset: number; readonly route?: Route }
  | { readonly kind: 'read lost'; readonly owner: string; readonly offset: number; readonly because: string }
  | { readonly kind: 'nowhere'; readonly at: string; readonly because: string }
  | { readonly kind: 'undefined'; readonly at: string }

/** How far up the request went; stated only where the document does. */
export type Route = 'inside the device' | 'below the root complex' | 'through the root complex'

export const bar = (owner: string, offset: number, route?: Route): Expected =>
  route === undefined ? { kind: 'bar', owner, offset } : { kind: 'bar', owner, offset, route }
export const noTlp = (owner: string, offset: number): Expected => bar(owner, offset, 'inside the device')
export const direct = (owner: string, offset: number): Expected => bar(owner, offset, 'below the root complex')
export const viaRc = (owner: string, offset: number): Expected => bar(owner, offset, 'through the root complex')
export const ram = (address: number): Expected => ({ kind: 'ram', address })
/** UR, CA, ACS Violation or dropped, by the component `at`; the rule tells which. */
export const refused = (at: string, because: string): Expected => ({ kind: 'nowhere', at, because })
/** READ_LOST: the byte was touched, the completion never came back. */
export const lost = (owner: string, offset: number, because: string): Expected => ({
  kind: 'read lost',
  owner,
  offset,
  because,
})
export const undefinedAt = (at: string): Expected => ({ kind: 'undefined', at })

export const R: Access = 'read'
export const W: Access = 'write'
export const A: Access = 'atomic'

/** What else holds of one try: one more change of the machine, and what the request says of itself. */
export interface Also extends Omit<Header, 'requester'> {
  readonly when?: Change
  readonly requester?: string
}

/** `initiator` is a function, or `CPU`: then the address is a CPU physical one. */
export type Try = readonly [initiator: string, access: Access, address: number, landing: Expected, also?: Also]

export interface Vector {
  readonly id: number
  readonly says: string
  /** The document's own reason. */
  readonly why: string
  readonly topology: MachineFile
  readonly change: readonly Change[]
  readonly tries: readonly Try[]
  /** What the IOMMU does with the requests of the named function, `*`: of the initiator; left out: there is none. */
  readonly domains?: Readonly<Record<string, Domain>>
}

export const gv = (
  id: number,
  says: string,
  why: string,
  topology: MachineFile,
  change: readonly Change[],
  ...tries: readonly Try[]
): Vector => ({ id, says, why, topology, change, tries })

/** The vector with an IOMMU above its initiator. */
export const under = <V extends Omit<Vector, 'id'>>(domain: Domain, vector: V): V => ({
  ...vector,
  domains: { '*': domain },
})
export const underEach = <V extends Omit<Vector, 'id'>>(domains: Readonly<Record<string, Domain>>, vector: V): V => ({
  ...vector,
  domains,
})

/** One page of IOVA. */
export const translating = (from: number, to: number, only?: Access): Domain => ({
  kind: 'translate',
  table: [{ iova: iova(from), phys: phys(to), size: PAGE, read: only !== 'write', write: only !== 'read' }],
})

export const more = (
  says: string,
  why: string,
  topology: MachineFile,
  change: readonly Change[],
  ...tries: readonly Try[]
): Omit<Vector, 'id'> => ({ says, why, topology, change, tries })

/** `RT-2` of `RT-2-none`: the document's rule, without the model's case of it. */
/** Without the word that says which case it is. */
const ruleOf = (because: RuleId): string => because.replace(/-[a-z]+$/, '')

/** What the model says, in the words of {@link Expected}. */
const byNames = (m: Machine, landing: Landing): Expected => {
  const component = (at: number): string => (at === ROOT_COMPLEX ? 'RC' : m.name[at])
  switch (landing.kind) {
    case 'interrupt':
      return landing
    case 'ram':
      return ram(landing.address)
    case 'bar':
      return bar(m.name[landing.owner], landing.offset)
    case 'read lost':
      return lost(m.name[landing.owner], landing.offset, ruleOf(landing.because))
    case 'nowhere':
      return refused(component(landing.at), ruleOf(landing.because))
    case 'undefined':
      return undefinedAt(component(landing.at))
    default:
      return landing satisfies never
  }
}

const routeOf = (m: Machine, hops: readonly Hop[]): Route => {
  if (hops.some(({ at }) => at === ROOT_COMPLEX)) return 'through the root complex'
  return hops.some(({ at }) => isBridge(m.kind[at])) ? 'below the root complex' : 'inside the device'
}

export const indexOf = (m: Machine, name: string): number => {
  const f = m.name.indexOf(name)
  if (f < 0) throw new Error(`no function ${name}`)
  return f
}

export const tryAll = ({ why, topology, change, tries, domains = {} }: Omit<Vector, 'id'>): void => {
  expect.assertions(tries.length)
  for (const [initiator, access, address, expected, { when, requester, ...header } = {}] of tries) {
    const m = layOut(changed(topology, when === undefined ? change : [...change, when]))
    const hops: Hop[] = []
    const rows = Object.entries(domains).map(([name, domain]): [number, Domain] => [
      indexOf(m, name === '*' ? initiator : name),
      domain,
    ])
    const hw = { ...power(m), domains: new Map(rows) }
    const said = requester === undefined ? header : { ...header, requester: indexOf(m, requester) }
    const landed =
      initiator === 'CPU'
        ? deliverFromCpu(hw, phys(address), access, hops)
        : deliver(hw, indexOf(m, initiator), bus(address), access, hops, said)
    const landing = byNames(m, landed)
    const stated = 'route' in expected ? { ...landing, route: routeOf(m, hops) } : landing
    expect(stated, `${initiator} ${access} ${hex(address)} (${why})`).toEqual(expected)
  }
}
