/** Cells whose premise no run met: a failure of the usual search; of a smaller one only what could not be known. */
import type { Report } from '../../properties/check/report.ts'
import type { Verdict } from '../../properties/check/verdict.ts'
import { isOutside } from '../../properties/outside/load.ts'
import type { Rule } from '../../spec/rule.ts'
import type { Plan } from './plan.ts'

export interface NotMet {
  /** Why the check fails. */
  readonly failures: readonly string[]
  /** What a larger search would meet: by rule, the designs. */
  readonly tooSmall: readonly string[]
}

/**
 * The usual search meets every premise of ours with every design, so a smaller one may miss some. Of a rule from
 * outside nobody knows that: it fails unless some design met it.
 */
export const notMetIn = (
  { verdicts }: Pick<Report, 'verdicts'>,
  { isSmaller }: Pick<Plan, 'isSmaller'>,
  isTheirs: (rule: string) => boolean = (rule) => isOutside('rule', rule),
): NotMet => {
  const vacuous = verdicts.filter(({ says }) => says === 'vacuous')
  const isExcused = ({ cell: { rule } }: Verdict): boolean => isSmaller && (!isTheirs(rule.id) || isMet(rule, verdicts))
  const excused = vacuous.filter(isExcused)
  return {
    failures: vacuous
      .filter((one) => !isExcused(one))
      .map(({ cell }) => `${cell.rule.id} ${cell.rule.name}, ${cell.design.id}: vacuous: its premise never fired`),
    tooSmall: [...new Set(excused.map(({ cell }) => cell.rule))].map((rule) => {
      const designs = excused.flatMap(({ cell }) => (cell.rule === rule ? [cell.design.id] : []))
      return `${rule.id} ${rule.name}: ${designs.join(', ')}`
    }),
  }
}

const isMet = (rule: Rule, verdicts: readonly Verdict[]): boolean =>
  verdicts.some(({ cell }) => cell.rule === rule && cell.tallies.some(({ fired }) => fired > 0))
