/**
 * Every schedule of a block: which actor takes its next row, until all have come to their end. States that are equal are looked
 * at once, those of fewer turns first, so that each end comes with a schedule of the fewest turns.
 */
import { advance, begin, type Paused } from '../call.ts'
import { copied, type MmState } from '../kernel/mm/state.ts'
import type { MmDesign } from '../kernel/mm/parts.ts'
import { tablesOf } from '../memory/access.ts'
import type { Meant } from '../memory/meant.ts'
import { interleavedOf, type MemoryWorld } from '../operations/memory/call.ts'
import { operationNamed } from '../operations/index.ts'
import { NOT_APPLICABLE, SKIPPED, type BesideResult, type RowTaken } from '../outcome.ts'
import type { Block } from './block.ts'
import { livelocks, starvings } from './cycles.ts'
import { begun, passed, settled, spotsOf, type InFlight } from './in-flight.ts'
import { keyOf } from './key.ts'

interface ActorState {
  /** Steps of its column that ended. */
  readonly done: number
  readonly paused?: Paused
  readonly flight?: InFlight
}

interface State {
  readonly mm: MmState
  readonly meant: Meant
  readonly actors: readonly ActorState[]
  readonly results: readonly BesideResult[]
  /** Who went last; -1: nobody yet. */
  readonly last: number
}

/** A state, and the way of the fewest turns to it that is known. */
interface Visited {
  readonly state: State
  turns: number
  from: Visited | undefined
  row: RowTaken | undefined
  next: { readonly to: Visited; readonly actor: number }[]
}

/** One way for a block to end. */
export interface BlockEnd {
  readonly mm: MmState
  readonly meant: Meant
  readonly results: readonly BesideResult[]
  /** Actors that wait for each other without end, and where. */
  readonly stuck: readonly RowTaken[]
  /** Who goes round without end. */
  readonly endless: readonly string[]
  readonly turns: number
  readonly rows: readonly RowTaken[]
}

/** States of one block, at most: whoever needs more puts less side by side. */
export const MOST_STATES = 50_000

export interface Explored {
  /** Those of fewer turns first. */
  readonly ends: readonly BlockEnd[]
  readonly states: number
}

/** @param merges false: for the law that merging changes nothing */
export const explore = (memory: MmDesign, world: MemoryWorld, block: Block, merges = true): Explored => {
  const actors = block.columns.map((): ActorState => ({ done: 0 }))
  const start: State = { mm: world.mm, meant: world.meant, actors, results: [], last: -1 }
  const known = new Map<string, Visited>()
  const frontier: Visited[][] = [[{ state: start, turns: 0, from: undefined, row: undefined, next: [] }]]
  const ends = new Set<Visited>()
  for (let turns = 0; turns < frontier.length; turns++)
    for (let node = frontier[turns].pop(); node !== undefined; node = frontier[turns].pop()) {
      if (node.turns < turns) continue
      const found = successors(memory, block, node)
      if (found.length === 0) ends.add(node)
      node.next = found.map(({ actor, visited }) => {
        const key = merges ? keyOfState(visited.state) : `${known.size}`
        const before = known.get(key)
        if (before !== undefined && before.turns <= visited.turns) return { to: before, actor }
        const { turns: fewer, row } = visited
        const better = before === undefined ? visited : Object.assign(before, { turns: fewer, from: node, row })
        known.set(key, better)
        if (known.size > MOST_STATES)
          throw new Error(`more than ${MOST_STATES} states side by side: fewer steps, or fewer actors`)
        ;(frontier[better.turns] ??= []).push(better)
        return { to: better, actor }
      })
    }
  const all = [...known.values()]
  const told = [...[...ends].map((node) => endOf(block, node, [])), ...endless(block, all)]
  return { ends: different(told).toSorted((a, b) => a.turns - b.turns), states: all.length }
}

/** One way into a cycle for each set of actors that go round: that of the fewest turns. */
const endless = (block: Block, all: readonly Visited[]): BlockEnd[] => {
  const least = new Map<string, { node: Visited; actors: readonly number[] }>()
  for (const { nodes, actors } of [...livelocks(all), ...starvings(all, block.columns.length)]) {
    const who = actors.toSorted((a, b) => a - b).join(' ')
    const node = nodes.reduce((a, b) => (b.turns < a.turns ? b : a))
    const known = least.get(who)
    if (known === undefined || node.turns < known.node.turns) least.set(who, { node, actors })
  }
  return [...least.values()].map(({ node, actors }) => endOf(block, node, actors))
}

const keyOfState = ({ mm, meant, actors, results, last }: State): string =>
  keyOf(
    mm,
    actors.map(({ paused }) => paused),
    [meant, actors.map(({ done, flight }) => [done, flight]), results, last],
  )

const successors = (
  memory: MmDesign,
  block: Block,
  node: Visited,
): { readonly actor: number; readonly visited: Visited }[] =>
  block.columns.flatMap((_, actor) => {
    const taken = take(memory, block, node.state, actor)
    if (taken === undefined) return []
    const { last } = node.state
    const turns = node.turns + Number(last !== -1 && last !== actor)
    return [{ actor, visited: { state: taken.state, turns, from: node, row: taken.row, next: [] } }]
  })

/** In the order of the scenario: who came first is not the world's business. */
const ended = ({ results }: State, result: BesideResult): BesideResult[] =>
  [...results, result].toSorted((a, b) => a.index - b.index)

/** One row of one actor; undefined: it waits, or is done. */
const take = (
  memory: MmDesign,
  { columns }: Block,
  state: State,
  actor: number,
): { readonly state: State; readonly row: RowTaken } | undefined => {
  const { done, paused, flight } = state.actors[actor]
  const placed = columns[actor].steps[done]
  if (placed === undefined) return undefined
  const { index, operation } = placed
  const { asks, writes, answer } = interleavedOf(operationNamed(operation.kind)!)!
  const mm = copied(state.mm)
  mm.told = []
  const meant = copied(state.meant)
  const tables = tablesOf(memory)
  const name = columns[actor].actor
  const under = state.actors.flatMap((one) => one.flight ?? [])
  const others = (flights: readonly InFlight[]): ActorState[] =>
    state.actors.map((one) => (one.flight === undefined ? one : { ...one, flight: passed(meant, one.flight, flights) }))
  const after = (own: ActorState, flights: readonly InFlight[], results = state.results): State => ({
    mm,
    meant,
    actors: others(flights).with(actor, own),
    results,
    last: actor,
  })
  const asking = paused === undefined ? asks(operation as never, { mm, meant }, index) : undefined
  if (paused === undefined && (asking === undefined || tables[asking.table] === undefined)) {
    const outcome = asking === undefined ? SKIPPED : NOT_APPLICABLE
    const results = ended(state, { index, outcome, allowed: [] })
    return { state: after({ done: done + 1 }, under, results), row: { actor: name, index, row: 'skipped' } }
  }
  const now = flight ?? begun(meant, spotsOf(operation), writes(index), under)
  const at = paused ?? begin(tables, asking!.table, asking!.args as never)
  const advanced = advance(tables, { w: mm, parts: memory.parts }, at)
  if (advanced.kind === 'waits') return undefined
  const row = { actor: name, index, row: rowOf(at) }
  const flights = [...under.filter((one) => one !== flight), now]
  if (advanced.kind === 'paused')
    return { state: after({ done, paused: advanced.at, flight: passed(meant, now, flights) }, flights), row }
  const seen = passed(meant, now, flights)
  const outcome = answer(advanced.value as never, operation as never, {
    meant,
    mm,
    index,
    alone: under.length <= Number(flight !== undefined),
  })
  settled(meant, seen)
  const results = ended(state, { index, outcome, allowed: seen.seen[0] ?? [] })
  return { state: after({ done: done + 1 }, flights, results), row }
}

/** The innermost row that is next. */
const rowOf = (at: Paused): string => {
  const { table, label } = at.at(-1)!
  return `${table}.${label}`
}

const endOf = (block: Block, node: Visited, round: readonly number[]): BlockEnd => {
  const { mm, meant, results, actors } = node.state
  const rows: RowTaken[] = []
  for (let one: Visited | undefined = node; one?.row !== undefined; one = one.from) rows.push(one.row)
  const stuck =
    round.length > 0
      ? []
      : block.columns.flatMap(({ actor, steps }, i) => {
          const { done, paused } = actors[i]
          return done === steps.length
            ? []
            : [{ actor, index: steps[done].index, row: paused === undefined ? 'begins' : rowOf(paused) }]
        })
  return {
    mm,
    meant,
    results,
    stuck,
    endless: round.map((actor) => block.columns[actor].actor),
    turns: node.turns,
    rows: rows.toReversed(),
  }
}

/** Ends that nothing tells apart but the way to them are one end. */
const different = (ends: readonly BlockEnd[]): BlockEnd[] => {
  const found = new Map<string, BlockEnd>()
  for (const end of ends) {
    const key = keyOf(end.mm, [], [end.meant, end.results, end.stuck, end.endless])
    const known = found.get(key)
    if (known === undefined || end.turns < known.turns) found.set(key, end)
  }
  return [...found.values()]
}
