/**
 * Two of three ways to answer `choose`: exhaustively, and from a script. The third is in `random.ts`.
 *
 * One generator serves all three (docs/decisions/0002).
 */
import type { Choose } from '../../model/choose.ts'
import type { MachineFile } from '../../model/machine/file.ts'
import { layOut } from '../../model/machine/layout.ts'
import { compileOn, type Scenario, type ScenarioFile } from '../../model/scenario/file.ts'
import { canonical } from './canonical.ts'
import { generateSteps } from '../generate/generate.ts'
import { generateMachine } from '../generate/generate-machine.ts'
import type { Scope } from '../scopes/scope.ts'

/**
 * Calls `body` once for every sequence of choices it can make, in counting order; `body` answers
 * whether to go on. Returns the number of runs.
 *
 * @param discrepancies at most so many answers are another than the first: a bound on what would else be a power of the
 *   questions, known as limited discrepancy search
 */
export const exhaust = (body: (choose: Choose) => boolean | void, discrepancies = Infinity): number => {
  const digits: number[] = []
  const bases: number[] = []
  for (let runs = 1; ; runs++) {
    let used = 0
    let others = 0
    const goOn = body((_, n) => {
      if (used === digits.length) {
        bases.push(others < discrepancies ? n : 1)
        digits.push(0)
      }
      const digit = digits[used++]
      if (digit > 0) others++
      return digit
    })
    if (goOn === false) return runs
    while (digits.length > 0 && digits[digits.length - 1] === bases[bases.length - 1] - 1) {
      digits.pop()
      bases.pop()
    }
    if (digits.length === 0) return runs
    digits[digits.length - 1]++
  }
}

/** How many words of choices a scope has, and how many questions they come to: scenarios up to canonical form. */
export interface Exhausted {
  readonly words: number
  readonly scenarios: number
}

/** One of so many parts of a scope, all of about one size: workers share them. */
export interface Part {
  readonly index: number
  readonly of: number
}
const ALL: Part = { index: 0, of: 1 }

/**
 * Every scenario of `scope`, one of each canonical form. Machines outside, steps inside, so that a machine is
 * laid out once for all that is done on it, and its symmetric twins are not looked at again.
 */
export const exhaustScenarios = (
  scope: Scope,
  visit: (file: ScenarioFile, scenario: Scenario) => void,
  part = ALL,
): Exhausted => {
  let words = 0
  let scenarios = 0
  for (const [i, { machine, twins }] of machinesOf(scope).entries()) {
    if (i % part.of !== part.index) continue
    const done = exhaustSteps(scope, machine, visit)
    words += done.words * twins
    scenarios += done.scenarios
  }
  return { words, scenarios }
}

/** A machine, and how many words of choices make it or one that differs in nothing but names: they have as many steps. */
export interface Twins {
  readonly machine: MachineFile
  twins: number
}

/** The machines of a scope, one of each canonical form; a part of a scope needs them all to know which are its own. */
export const machinesOf = (scope: Scope): readonly Twins[] => {
  const known = machinesKnown.get(scope)
  if (known !== undefined) return known
  // Lists of this scope may tell twins apart.
  const ordered = scope.placements.some((placement) => placement !== 'apart') || undefined
  const machines = new Map<string, Twins>()
  exhaust((choose) => {
    const machine = generateMachine(scope, choose)
    const form = formOf({ machine, steps: [] }, ordered)
    const twin = machines.get(form)
    if (twin === undefined) machines.set(form, { machine, twins: 1 })
    else twin.twins++
  })
  const found = [...machines.values()]
  machinesKnown.set(scope, found)
  return found
}
const machinesKnown = new WeakMap<Scope, readonly Twins[]>()

const exhaustSteps = (
  scope: Scope,
  machine: MachineFile,
  visit: (file: ScenarioFile, scenario: Scenario) => void,
): Exhausted => {
  const laidOut = layOut(machine)
  const asked = new Set<string>()
  const words = exhaust((choose) => {
    const steps = generateSteps(scope, machine, choose)
    const form = formOf({ machine, steps })
    if (asked.has(form)) return
    asked.add(form)
    visit({ machine, steps }, compileOn(laidOut, steps))
  })
  return { words, scenarios: asked.size }
}

const formOf = (file: ScenarioFile, ordered?: boolean): string => {
  const { machine, steps } = canonical(file, ordered)
  return textOf(machine) + JSON.stringify(steps)
}
/** One machine carries many steps. */
const textOf = (machine: MachineFile): string => {
  const known = texts.get(machine)
  if (known !== undefined) return known
  const text = JSON.stringify(machine)
  texts.set(machine, text)
  return text
}
const texts = new WeakMap<MachineFile, string>()

/** Answers from a list, then 0: what a saved scenario leaves free is told by its choices. */
export const script = (answers: readonly number[]): Choose => {
  let used = 0
  return (_, n) => Math.min(answers[used++] ?? 0, n - 1)
}
