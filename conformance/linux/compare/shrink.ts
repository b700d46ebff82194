/**
 * Shrinking against the real kernel: many candidates go to one boot, and the smallest that still differs is the
 * next to shrink.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Design } from '../../../model/kernel/design.ts'
import { checkScenario } from '../../../model/scenario/problems.ts'
import { smaller } from '../../../properties/shrink/shrink.ts'
import { size } from '../../../properties/shrink/size.ts'
import { askLinux, isAlone, judge, type Answered } from './ask.ts'
import type { CaseFile } from './case.ts'
import { isQemuMachine } from '../guest/qemu-machine.ts'

/** Candidates that share a boot: a boot costs as much as some ten of them. */
const BATCH = 32
/** Where each has a boot of its own. */
const FEW = 4
/** Batches for one difference: minutes, and what is left then is small. */
const MOST_BATCHES = 40

/** The least scenario that greedy steps reach while model and Linux differ; `reached` is told of each on the way. */
export const shrinkDifference = async (
  cache: string,
  design: Design,
  found: Answered,
  reached: (one: Answered) => void = () => {},
): Promise<Answered> => {
  let least = found
  let batches = 0
  const batch = isAlone(found.file) ? FEW : BATCH
  const smallest = async (left: CaseFile[]): Promise<Answered | undefined> => {
    while (left.length > 0 && batches++ < MOST_BATCHES) {
      const { answered } = await askLinux(cache, left.splice(0, batch))
      const differing = answered.filter((one) => judge(design, one).differences.length > 0)
      if (differing.length > 0) return differing.reduce((a, b) => (size(b.file) < size(a.file) ? b : a))
    }
    return undefined
  }
  for (;;) {
    const next = (await smallest(pieces(design, least))) ?? (await smallest(details(least.file)))
    if (next === undefined) return least
    least = next
    reached(least)
  }
}

/** What comes off at a stroke: all behind the difference, halves, quarters and eighths of steps, all that no step needs. */
export const pieces = (design: Design, one: Answered): CaseFile[] => {
  const { file } = one
  const [first] = judge(design, one).differences
  const upTo = first.step === undefined ? file.steps : file.steps.slice(0, first.step + 1)
  const steps = [upTo, ...withoutPieces(upTo), ...withoutPieces(file.steps)].map((left) => ({ ...file, steps: left }))
  return askable(file, [...steps.map(bare), ...steps, bare(file)])
}

/** Without the functions that no step names, and that are above none it names. */
const bare = (file: CaseFile): CaseFile => {
  const { functions, devices = [] } = file.machine
  const said = JSON.stringify([file.steps, devices])
  const needed = new Set(functions.map(({ name }) => name).filter((name) => said.includes(JSON.stringify(name))))
  for (const name of needed) {
    const below = functions.find((f) => f.name === name)?.below
    if (below !== undefined) needed.add(below)
  }
  return { ...file, machine: { ...file.machine, functions: functions.filter(({ name }) => needed.has(name)) } }
}

/** One thing after the other, in the order in which a person would look. */
const details = (file: CaseFile): CaseFile[] =>
  askable(
    file,
    [...smaller(file)].map((one) => ({ ...file, ...one })),
  )

const withoutPieces = <T>(list: readonly T[]): T[][] =>
  [2, 4, 8].flatMap((parts) => {
    const length = Math.ceil(list.length / parts)
    return length < 2 ? [] : Array.from({ length: parts }, (_, i) => list.toSpliced(i * length, length))
  })

/** Smaller and possible. A machine of QEMU's own takes a boot of its own: there only the steps shrink. */
const askable = (file: CaseFile, candidates: readonly CaseFile[]): CaseFile[] => {
  const machine = JSON.stringify(file.machine)
  const kept = isQemuMachine(file.machine)
  return candidates.filter(
    (one) =>
      size(one) < size(file) && E.isRight(checkScenario(one)) && (!kept || JSON.stringify(one.machine) === machine),
  )
}
