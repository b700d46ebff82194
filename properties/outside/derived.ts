/**
 * A design from outside beside ours: one that changes nothing is asked in vain, and whoever wrote it thinks that it does.
 */
import { designNamed, designNames, designs, mutants } from '../../model/designs/index.ts'
import { ENTRY_POINTS, type Design } from '../../model/kernel/design.ts'
import { partsOf } from '../../model/kernel/linux.ts'
import { PART_NAMES, type Parts } from '../../model/kernel/parts.ts'
import { nearest } from '../../model/nearest.ts'
import { WHOLE_FILE, problem, type Problem } from '../../model/problem.ts'

export const designProblems = (design: Design): Problem[] => {
  const same = [...designs, ...mutants].filter((one) => isSame(design, one))
  // Where memory halves are all that tells them apart, a design that is made of no other is meant.
  const original = same.find(({ basis }) => basis === undefined) ?? same[0]
  return [
    ...(same.length === 0
      ? []
      : [
          problem(
            WHOLE_FILE,
            `${original.id} itself, with no part changed`,
            `a design that changes one; ${original.id} is asked by its name`,
          ),
        ]),
    ...(['mendedBy', 'basis'] as const).flatMap((field) => {
      const name = design[field]
      return name === undefined || designNamed(name) !== undefined
        ? []
        : [problem(field, `"${name}", which is no design`, nearest(name, designNames()))]
    }),
  ]
}

const isSame = (a: Design, b: Design): boolean => {
  const [ours, theirs] = [partsOf(a), partsOf(b)]
  if (ours !== undefined && theirs !== undefined) return PART_NAMES.every((name) => isSamePart(ours, theirs, name))
  return ENTRY_POINTS.every((name) => a[name] === b[name])
}

/** Whoever gives no memory half has none, and has changed none. */
const isSamePart = ({ gup, ...ours }: Parts, { gup: other, ...theirs }: Parts, name: keyof Parts): boolean =>
  name === 'gup'
    ? gup.valid === other.valid && gup.gate === other.gate
    : ours[name] === theirs[name] || (name === 'memory' && ours[name] === undefined)
