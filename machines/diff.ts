/**
 * Two dumps of one machine, before and after: a change in the BIOS, a card in another slot, another command line. What is told is
 * what an answer rests on, and the answers that are others.
 */
import { bitNames } from '../model/machine/acs.ts'
import { NO_ACS } from '../model/machine/acs.ts'
import { ROOT } from '../model/machine/columns.ts'
import { answering, askable } from './answer.ts'
import type { Asked } from './cases.ts'
import { groupsOf } from './change.ts'
import { bdfOf, idOf } from './dumped.ts'
import { nameOf } from './why.ts'

/** Functions whose pairs are all compared: more are too many pairs to wait for. */
const MOST_FUNCTIONS = 600

export interface Difference {
  readonly functions: readonly string[]
  readonly words: readonly string[]
  readonly pairs: readonly string[]
  readonly groups: readonly string[]
}

export const differences = (before: Asked, after: Asked): Difference => {
  const [then, now] = [indexOf(before), indexOf(after)]
  const both = [...then].flatMap(([name, a]) => (now.has(name) ? [[a, now.get(name)!] as const] : []))
  return {
    functions: [
      ...[...then.keys()].filter((name) => !now.has(name)).map((name) => `${name} is gone`),
      ...[...now.keys()].filter((name) => !then.has(name)).map((name) => `${name} is new`),
      ...both.flatMap(([a, b]) => moved(before, after, a, b)),
    ],
    words: both.flatMap(([a, b]) => wordsDiffer(before, after, a, b)),
    pairs: pairsDiffer(before, after, both),
    groups: groupsDiffer(before, after),
  }
}

const indexOf = ({ dump }: Asked): Map<string, number> => new Map(dump.functions.map((f, i) => [bdfOf(f), i]))

const above = (asked: Asked, f: number): string =>
  asked.machine.parent[f] === ROOT ? 'a root bus' : nameOf(asked, asked.machine.parent[f])

/** The address is the same, and what is there is not. */
const moved = (before: Asked, after: Asked, a: number, b: number): string[] => {
  const [then, now] = [idOf(before.dump.functions[a]), idOf(after.dump.functions[b])]
  if (then !== now && then !== undefined && now !== undefined) return [`${nameOf(before, a)} was ${then} and is ${now}`]
  const [old, fresh] = [above(before, a), above(after, b)]
  return old === fresh ? [] : [`${nameOf(before, a)} was below ${old} and is below ${fresh}`]
}

const told = (asked: Asked, f: number): string => {
  if (asked.unread.has(f)) return 'not readable'
  const word = asked.cases[0].acsControl[f]
  return word === NO_ACS ? 'no ACS' : bitNames(word).join(' ') || 'all off'
}

const wordsDiffer = (before: Asked, after: Asked, a: number, b: number): string[] => {
  const [then, now] = [told(before, a), told(after, b)]
  return then === now ? [] : [`${nameOf(before, a)}: ACS was ${then}, and is ${now}`]
}

const pairsDiffer = (before: Asked, after: Asked, both: readonly (readonly [number, number])[]): string[] => {
  const may = [new Set(askable(before)), new Set(askable(after))]
  const functions = both.filter(([a, b]) => may[0].has(a) && may[1].has(b))
  if (functions.length > MOST_FUNCTIONS)
    return [`${functions.length} functions are in both: too many to compare each pair (--pair A B asks for one)`]
  const [then, now] = [answering(before), answering(after)]
  const lines: string[] = []
  for (const [i, [a, b]] of functions.entries())
    for (const [c, d] of functions.slice(i + 1)) {
      const [old, fresh] = [then(a, c), now(b, d)]
      if (old.type !== fresh.type || old.distance !== fresh.distance)
        lines.push(
          `${nameOf(before, a)} and ${nameOf(before, c)}: ${old.type}, distance ${old.distance}, is now ${fresh.type}, distance ${fresh.distance}`,
        )
    }
  return lines
}

const groupsDiffer = (before: Asked, after: Asked): string[] => {
  const groups = (asked: Asked): string[] =>
    groupsOf(asked, asked.cases[0]).map((group) => group.map((f) => nameOf(asked, f)).join(' '))
  const [then, now] = [groups(before), groups(after)]
  return now.filter((group) => !then.includes(group)).map((group) => `IOMMU group now: ${group}`)
}
