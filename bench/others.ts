/**
 * `npm run bench -- others`: REF in other people's tools, each by a model of its own in `others/`, where it is installed.
 * None of them is needed, and none is fetched. Their time is the CPU time of their processes, start-up taken off by
 * running a small and a large job; the baseline runs beside each of them.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { cpuSeconds, median } from './measure.ts'
import { isSound, scenario } from './plain-fast-check.ts'
import { F2, casesIn } from './ref/problem.ts'
import { model, output, withSpin } from './spin.ts'
import { count, exact, table, times } from './table.ts'

/** What a job did; undefined: the tool is not there. */
interface Job {
  readonly cases: number
  readonly seconds: number
}

/** Linux tells the CPU time of children that have ended, in hundredths of a second; elsewhere wall time has to do. */
const childSeconds = (): number => {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')
    return (Number(fields[13]) + Number(fields[14])) / 100
  } catch {
    return performance.now() / 1000
  }
}

const timed = <T>(run: () => T): { value: T; seconds: number } => {
  const start = childSeconds()
  const value = run()
  return { value, seconds: childSeconds() - start }
}

/** A large job less a small one: both started the tool once. */
const between = (small: number, large: number, job: (size: number) => Job | undefined): Job | undefined => {
  const [a, b] = [job(small), job(large)]
  return a && b && { cases: b.cases - a.cases, seconds: b.seconds - a.seconds }
}

const STEPS = 20

/** `quint` on the path, or where QUINT says. */
const quint = (round: number): Job | undefined =>
  between(50, 1050, (samples) => {
    const args = ['run', model('ref.qnt'), '--backend', 'typescript', '--invariant', 'sound', '--verbosity', '1']
    const job = ['--max-steps', String(STEPS), '--max-samples', String(samples), '--seed', String(round + 1)]
    const ran = timed(() => output(process.env.QUINT ?? 'quint', [...args, ...job]))
    return ran.value === undefined ? undefined : { cases: samples * (STEPS + 1), seconds: ran.seconds }
  })

/** The python3 of the path, or where PYTHON says; it must know Hypothesis. */
const hypothesis = (round: number): Job | undefined => {
  const python = process.env.PYTHON ?? 'python3'
  if (spawnSync(python, ['-c', 'import hypothesis']).status !== 0) return undefined
  const text = output(python, [model('ref_hypothesis.py'), '1000', String(round)])
  return text === undefined ? undefined : (JSON.parse(text) as Job)
}

/** States of our Promela model: three a case, the initial one, and the one after the bridges are given no parent. */
export const spinStates = (cases: number): number => 3 * cases + 2

const spin = (): Job | undefined =>
  withSpin({ file: 'ref.pml', reduces: false }, (pan) => {
    const { value, seconds } = timed(pan)
    const cases = casesIn(F2)
    if (value.states !== spinStates(cases) || value.errors !== 0)
      throw new Error(`Spin: found ${value.states} states, ${value.errors} errors; accepted: ${spinStates(cases)}, 0`)
    return { cases, seconds }
  })

const TOOLS: readonly (readonly [name: string, job: (round: number) => Job | undefined])[] = [
  [`Quint, simulator in TypeScript, ${STEPS}-step traces`, quint],
  ['Hypothesis, composite strategy', hypothesis],
  [`Spin, exhaustive, F2 S2 G2: ${exact(spinStates(casesIn(F2)))} states, as ours`, spin],
]

const ROUNDS = 5
const BASE = 20_000

const baseline = (seed: number): number =>
  BASE / cpuSeconds(() => fc.assert(fc.property(scenario, isSound), { numRuns: BASE, seed }))

const row = ([name, job]: (typeof TOOLS)[number]): string[] => {
  const rates: number[] = []
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const done = job(round)
    if (done === undefined) return [name, 'not installed', '', '']
    const rate = done.cases / done.seconds
    rates.push(rate)
    ratios.push(rate / baseline(round))
  }
  return [
    name,
    count(median(rates)),
    times(median(ratios)),
    `${times(Math.min(...ratios))} .. ${times(Math.max(...ratios))}`,
  ]
}

export const others = async (print: (text: string) => void): Promise<void> => {
  baseline(ROUNDS)
  print(
    `The baseline is plain fast-check as above; median of ${ROUNDS} paired rounds, start-up and compiling not counted.`,
  )
  print(table(['tool', 'cases a CPU second', 'times the baseline', 'least .. most'], TOOLS.map(row)))
}
