/**
 * Parts that are refused: a name that nobody reads, a part that is missing or no function.
 */
import { WHOLE_FILE, problem } from '../problem.ts'
import { GUP_PARTS } from './mm/gup-page.ts'
import { PAGELESS_PARTS } from './pageless.ts'
import { PART_NAMES, type Parts } from './parts.ts'
import { functionless, refuse, unread } from './refuse.ts'

/** What the names of parts begin with that a kernel from before them lacks. */
const SINCE = ['hmmDma', 'dmaBuf', 'acquireOwner']
const isNewer = (name: string): boolean => SINCE.some((start) => name.startsWith(start)) || name in PAGELESS_PARTS

/** Throws Refused where a part is nobody's, or none. */
export const refuseParts = (parts: Parts): void => {
  const { gup } = parts
  const ofGup = typeof gup === 'object' && gup !== null ? gup : {}
  const functions = PART_NAMES.filter(
    (name) => name !== 'gup' && name !== 'memory' && !(isNewer(name) && parts[name] === undefined),
  )
  const missing = [...functions, 'gup' as const].filter((name) => parts[name] === undefined)
  // Whoever forgot all the others is told so once.
  if (missing.length > 3)
    refuse([
      problem(
        WHOLE_FILE,
        `nothing for ${missing.length} parts, ${missing[0]} the first`,
        '{ ...parts, those that you change }',
      ),
    ])
  refuse([
    ...unread(parts, PART_NAMES, 'a part'),
    ...functionless(parts, functions),
    ...unread(ofGup, GUP_PARTS, 'a part', 'gup.'),
    ...functionless(ofGup, GUP_PARTS, 'gup.'),
  ])
}
