/** `p2pspec check`: search every rule against every design, print the matrix, keep what was found. */
import { designs, mutants } from '../model/designs/index.ts'
import { check as runCheck, looksFor, type Report, type Says, type Verdict } from '../properties/check.ts'
import { tellLook } from '../properties/evidence.ts'
import { writeWhole } from '../properties/keep.ts'
import type { Look } from '../properties/look.ts'
import { lookInThreads } from '../properties/pool.ts'
import { exhausted, scopes, strays, tiny } from '../properties/scope.ts'
import { tellScope } from '../properties/scope-count.ts'
import { EXPECTED_FILE, readExpected, writeExpected, type Expected } from '../spec/expected.ts'
import { COUNTEREXAMPLES_FOLDER } from '../spec/library.ts'
import { rules } from '../spec/rules/index.ts'
import { grouped, print, printJson, table, wholeNumber, wrapped, type Command } from './command.ts'

/** Random runs beyond the exhausted scope, and their seed, unless told otherwise. */
const RUNS = 3000
const SEED = 7

export const check: Command = {
  synopsis: '[--update] [--runs N] [--seed N]',
  summary: 'searches every rule against every design and prints the verdict matrix',
  options: { update: { type: 'boolean' }, runs: { type: 'string' }, seed: { type: 'string' } },
  run: async (_, values) => {
    const options = { runs: wholeNumber(values, 'runs', RUNS), seed: wholeNumber(values, 'seed', SEED) }
    const report = await runCheck({
      rules,
      designs,
      mutants,
      looks: looksFor(exhausted, options.runs, options.seed),
      mutantLooks: looksFor([tiny, strays], options.runs / 3, options.seed),
      folder: COUNTEREXAMPLES_FOLDER,
      having: lookInThreads(progress()),
    })
    const found = asExpected(report)
    if (values['update'] === true) writeWhole(EXPECTED_FILE, writeExpected(found))
    const differences = compare(readExpected(), found)
    const failures = [...report.failures, ...vacuous(report), ...differences.wrong]
    if (values['json'] === true) printJson(asJson(report, failures, differences.unknown))
    else tell(report, failures, differences.unknown)
    return failures.length === 0 ? 0 : 1
  },
}

/** What is done so far, on a terminal; in a log, nothing. To standard error: it is no result. */
const progress = (): ((look: Look) => void) => {
  const start = Date.now()
  let done = 0
  return ({ driver, scope }) => {
    done++
    const seconds = Math.round((Date.now() - start) / 1000)
    if (process.stderr.isTTY) process.stderr.write(`\r${done} looks in ${seconds} s, last ${driver}, scope ${scope}   `)
  }
}

const vacuous = ({ verdicts }: Report): string[] =>
  verdicts
    .filter(({ says }) => says === 'vacuous')
    .map(({ cell }) => `${cell.rule.id} ${cell.rule.name}, ${cell.design.id}: vacuous: its premise never fired`)

const asExpected = ({ verdicts, mutants: broken }: Report): Expected => ({
  designs: byRule(verdicts.filter(({ says }) => says !== 'vacuous')),
  mutants: byRule(broken),
})

const byRule = (verdicts: readonly Verdict[]): Expected['designs'] =>
  Object.fromEntries(
    rules.map(({ id }) => [
      id,
      Object.fromEntries(
        verdicts
          .filter(({ cell }) => cell.rule.id === id)
          .map(({ cell, says }) => [cell.design.id, says as Exclude<Says, 'vacuous'>]),
      ),
    ]),
  )

/** What differs from the file, and what the file says nothing of. */
const compare = (expected: Expected, found: Expected): { wrong: string[]; unknown: string[] } => {
  const wrong: string[] = []
  const unknown: string[] = []
  for (const part of ['designs', 'mutants'] as const) {
    for (const rule of new Set([...Object.keys(expected[part]), ...Object.keys(found[part])])) {
      const [want, got] = [expected[part][rule] ?? {}, found[part][rule] ?? {}]
      for (const design of new Set([...Object.keys(want), ...Object.keys(got)])) {
        if (want[design] === undefined) unknown.push(`${rule}, ${design}: ${got[design]}`)
        else if (want[design] !== got[design])
          wrong.push(
            `${rule}, ${design}: found ${got[design] ?? 'nothing'}; spec/expected.yaml allows only: ${want[design]}`,
          )
      }
    }
  }
  return { wrong, unknown }
}

const tell = (report: Report, failures: readonly string[], unknown: readonly string[]): void => {
  if (process.stderr.isTTY) process.stderr.write('\n')
  print(matrix(report.verdicts))
  print('\nholds')
  for (const verdict of report.verdicts.filter(({ says }) => says === 'holds'))
    print(`  ${title(verdict)}: ${evidence(verdict)}`)
  print('\nviolated')
  for (const verdict of report.verdicts.filter(({ says }) => says === 'violated'))
    print(`  ${title(verdict)}: ${shown(verdict)}`)
  print('\nmutants')
  for (const verdict of report.mutants) print(`  ${title(verdict)}: violated: ${shown(verdict)}`)
  print('\none scenario, one design that breaks the rule and one that keeps it')
  for (const { rule, breaks, keeps, file } of report.teeth)
    print(`  ${rule.id} ${rule.name}: ${breaks.id} breaks it, ${keeps.id} keeps it: ${file}`)
  print('\ntaken on trust: without this assumption alone, a design that keeps the rule breaks it')
  for (const { rule, assumption, design, file } of report.trust)
    print(`  ${assumption.id} (${rule.id}, ${design.id}): ${file}`)
  print('\nscopes: the domain of every dimension; a value listed twice is drawn twice as often')
  for (const scope of scopes) print(wrapped(`${scope.name}: ${tellScope(scope)}`, '  '))
  if (unknown.length > 0)
    print(
      `\nnot in spec/expected.yaml yet (check --update writes it):\n${unknown.map((line) => `  ${line}`).join('\n')}`,
    )
  for (const failure of failures) print(`\n!!! ${failure}`)
  print(failures.length === 0 ? '\nas expected' : `\n${failures.length} unexpected`)
}

const matrix = (verdicts: readonly Verdict[]): string =>
  table([
    ['', ...designs.map(({ id }) => id)],
    ...rules.map((rule) => [
      `${rule.id} ${rule.name}`,
      ...designs.map((design) => verdicts.find(({ cell }) => cell.rule === rule && cell.design === design)!.says),
    ]),
  ])

const title = ({ cell }: Verdict): string => `${cell.rule.id} ${cell.rule.name}, ${cell.design.id}`

/** `exhaustive, scope small, 770 256 runs, premise met in 281 328; random, ...` */
const evidence = ({ cell }: Verdict): string =>
  cell.tallies
    .map((tally) => {
      const { fired } = tally
      const runs =
        tally.distinct === undefined ? `${grouped(tally.runs)} runs` : `${grouped(tally.distinct)} distinct runs`
      return `${tellLook(tally)}, ${runs}, ${cell.rule.kind === 'exists' ? 'witness' : 'premise met'} in ${grouped(fired)}`
    })
    .join('; ')

const shown = ({ shown: s }: Verdict): string => `${s!.file} (size ${s!.size}, ${s!.how})`

const asJson = (
  { verdicts, mutants: broken, teeth, trust }: Report,
  failures: readonly string[],
  unknown: readonly string[],
) => ({
  exhausted: exhausted.map(({ name }) => name),
  cells: verdicts.map(plainVerdict),
  mutants: broken.map(plainVerdict),
  teeth: teeth.map(({ rule, breaks, keeps, file }) => ({ rule: rule.id, breaks: breaks.id, keeps: keeps.id, file })),
  trust: trust.map(({ rule, assumption, design, file }) => ({
    rule: rule.id,
    assumption: assumption.id,
    design: design.id,
    file,
  })),
  unknown,
  failures,
})

const plainVerdict = ({ cell, says, shown: s }: Verdict) => ({
  rule: cell.rule.id,
  design: cell.design.id,
  says,
  ...(s === undefined ? {} : { shown: s }),
  looks: cell.tallies.map(({ least, ...tally }) => ({ ...tally, shows: least !== undefined })),
})
