/** What a run finds, as it comes in: told at the end, kept at once. */
import { rmSync } from 'node:fs'
import { size } from '../../../properties/shrink/size.ts'
import { judge, type Answered } from './ask.ts'
import type { Difference } from './compare.ts'
import { keepDifference, type Inquirer, type Saved } from './difference.ts'

/** One way to differ, the least case that shows it, and the file where that is kept. */
export interface Finding {
  readonly least: Answered
  readonly saved: Saved
}

/** Keeps the first of each of `most` ways to differ: whoever stops the run has it. */
export const finder = (asked: Inquirer, most: number) => {
  const findings = new Map<string, Finding>()
  const found = { answers: 0, differing: 0, ways: new Set<string>() }
  const hear = (one: Answered): void => {
    const { answers, differences } = judge(asked.design, one)
    found.answers += answers
    if (differences.length === 0) return
    found.differing++
    const way = wayOf(differences[0])
    found.ways.add(way)
    const known = findings.get(way)
    if (known === undefined ? findings.size < most : size(one.file) < size(known.least.file))
      findings.set(way, { least: one, saved: instead(asked, one, known?.saved) })
  }
  return { found, findings, hear }
}

/** The smaller case in the place of the one before, if that is of this run; there is always one of them. */
export const instead = (asked: Inquirer, one: Answered, before?: Saved): Saved => {
  const saved = keepDifference(asked, one)
  if (before?.isNew === true && before.path !== saved.path) rmSync(before.path)
  return saved
}

/** What a difference is about: the kind of question, and both answers without their numbers. */
const wayOf = ({ kind, linux, model }: Difference): string =>
  [kind, linux, ...model].join(' | ').replaceAll(/0x[0-9a-f]+|\d+/g, '#')
