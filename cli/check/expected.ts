/** What a check found beside what `spec/expected.yaml` says. */
import { designs, mutants } from '../../model/designs/index.ts'
import type { Report } from '../../properties/check/report.ts'
import type { Verdict } from '../../properties/check/verdict.ts'
import { isOutside } from '../../properties/outside/load.ts'
import type { Expected } from '../../spec/files/expected.ts'
import { rules } from '../../spec/rules/index.ts'
import type { Plan } from './plan.ts'

type Part = 'designs' | 'mutants'
type Row = Expected['designs'][string]

/** What differs from the file, and what the file says nothing of. */
export interface Differences {
  readonly wrong: readonly string[]
  readonly unknown: readonly string[]
  /** Violations that a search smaller than the usual one did not meet: no difference, as far as it can know. */
  readonly missed: readonly string[]
}

/** What was found of our own rules and designs, in the form of the file. */
export const asExpected = (report: Report, expected: Expected): Expected => {
  const ours = report.verdicts.filter(
    ({ cell }) => !isOutside('rule', cell.rule.id) && !isOutside('design', cell.design.id),
  )
  const isMutant = ({ cell }: Verdict): boolean => mutants.includes(cell.design)
  // Of a mutant the file says only what it is there for.
  const isMeant = ({ cell }: Verdict): boolean => expected.mutants[cell.rule.id]?.[cell.design.id] !== undefined
  return {
    designs: byRule(ours.filter((verdict) => !isMutant(verdict))),
    mutants: byRule([...ours.filter((verdict) => isMutant(verdict) && isMeant(verdict)), ...report.mutants]),
  }
}

const byRule = (verdicts: readonly Verdict[]): Expected['designs'] =>
  Object.fromEntries(
    rules
      .filter(({ id }) => !isOutside('rule', id))
      .map(({ id }) => [
        id,
        Object.fromEntries(
          verdicts
            .filter(({ cell, says }) => cell.rule.id === id && says !== 'vacuous' && says !== 'not finished')
            .map(({ cell, says }) => [cell.design.id, says as Row[string]]),
        ),
      ]),
  )

/** Compares the cells that were asked; a search that asked all of them also misses those that are gone. */
export const compare = (expected: Expected, found: Expected, { narrowed, ...plan }: Plan): Differences => {
  const wrong: string[] = []
  const unknown: string[] = []
  const missed: string[] = []
  const whole = !narrowed.designs && !narrowed.sweeps
  const isAsked = (rule: string): boolean => !narrowed.rules || plan.rules.some(({ id }) => id === rule)
  for (const part of ['designs', 'mutants'] as const)
    for (const rule of new Set([...Object.keys(expected[part]), ...Object.keys(found[part])].filter(isAsked))) {
      const [want, got] = [expected[part][rule] ?? {}, found[part][rule] ?? {}]
      const columns = whole ? [...Object.keys(want), ...Object.keys(got)] : Object.keys(got)
      for (const design of new Set(columns)) {
        if (want[design] === undefined) unknown.push(`${rule}, ${design}: ${got[design]}`)
        else if (isMissed(want[design], got[design], plan.isSmaller))
          missed.push(`${rule}, ${design}: found holds; the usual search finds it violated`)
        else if (want[design] !== got[design])
          wrong.push(
            `${rule}, ${design}: found ${got[design] ?? 'nothing'}; spec/expected.yaml allows only: ${want[design]}`,
          )
      }
    }
  return { wrong, unknown, missed }
}

/** Whether a smaller search may have met nothing where a larger one does. */
const isMissed = (want: string, got: string | undefined, smaller: boolean): boolean =>
  smaller && want === 'violated' && got === 'holds'

/** The file after `--update`: what was asked is replaced, but for a violation that a smaller search did not meet. */
export const updated = (expected: Expected, found: Expected, { narrowed }: Plan): Expected => {
  if (!narrowed.rules && !narrowed.designs && !narrowed.sweeps) return found
  const part = (name: Part): Expected[Part] =>
    Object.fromEntries(
      rules
        .filter(({ id }) => !isOutside('rule', id))
        .map(({ id }) => [id, rowOf(expected[name][id] ?? {}, found[name][id] ?? {}, narrowed.sweeps)]),
    )
  return { designs: part('designs'), mutants: part('mutants') }
}

/** In the order of the designs, as a search of everything writes it. */
const rowOf = (want: Row, got: Row, smaller: boolean): Row => {
  const merged = { ...want }
  for (const [id, says] of Object.entries(got)) if (!isMissed(want[id], says, smaller)) merged[id] = says
  const order = [...designs, ...mutants].map(({ id }) => id)
  return Object.fromEntries(Object.entries(merged).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b)))
}
