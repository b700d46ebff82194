/**
 * Shrinking against the real kernel: many candidates go to one boot, and the smallest that still differs is the
 * next to shrink.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Design } from '../../model/kernel/design.ts'

import { checkScenario } from '../../model/scenario-problems.ts'
import { smaller } from '../../properties/shrink.ts'
import { size } from '../../properties/size.ts'
import { askLinux, judge, type Answered } from './ask.ts'
import type { CaseFile } from './case.ts'
import { isQemuMachine } from './qemu-machine.ts'

/** Candidates that share a boot: a boot costs as much as some ten of them. */
const BATCH = 24

/** The least scenario that greedy steps reach while model and Linux differ. */
export const shrinkDifference = async (cache: string, design: Design, found: Answered): Promise<Answered> => {
  let least = found
  for (;;) {
    const next = await smallerDiffering(cache, design, least)
    if (next === undefined) return least
    least = next
  }
}

const smallerDiffering = async (cache: string, design: Design, found: Answered): Promise<Answered | undefined> => {
  const left = candidates(found.file)
  while (left.length > 0) {
    const { answered } = await askLinux(cache, left.splice(0, BATCH))
    const differing = answered.filter((one) => judge(design, one).differences.length > 0)
    if (differing.length > 0) return differing.reduce((a, b) => (size(b.file) < size(a.file) ? b : a))
  }
  return undefined
}

/** The smallest first. A machine of QEMU's own takes a boot of its own: there only the steps shrink. */
const candidates = (file: CaseFile): CaseFile[] => {
  const machine = JSON.stringify(file.machine)
  const kept = isQemuMachine(file.machine)
  return [...withoutPieces(file), ...[...smaller(file)].map((one) => ({ ...file, ...one }))]
    .filter((one) => !kept || JSON.stringify(one.machine) === machine)
    .toSorted((a, b) => size(a) - size(b))
}

/** Half of the steps left out, or a quarter, or an eighth, wherever that leaves a possible scenario. */
const withoutPieces = (file: CaseFile): CaseFile[] =>
  [2, 4, 8].flatMap((parts) => {
    const length = Math.ceil(file.steps.length / parts)
    return length < 2
      ? []
      : Array.from({ length: parts }, (_, i) => ({ ...file, steps: file.steps.toSpliced(i * length, length) })).filter(
          (one) => one.steps.length < file.steps.length && E.isRight(checkScenario(one)),
        )
  })

/** One scenario for each way to differ: many cases show the same. */
export const kinds = (found: readonly { readonly key: string; readonly answered: Answered }[]): Answered[] => {
  const least = new Map<string, Answered>()
  for (const { key, answered } of found) {
    const known = least.get(key)
    if (known === undefined || size(answered.file) < size(known.file)) least.set(key, answered)
  }
  return [...least.values()]
}
