/**
 * Which single change of the machine hides a bug: the design still has to do what the rule watches, and no run breaks
 * it any more.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Scenario, ScenarioFile } from '../model/scenario/file.ts'
import { checkScenario } from '../model/scenario/problems.ts'
import { during } from '../properties/outside/thrown.ts'
import type { Litmus } from '../spec/litmus.ts'
import type { Event } from '../spec/rule.ts'
import type { Change } from './changes/change.ts'
import { changesOf } from './changes/index.ts'
import { keeps, type Broken, type Told } from './run.ts'
import { aboutIn } from './ways.ts'

/** A machine that differs in one thing, and can be. */
export interface Possible {
  readonly change: Change
  readonly file: ScenarioFile
  readonly scenario: Scenario
}

/** Functions of a machine that are all changed: whether a changed machine can be is asked of the whole of it, each time. */
export const MOST_CHANGED = 64

/** What trying every change came to. */
export interface Hidden {
  /** Single changes that make a possible machine. */
  readonly tried: number
  /** Of these, those on which the rule is asked at all. */
  readonly asked: number
  /** And those on which it is kept. */
  readonly by: readonly Change[]
}

/** Of a large machine those functions that are changed; undefined: all. */
export const changedIn = ({ file, scenario: { machine } }: Litmus, events: readonly Event[]) =>
  file.machine.functions.length > MOST_CHANGED ? aboutIn(machine, file.steps, events, MOST_CHANGED) : undefined

/**
 * The changes of the file's machine that leave a possible scenario.
 *
 * @param only as {@link changedIn} has them
 */
export const possibleChanges = ({ file: { machine, steps } }: Litmus, only?: ReadonlySet<number>): Possible[] =>
  changesOf(machine, only).flatMap((change) => {
    const file = { machine: change.machine, steps }
    const checked = checkScenario(file)
    return E.isRight(checked) ? [{ change, file, scenario: checked.right }] : []
  })

export const hiddenBy = (possible: readonly Possible[], told: Told, broken: Broken): Hidden => {
  const outcomes = possible.map(({ change, file, scenario }) => ({
    change,
    outcome: during(file, () => keeps(told.design, scenario, told, broken)),
  }))
  const asked = outcomes.filter(({ outcome }) => outcome !== 'not asked')
  return {
    tried: possible.length,
    asked: asked.length,
    by: asked.filter(({ outcome }) => outcome === 'kept').map(({ change }) => change),
  }
}

/** What nobody can change, and the rule is broken because of. */
export const toldFacts = (changes: readonly Change[]): string[] => [
  ...new Set(changes.flatMap(({ fact }) => (fact === undefined ? [] : [fact]))),
]

/** Changes in words that somebody can make, those that differ in one word as one line: `set RR, CR or EC on dp1`. */
export const toldChanges = (changes: readonly Change[]): string[] => {
  const groups = new Map<string, Change[]>()
  for (const change of changes) {
    if (change.fact !== undefined) continue
    const key = `${change.doing}\n${change.where}`
    groups.set(key, [...(groups.get(key) ?? []), change])
  }
  return [...groups.values()].map((group) => {
    const [{ doing, where }] = group
    const what = group.map((change) => change.what)
    const told = what.length < 2 ? what[0] : `${what.slice(0, -1).join(', ')} or ${what.at(-1)}`
    return `${doing} ${told} ${where}`.trim()
  })
}
