import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { designNamed } from '../../model/designs/index.ts'
import { layOut } from '../../model/machine/layout.ts'
import { compile, compileOn } from '../../model/scenario/file.ts'
import { THEMES, VMAS, type Theme } from '../generate/moves.ts'
import { DEVICES } from '../generate/moves-machine.ts'
import { mergedParts } from '../search/merged.ts'
import { applies, nothingSeen, run, watchEvent } from '../../spec/judge.ts'
import { rules } from '../../spec/rules/index.ts'
import type { Always } from '../../spec/rule.ts'
import type { Letter } from '../generate/letter.ts'
import { step } from '../../model/step.ts'
import { boot, type World } from '../../model/world.ts'
import { keying, mergeSequences, type Node, type Sequences } from './merged.ts'

const watched = (id: string): readonly Always<unknown>[] =>
  rules.filter(
    (rule) => rule.kind === 'always' && rule.needs.includes('memory') && applies(rule, designNamed(id)!),
  ) as Always<unknown>[]

interface Found {
  readonly counts: readonly number[]
  /** Rules whose premise was met, and those that were broken, each by letters that it took. */
  readonly fired: readonly string[]
  readonly broken: readonly string[]
}

const found = (id: string, theme: Theme, steps: number, part: number, merges: boolean): Found => {
  const [fired, broken] = [new Map<string, number>(), new Map<string, number>()]
  const list = watched(id)
  const parts = mergedParts({ steps, devices: DEVICES, vmas: VMAS, themes: [theme] })
  const note = (of: Map<string, number>, rule: string, length: number): void =>
    void of.set(rule, Math.min(length, of.get(rule) ?? Infinity))
  const see: Parameters<typeof mergeSequences>[3] = ({ file, said }) => {
    for (const [i, one] of said.entries()) {
      if (one.fired === true) note(fired, list[i].id, file.steps.length)
      if (one.broken !== undefined) note(broken, list[i].id, file.steps.length)
    }
  }
  const counts = mergeSequences(designNamed(id)!, list, parts[part], see, merges)
  const told = (of: Map<string, number>): string[] => [...of].map(([rule, length]) => `${rule} in ${length}`).toSorted()
  return { counts, fired: told(fired), broken: told(broken) }
}

type KeyOf = (node: Node) => string

/** The first and the last of the worlds, among all that sequences come to, that a key takes for one. */
const twinsOf = (id: string, part: Sequences, list: readonly Always<unknown>[], keyOf: KeyOf): [Node, Node][] => {
  const byKey = new Map<string, [Node, Node]>()
  const see: Parameters<typeof mergeSequences>[3] = ({ file: { steps }, event: { after }, said }) => {
    const node = { world: after, steps, states: said.map(({ state }) => state) }
    const key = keyOf(node)
    byKey.set(key, [byKey.get(key)?.[0] ?? node, node])
  }
  mergeSequences(designNamed(id)!, list, part, see, false)
  return [...byKey.values()].filter(([first, last]) => first !== last)
}

describe('worlds that are taken for one', () => {
  /** What each letter does to two worlds of one key, side by side. */
  const futures = (id: string, theme: Theme, index: number, blind: (world: World) => World): [unknown, unknown][] => {
    const [design, list] = [designNamed(id)!, watched(id)]
    const part = mergedParts({ steps: 3, devices: DEVICES, vmas: VMAS, themes: [theme] })[index]
    const machine = layOut(part.machine)
    const keyOf = keying({ world: boot(design, machine) })
    const next = ({ world, steps, states }: Node, [, of]: Letter): unknown => {
      const letter = of(steps)
      if (letter === undefined) return 'nothing to do it to'
      const path = [...steps, letter]
      const asked = compileOn(machine, path).operations[steps.length]
      const { world: after, outcome, operation } = step(design, world, steps.length, asked, () => 0)
      const event = { index: steps.length, operation, outcome, before: world, after }
      const said = list.map((rule, i) => rule.next(states[i], event))
      const key = keyOf({ world: after, steps: path, states: said.map(({ state }) => state) })
      return { key, said: said.map(({ fired, broken }) => [fired === true, broken !== undefined]), kind: outcome.kind }
    }
    const twins = twinsOf(id, part, list, (node) => keyOf({ ...node, world: blind(node.world) }))
    return twins.flatMap(([one, other]) =>
      part.letters.map((letter): [unknown, unknown] => [next(one, letter), next(other, letter)]),
    )
  }

  const CASES: readonly (readonly [design: string, theme: Theme, part: number])[] = [
    ['linux-6.12', 'exclusive', 6],
    ['linux-6.12', 'pins', 0],
    ['linux-5.4', 'a fork', 1],
    ['hmm-three-way', 'two devices', 2],
  ]
  it.each(CASES)('go on alike, whatever comes next: %s about %s, part %d', (...asked) => {
    const all = futures(...asked, (world) => world)
    expect(all.length).toBeGreaterThan(200)
    for (const [one, other] of all) expect(other).toEqual(one)
  })

  it('would not, if a key forgot where memory is', () => {
    const { mm } = boot(designNamed('linux-6.12')!, layOut({ hosts: [{ name: 'hb0' }], functions: [] }))
    const unlike = futures('linux-6.12', 'pins', 0, (world) => ({ ...world, mm }))
    expect(unlike.some(([one, other]) => !isDeepStrictEqual(one, other))).toBe(true)
  })
})

describe('merged sequences', () => {
  const CASES: readonly (readonly [design: string, theme: Theme, letters: number, part: number])[] = [
    ['linux-6.12', 'everything', 2, 0],
    ['linux-6.12', 'two devices', 3, 4],
    ['linux-6.12', 'pins', 3, 0],
    ['linux-6.12', 'exclusive', 3, 6],
    ['linux-5.4', 'a fork', 3, 1],
    ['hmm-three-way', 'two devices', 3, 2],
  ]
  it.each(CASES)('of %s about %s: %d letters meet and break the same rules as without merging', (...asked) => {
    const [merged, whole] = [found(...asked, true), found(...asked, false)]
    expect(merged.fired).toEqual(whole.fired)
    expect(merged.broken).toEqual(whole.broken)
    expect(merged.fired.length).toBeGreaterThan(3)
    // Merging is worth something: else the law would say nothing.
    expect(merged.counts.at(-1)! * 3).toBeLessThan(whole.counts.at(-1)!)
  })

  it('are as many as the letters say, where nothing is merged', () => {
    const { counts } = found('linux-6.12', 'two devices', 3, 0, false)
    const { length } = THEMES['two devices']
    expect(counts).toEqual([1, length, length ** 2, length ** 3])
  })

  it('are run as the file of each says', () => {
    const list = watched('linux-6.12')
    const [part] = mergedParts({ steps: 2, devices: DEVICES, vmas: VMAS, themes: ['everything'] })
    let compared = 0
    mergeSequences(designNamed('linux-6.12')!, list, part, ({ file, event, said }) => {
      if (file.steps.length !== part.begin.length + 2 || compared++ > 100) return
      const events = run(designNamed('linux-6.12')!, compile(file), () => 0)
      expect(events.at(-1)!.outcome).toEqual(event.outcome)
      for (const [i, rule] of list.entries()) {
        const seen = events.slice(0, -1).reduce((one, each) => watchEvent(rule, one, each), nothingSeen(rule))
        expect(rule.next(seen.state, events.at(-1)!).broken).toEqual(said[i].broken)
      }
    })
    expect(compared).toBeGreaterThan(100)
  })
})
