/**
 * The baseline: REF as a competent user of fast-check writes it. Records, `constantFrom`, `chain` where one draw needs
 * another, and objects that point at each other. It shares no code with `ref/`, not even the problem.
 */
import * as fc from 'fast-check'

interface Bridge {
  readonly listed: boolean
  readonly offset: 0 | 8
}
interface Switch {
  readonly parent: Node
  readonly acs: boolean
}
type Node = { readonly bridge: Bridge } | { readonly switch: Switch }
interface Fn {
  readonly parent: Node
  readonly acs: boolean
  readonly bar: number
}
export type Memory = { readonly kind: 'ram' } | { readonly kind: 'bar'; readonly of: Fn }

export interface Scenario {
  readonly iommu: boolean
  readonly functions: readonly Fn[]
  readonly initiator: Fn
  readonly list: readonly Memory[]
}

const bridge: fc.Arbitrary<Bridge> = fc.record({ listed: fc.boolean(), offset: fc.constantFrom(0, 8) })

/** Up to `left` switches more, each below a bridge or an earlier switch. */
const switches = (nodes: readonly Node[], left: number): fc.Arbitrary<readonly Node[]> =>
  left === 0
    ? fc.constant(nodes)
    : fc
        .record({ parent: fc.constantFrom(...nodes), acs: fc.boolean() })
        .chain((one) => switches([...nodes, { switch: one }], left - 1))

const functions = (nodes: readonly Node[]): fc.Arbitrary<readonly Fn[]> =>
  fc
    .array(fc.record({ parent: fc.constantFrom(...nodes), acs: fc.boolean() }), { minLength: 1, maxLength: 6 })
    .map((drawn) => drawn.map((one, i) => ({ ...one, bar: 0x100 * (i + 1) })))

const memory = (all: readonly Fn[]): fc.Arbitrary<Memory> =>
  fc.constantFrom<Memory[]>({ kind: 'ram' }, ...all.map((of): Memory => ({ kind: 'bar', of })))

export const scenario: fc.Arbitrary<Scenario> = fc
  .record({ bridges: fc.tuple(bridge, bridge), count: fc.integer({ min: 0, max: 3 }) })
  .chain(({ bridges, count }) =>
    switches(
      bridges.map((one) => ({ bridge: one })),
      count,
    ),
  )
  .chain(functions)
  .chain((all) =>
    fc.record({
      iommu: fc.boolean(),
      functions: fc.constant(all),
      initiator: fc.constantFrom(...all),
      list: fc.array(memory(all), { minLength: 1, maxLength: 4 }),
    }),
  )

const RAM = 0x8000
const IOVA = 0x100000

/** Nodes from `node` up to its bridge. */
const path = (node: Node): Node[] => ('bridge' in node ? [node] : [node, ...path(node.switch.parent)])

const bridgeOf = (node: Node): Bridge => ('bridge' in node ? node.bridge : bridgeOf(node.switch.parent))

export const phys = (of: Fn): number => of.bar + bridgeOf(of.parent).offset

export type Mapping = { readonly address: number } | undefined

/** The correct design: inside a switch by bus address, else through bridges that are listed. */
export const map = (s: Scenario, memory: Memory): Mapping => {
  const through = (address: number): Mapping => ({ address: s.iommu ? address + IOVA : address })
  if (memory.kind === 'ram') return through(RAM)
  const { of } = memory
  const client = s.initiator
  if (of === client) return { address: of.bar }
  const [up, down] = [path(client.parent), path(of.parent)]
  const common = up.find((node) => down.includes(node))
  const [from, to] = [bridgeOf(client.parent), bridgeOf(of.parent)]
  if (common !== undefined && 'switch' in common) {
    const crossed = [...up.slice(0, up.indexOf(common)), ...down.slice(0, down.indexOf(common))]
    const redirected = client.acs || of.acs || crossed.some((node) => 'switch' in node && node.switch.acs)
    if (!redirected) return { address: of.bar }
  }
  return from.listed && to.listed ? through(phys(of)) : undefined
}

/** What answers to `address`, climbing from the initiator. */
const route = (s: Scenario, address: number): Memory | undefined => {
  const from = s.initiator
  if (address === from.bar) return { kind: 'bar', of: from }
  const target = s.functions.find(({ bar }) => bar === address)
  let redirected = from.acs
  for (const node of path(from.parent)) {
    if ('bridge' in node || redirected || target === undefined) break
    const down = path(target.parent)
    const depth = down.indexOf(node)
    if (depth >= 0) {
      if (!target.acs && down.slice(0, depth).every((n) => 'switch' in n && !n.switch.acs))
        return { kind: 'bar', of: target }
      redirected = true
    }
    redirected ||= node.switch.acs
  }
  const physical = s.iommu ? address - IOVA : address
  if (physical === RAM) return { kind: 'ram' }
  const owner = s.functions.find((f) => phys(f) === physical)
  if (owner === undefined || !bridgeOf(from.parent).listed || !bridgeOf(owner.parent).listed) return undefined
  return { kind: 'bar', of: owner }
}

/** Whether every entry of the list that `design` maps leads to its own memory. */
export const soundUnder =
  (design: typeof map) =>
  (s: Scenario): boolean =>
    s.list.every((memory) => {
      const mapped = design(s, memory)
      if (mapped === undefined) return true
      const landed = route(s, mapped.address)
      if (landed === undefined || landed.kind !== memory.kind) return false
      return landed.kind === 'ram' || (memory.kind === 'bar' && landed.of === memory.of)
    })

export const isSound = soundUnder(map)
