/**
 * All pairs, folded: by where they meet and what Linux answers. The table of a machine has a line for each bridge that pairs
 * meet at, not for each of millions of pairs.
 */
import { answering, classesOf, type Answer } from '../../machines/answer.ts'
import type { Asked } from '../../machines/cases.ts'
import { surelyRedirecting } from '../../machines/why.ts'
import { ROOT } from '../../model/machine/columns.ts'

export interface Fold {
  /** Where they meet, or ROOT. */
  readonly meet: number
  readonly type: Answer['type']
  readonly types: Answer['types']
  readonly least: number
  readonly most: number
  /** Pairs, a pair and its converse counted once. */
  readonly pairs: number
  /** Functions that redirect on the way of some of them. */
  readonly redirecting: ReadonlySet<number>
  /** The first few: functions of the one class, and of the other. */
  readonly examples: readonly (readonly [readonly number[], readonly number[]])[]
  /** Root buses on both sides, where they meet at none. */
  readonly hosts: readonly number[]
}

type Growing = { -readonly [K in keyof Fold]: Fold[K] } & {
  redirecting: Set<number>
  examples: (readonly [readonly number[], readonly number[]])[]
}

const MOST_EXAMPLES = 200

export const foldsOf = (asked: Asked): Fold[] => {
  const classes = classesOf(asked)
  const answer = answering(asked)
  const folds = new Map<string, Growing>()
  for (const [i, one] of classes.entries())
    for (let j = i; j < classes.length; j++) {
      const other = classes[j]
      const pairs = i === j ? (one.length * (one.length - 1)) / 2 : one.length * other.length
      if (pairs === 0) continue
      const found = answer(one[0], i === j ? one[1] : other[0])
      add(asked, folds, found, [one, i === j ? [] : other], pairs)
    }
  return [...folds.values()].toSorted((a, b) => order(a) - order(b))
}

const order = ({ meet }: Fold): number => (meet === ROOT ? Infinity : meet)

const add = (
  { machine: { host } }: Asked,
  folds: Map<string, Growing>,
  found: Answer,
  example: readonly [readonly number[], readonly number[]],
  pairs: number,
): void => {
  const { meet, type, types, distance } = found
  const hosts = [host[example[0][0]], host[example[1][0] ?? example[0][0]]]
  const sure = surelyRedirecting(found)
  const key =
    meet === ROOT
      ? `- ${type} ${types.join()} ${hosts.join()}`
      : `${meet} ${type} ${types.join()} ${distance} ${sure.length > 0}`
  let fold = folds.get(key)
  if (fold === undefined) {
    fold = { meet, type, types, least: distance, most: distance, pairs: 0, redirecting: new Set(), examples: [], hosts }
    folds.set(key, fold)
  }
  fold.least = Math.min(fold.least, distance)
  fold.most = Math.max(fold.most, distance)
  fold.pairs += pairs
  if (meet !== ROOT) for (const f of sure) fold.redirecting.add(f)
  if (fold.examples.length < MOST_EXAMPLES) fold.examples.push(example)
}
