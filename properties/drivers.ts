/**
 * Three ways to answer `choose`: at random, exhaustively, from a script.
 *
 * One generator serves all three (docs/decisions/0002). The random one is an ordinary
 * `fc.Arbitrary`, so a suite is an ordinary fast-check property.
 */
import * as fc from 'fast-check'
import type { Choose } from '../model/choose.ts'
import { layOut } from '../model/machine/layout.ts'
import { compileOn, type Scenario, type ScenarioFile } from '../model/scenario.ts'
import { generate, generateSteps } from './generate.ts'
import { generateMachine } from './generate-machine.ts'
import type { Scope } from './scope.ts'
import { smaller } from './shrink.ts'

/**
 * Calls `body` once for every sequence of choices it can make, in counting order; `body` answers
 * whether to go on. Returns the number of runs.
 */
export const exhaust = (body: (choose: Choose) => boolean | void): number => {
  const digits: number[] = []
  const bases: number[] = []
  for (let runs = 1; ; runs++) {
    let used = 0
    const goOn = body((_, n) => {
      if (used === digits.length) {
        digits.push(0)
        bases.push(n)
      }
      return digits[used++]
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

/**
 * Every scenario of `scope`, machines outside, lists inside, so that a machine is laid out once for
 * all its lists. Returns how many there were.
 */
export const exhaustScenarios = (scope: Scope, visit: (file: ScenarioFile, scenario: Scenario) => void): number => {
  let runs = 0
  exhaust((chooseMachine) => {
    const machine = generateMachine(scope, chooseMachine)
    const laidOut = layOut(machine)
    runs += exhaust((choose) => {
      const steps = generateSteps(scope, machine, choose)
      visit({ machine, steps }, compileOn(laidOut, steps))
    })
  })
  return runs
}

/** Answers from a list, then 0: what a saved scenario leaves free is told by its choices. */
export const script = (answers: readonly number[]): Choose => {
  let used = 0
  return (_, n) => Math.min(answers[used++] ?? 0, n - 1)
}

/** Scenarios of `scope` for fast-check: drawn by the generator, shrunk by `smaller`. */
class ScenarioArbitrary extends fc.Arbitrary<ScenarioFile> {
  readonly scope: Scope
  constructor(scope: Scope) {
    super()
    this.scope = scope
  }
  override generate(mrng: fc.Random): fc.Value<ScenarioFile> {
    return new fc.Value(
      generate(this.scope, (_, n) => mrng.nextInt(0, n - 1)),
      undefined,
    )
  }
  override canShrinkWithoutContext(value: unknown): value is ScenarioFile {
    return value !== undefined
  }
  override shrink(value: ScenarioFile): fc.Stream<fc.Value<ScenarioFile>> {
    return fc.Stream.of(...smaller(value).map((candidate) => new fc.Value(candidate, undefined)))
  }
}

export const scenarios = (scope: Scope): fc.Arbitrary<ScenarioFile> => new ScenarioArbitrary(scope)
