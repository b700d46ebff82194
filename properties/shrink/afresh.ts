/**
 * Scenarios begun afresh: a part of the same steps, on the plainest machine there is, with one or two things added.
 *
 * Leaving out one thing at a time ends where two must go together, or where something else would do as well.
 */
import type { FunctionFile, MachineFile } from '../../model/machine/file.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import type { SegmentFile } from '../../model/operations/memory.ts'
import { nameOf, saidAs } from '../../model/operations/steps.ts'
import type { StepFile } from '../../model/operations/index.ts'
import { endpointsOf, onLists, renamedFunctions } from './edits.ts'
import { RAM_AT, defaultRam } from './steps.ts'
import { ADDITIONS, integrated, translating, type Addition } from './additions.ts'
import { size } from './size.ts'

/** So many pairs of things are tried, those first that make the smallest: what needs more is not found here. */
const PAIRS = 4000

/** Scenarios smaller than `bound`. */
export function* afresh(s: ScenarioFile, bound: number): Generator<ScenarioFile> {
  const parts = [s, ...alone(s)]
  const plain = [...parts, ...LISTS.flatMap((list) => parts.map(list))].flatMap(plainest)
  const bases = different(plain.flatMap((bare) => [bare, translating(bare)]))
  const pairs: { one: ScenarioFile; other: Addition; about: number }[] = []
  for (const base of bases) {
    const least = size(base)
    if (least < bound) yield base
    const put = ADDITIONS.map((addition) => ({ addition, scenario: addition(base) }))
      .filter(({ scenario }) => !isSame(scenario, base))
      .map((one) => ({ ...one, more: size(one.scenario) - least }))
    for (const [i, { scenario, more }] of put.entries()) {
      if (least + more < bound) yield scenario
      for (const { addition, more: also } of put.slice(i + 1)) {
        const about = least + more + also
        if (about < bound) pairs.push({ one: scenario, other: addition, about })
      }
    }
  }
  const smallest = pairs.toSorted((a, b) => a.about - b.about).slice(0, PAIRS)
  for (const { one, other } of smallest) yield other(one)
}

const isSame = (a: ScenarioFile, b: ScenarioFile): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
const different = (scenarios: readonly ScenarioFile[]): ScenarioFile[] => [
  ...new Map(scenarios.map((one) => [JSON.stringify(one), one])).values(),
]

/** Each of several mappings by itself, with what was done before it that is no mapping. */
const alone = (s: ScenarioFile): ScenarioFile[] => {
  const named = (step: StepFile): string | undefined => [...saidAs(step, 'gives'), ...saidAs(step, 'mapping')][0]
  const maps = s.steps.flatMap((step) => nameOf(step) ?? [])
  if (maps.length < 2) return []
  return maps.map((one) => ({
    ...s,
    steps: s.steps.filter((step) => saidAs(step, 'acs').length === 0 && (named(step) ?? one) === one),
  }))
}

/**
 * One host bridge, an integrated endpoint for each that the steps name, or one for all of them; all else as a file that
 * says nothing has it.
 */
const plainest = (s: ScenarioFile): ScenarioFile[] => {
  const said = JSON.stringify(s.steps)
  const named = endpointsOf(s.machine).filter((name) => said.includes(JSON.stringify(name)))
  if (named.length === 0) return []
  const { devices } = s.machine
  const known = new Set([...named, ...(devices ?? []).map(({ name }) => name)])
  const machine = (names: readonly string[]): MachineFile => ({
    hosts: [{ name: 'hb0' }],
    functions: names.map((name, i): FunctionFile => {
      const { bar } = s.machine.functions.find((f) => f.name === name)!
      return integrated(i, name, bar)
    }),
  })
  const [first] = named
  // What was done to a port is done to the first endpoint.
  const all = {
    machine: { ...machine(named), ...(devices === undefined ? {} : { devices }) },
    steps: renamedFunctions(s.steps, (name) => (known.has(name) ? name : first)),
  }
  const one = { machine: machine([first]), steps: renamedFunctions(s.steps, () => first) }
  return (known.size === 1 ? [one] : [all, one]).map(defaultRam)
}

type InBar = Extract<SegmentFile, { bar: string }>
const firstBar = (list: readonly SegmentFile[]): InBar[] => list.filter((x) => 'bar' in x).slice(0, 1)

/** Lists in the place of the list. */
const LISTS: readonly Addition[] = [
  onLists(firstBar),
  onLists((list) => firstBar(list).map(({ bar }) => ({ bar }))),
  onLists((list) => [{ ram: RAM_AT }, ...firstBar(list)]),
  onLists((list) => [...firstBar(list), { ram: RAM_AT }]),
  onLists((list) => [...firstBar(list.toReversed()), { ram: RAM_AT }]),
  onLists((list) => [{ ram: RAM_AT }, { ram: RAM_AT }, ...firstBar(list)]),
]
