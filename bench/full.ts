/**
 * `npm run bench -- full`: where the time of the real search goes. Random scenarios of scope wide, every design, every
 * rule, in four steps one after the other: generate, lay out, run the steps, watch; each run by itself (reuse.ts has what the
 * search shares). README.md explains the profile.
 */
import * as fc from 'fast-check'
import { designs } from '../model/designs/index.ts'
import type { Design } from '../model/kernel/design.ts'
import { compile, type Scenario, type ScenarioFile } from '../model/scenario/file.ts'
import { exhaust } from '../properties/drivers/drivers.ts'
import { scenarios } from '../properties/drivers/random.ts'
import { DISCREPANCIES, runSweep } from '../properties/search/sweep.ts'
import { wide } from '../properties/scopes/wide.ts'
import { applies, brokenAssumptions, run, watch } from '../spec/judge.ts'
import type { Event, Rule } from '../spec/rule.ts'
import { rules } from '../spec/rules/index.ts'
import { cpuSeconds, median } from './measure.ts'
import { count, percent, table } from './table.ts'

const STAGES = ['generate', 'lay out (compile)', 'step', 'rules'] as const

interface Ran {
  readonly design: Design
  readonly scenario: Scenario
  readonly events: readonly Event[]
}

const draw = (runs: number, seed: number): ScenarioFile[] => {
  const files: ScenarioFile[] = []
  fc.assert(
    fc.property(scenarios(wide), (file) => void files.push(file)),
    { numRuns: runs, seed },
  )
  return files
}

const runAll = (scenario: Scenario): Ran[] => {
  const ran: Ran[] = []
  for (const design of designs)
    exhaust((choose) => void ran.push({ design, scenario, events: run(design, scenario, choose) }), DISCREPANCIES)
  return ran
}

/** The rules of a design that the scenario leaves anything to say to, as the search picks them. */
const watched = ({ design, scenario }: Ran): Rule[] =>
  rules.filter((rule) => applies(rule, design) && brokenAssumptions(rule, scenario).length <= 1)

interface Split {
  readonly seconds: readonly number[]
  /** Runs of a design. */
  readonly runs: number
  /** By rule. */
  readonly byRule: ReadonlyMap<string, number>
}

/** A few scenarios at a time: all their runs are in memory at once. */
const AT_A_TIME = 25

const split = (scenarioCount: number, seed: number): Split => {
  let files: ScenarioFile[] = []
  const generating = cpuSeconds(() => (files = draw(scenarioCount, seed)))
  const parts = Array.from({ length: Math.ceil(files.length / AT_A_TIME) }, (_, i) =>
    splitOf(files.slice(i * AT_A_TIME, (i + 1) * AT_A_TIME)),
  )
  const sum = (of: (part: Split) => number): number => parts.reduce((all, part) => all + of(part), 0)
  const byRule = new Map([...parts[0].byRule.keys()].map((name) => [name, sum((part) => part.byRule.get(name)!)]))
  const [layingOut, stepping, watching] = [0, 1, 2].map((stage) => sum(({ seconds }) => seconds[stage]))
  return { seconds: [generating, layingOut, stepping, watching], runs: sum(({ runs }) => runs), byRule }
}

/** The stages after generating. */
const splitOf = (files: readonly ScenarioFile[]): Split => {
  let compiled: Scenario[] = []
  let ran: Ran[] = []
  const layingOut = cpuSeconds(() => (compiled = files.map(compile)))
  const stepping = cpuSeconds(() => (ran = compiled.flatMap(runAll)))
  const picked = ran.map(watched)
  const byRule = new Map<string, number>()
  for (const rule of rules) {
    const taken = cpuSeconds(() => {
      for (const [i, { design, scenario, events }] of ran.entries())
        if (picked[i].includes(rule)) watch(rule, events, design, scenario)
    })
    byRule.set(`${rule.id} ${rule.name}`, taken)
  }
  return { seconds: [layingOut, stepping, [...byRule.values()].reduce((a, b) => a + b, 0)], runs: ran.length, byRule }
}

const ROUNDS = 5
const SCENARIOS = 400

export const full = async (print: (text: string) => void): Promise<void> => {
  split(SCENARIOS, 0)
  const splits = Array.from({ length: ROUNDS }, (_, round) => split(SCENARIOS, round + 1))
  const wholes = Array.from({ length: ROUNDS }, (_, round) =>
    cpuSeconds(() =>
      runSweep({ driver: 'random', scope: 'wide', runs: SCENARIOS, seed: round + 1 }, rules, designs, []),
    ),
  )
  const total = ({ seconds }: Split): number => seconds.reduce((a, b) => a + b, 0)
  const per = (seconds: (one: Split) => number): string =>
    `${count(median(splits.map((one) => (seconds(one) / SCENARIOS) * 1e6)))} us`
  const share = (seconds: (one: Split) => number): string =>
    percent(median(splits.map((one) => seconds(one) / total(one))))
  const rows = STAGES.map((stage, i): string[] => [stage, per((s) => s.seconds[i]), share((s) => s.seconds[i])])
  print(
    `${SCENARIOS} scenarios of scope wide, ${designs.length} designs, ${rules.length} rules, median of ${ROUNDS} seeds:`,
  )
  print(table(['stage', 'CPU a scenario', 'share'], [...rows, ['together', per(total), '100.0 %']]))
  const dear = [...splits[0].byRule.keys()]
    .map((name) => ({ name, part: (one: Split): number => one.byRule.get(name)! }))
    .toSorted((a, b) => median(splits.map(b.part)) - median(splits.map(a.part)))
    .slice(0, 6)
  print(
    `\nThe dearest rules:\n${table(
      ['rule', 'CPU a scenario', 'share'],
      dear.map(({ name, part }) => [name, per(part), share(part)]),
    )}`,
  )
  const whole = median(wholes.map((seconds, i) => seconds / total(splits[i])))
  const runs = median(splits.map((one) => one.runs / SCENARIOS))
  print(
    `\n${runs.toFixed(1)} runs of a design a scenario. A sweep as the search takes it (with assumptions, sizes, distinct`,
  )
  print(
    `drawings) costs ${count((median(wholes) / SCENARIOS) * 1e6)} us a scenario, ${whole.toFixed(2)} times the sum above.`,
  )
}
