/** Verdicts as signs, in the matrix of `check` and in that of the docs. */
import type { Design } from '../model/kernel/design.ts'
import { knownDefects } from '../spec/defects.ts'
import type { Rule } from '../spec/rule.ts'

const SIGNS: Readonly<Record<string, string>> = {
  holds: '.',
  violated: 'X',
  'n/a': '-',
  vacuous: '0',
  'not finished': '~',
}

/** `.*`: the design keeps the rule only where a known defect of its own does not show. `?`: not asked yet. */
export const signOf = (said: string | undefined, rule: Rule, design: Design): string => {
  const sign = said === undefined ? '?' : SIGNS[said]
  return said === 'holds' && knownDefects(rule, design).length > 0 ? `${sign}*` : sign
}

const MEANS: readonly (readonly [sign: string, means: string])[] = [
  ['X', 'violated'],
  ['.', 'holds'],
  ['.*', 'holds in runs that show no known defect of the design'],
  ['-', 'n/a'],
  ['0', 'vacuous: its premise was never met'],
  ['~', 'not finished'],
  ['?', 'not asked yet'],
]

/** What the signs mean that are among these, in the order above. */
export const meaningsOf = (signs: Iterable<string>, quote: (sign: string) => string = (sign) => sign): string => {
  const used = new Set(signs)
  return MEANS.flatMap(([sign, means]) => (used.has(sign) ? [`${quote(sign)} ${means}`] : [])).join(', ')
}
