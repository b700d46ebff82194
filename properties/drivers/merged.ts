/**
 * A fourth way to go through a scope: every sequence of so many letters, step by step. Worlds that nothing tells apart are gone on
 * from once, so that sequences of five are as many as there are worlds, and not as many as there are words.
 *
 * Law: without merging the same rules are met and broken (`merged.test.ts`).
 */
import type { Design } from '../../model/kernel/design.ts'
import type { MachineFile } from '../../model/machine/file.ts'
import { layOut } from '../../model/machine/layout.ts'
import { compileStep, contextAfter, nameOf } from '../../model/operations/steps.ts'
import type { StepFile } from '../../model/operations/index.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { step } from '../../model/step.ts'
import { boot, type World } from '../../model/world.ts'
import type { Always, Event, Next } from '../../spec/rule.ts'
import type { Frame } from '../generate/moves.ts'
import { during } from '../outside/thrown.ts'
import { exhaust } from './drivers.ts'
import { keyOfSequence } from './sequence-key.ts'

export interface Sequences extends Frame {
  readonly machine: MachineFile
  /** Letters in a sequence, at most. Looks stand after each that is shorter, too. */
  readonly most: number
}

/** A step that was taken, and what each rule says of it. */
export interface Stepped {
  /** The steps up to it. */
  readonly file: ScenarioFile
  readonly event: Event
  /** In the order of the rules. */
  readonly said: readonly Next<unknown>[]
}

/** Where a sequence has come to. */
export interface Node {
  readonly world: World
  readonly steps: readonly StepFile[]
  /** The state of each rule's monitor. */
  readonly states: readonly unknown[]
}

/** Calls `see` for every step that is taken. Returns how many worlds there are after no letter, after one, and so on. */
export const mergeSequences = (
  design: Design,
  rules: readonly Always<unknown>[],
  { machine, begin, letters, most, looks }: Sequences,
  see: (stepped: Stepped) => void,
  merges = true,
): readonly number[] => {
  const laidOut = layOut(machine)
  const take = ({ world, steps, states }: Node, next: StepFile): Node[] => {
    const path = [...steps, next]
    const file = { machine, steps: path }
    const index = steps.length
    const asked = compileStep(next, contextAfter(laidOut, path))
    const found: Node[] = []
    exhaust((choose) => {
      const { world: after, outcome, operation } = during(file, () => step(design, world, index, asked, choose))
      const event = { index, operation, outcome, before: world, after }
      const said = rules.map((rule, i) => rule.next(states[i], event))
      see({ file, event, said })
      found.push({ world: after, steps: path, states: said.map(({ state }) => state) })
    })
    return found
  }
  const takeAll = (node: Node, steps: readonly StepFile[]): Node[] =>
    steps.reduce((nodes, one) => nodes.flatMap((from) => take(from, one)), [node])

  const start: Node = { world: boot(design, laidOut), steps: [], states: rules.map((rule) => rule.start) }
  const keyOf = keying(start)
  const known = new Set<string>()
  const isNew = (node: Node): boolean => {
    if (!merges) return true
    const before = known.size
    return known.add(keyOf(node)).size > before
  }
  let frontier = takeAll(start, begin).filter(isNew)
  const counts = [frontier.length]
  for (let left = most; ; left--) {
    for (const node of frontier) takeAll(node, looks)
    if (left === 0) return counts
    frontier = frontier.flatMap((node) =>
      letters.flatMap(([, of]) => {
        const letter = of(node.steps)
        return letter === undefined ? [] : take(node, letter).filter(isNew)
      }),
    )
    counts.push(frontier.length)
  }
}

/** What a sequence does not touch it does not change: there the one thing is another, or it is not. */
export const keying = ({ world }: Pick<Node, 'world'>): ((node: Node) => string) => {
  const others = new Map<unknown, number>([[world.hw, 0]])
  const place = (one: unknown): number => {
    const known = others.get(one) ?? others.size
    others.set(one, known)
    return known
  }
  return ({ world: { hw, kernel, ledger, objects, ...memory }, steps, states }) =>
    keyOfSequence(memory, [[hw, kernel, ledger, objects].map(place), states.map(plain), pinsOf(steps, memory)])
}

const plain = (state: unknown): unknown =>
  JSON.stringify(state, (_, value: unknown) => (value instanceof Map || value instanceof Set ? [...value] : value))

/** What a later letter may name: pins that were not given back, each by its place among those that hold something. */
const pinsOf = (steps: readonly StepFile[], { mm }: Pick<World, 'mm'>): readonly number[] => {
  const given = new Set(steps.flatMap(({ unpin_user_pages: put }) => put?.pin ?? []))
  const holding = Object.keys(mm.held)
  return steps.flatMap((one, index) =>
    one.pin_user_pages === undefined || given.has(nameOf(one)!) ? [] : [holding.indexOf(String(index))],
  )
}
