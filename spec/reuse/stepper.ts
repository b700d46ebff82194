/**
 * A design that takes a step and says what it asked.
 */
import type { Choose } from '../../model/choose.ts'
import type { Design } from '../../model/kernel/design.ts'
import type { Told } from '../../model/kernel/heard-memory.ts'
import { heardDesign, partsOf } from '../../model/kernel/linux.ts'
import type { Parts } from '../../model/kernel/parts.ts'
import type { Operation } from '../../model/operations/index.ts'
import { step, type Taken } from '../../model/step.ts'
import type { World } from '../../model/world.ts'
import type { Asked } from './asked.ts'

export interface Stepper {
  /** Answers to what a step asks; undefined: the design is not made of parts, and shares with itself alone. */
  readonly parts: Parts | undefined
  /** @param chosen what was answered before, in an attempt to do without the step; then `choose` goes on */
  readonly take: (
    world: World,
    index: number,
    operation: Operation,
    choose: Choose,
    chosen: readonly number[],
  ) => Taken & { readonly questions: readonly Asked[] }
}

/** A design keeps its stepper: its table of parts is made once. */
export const stepperOf = (design: Design): Stepper => {
  const known = steppers.get(design)
  if (known !== undefined) return known
  const made = stepper(design)
  steppers.set(design, made)
  return made
}
const steppers = new WeakMap<Design, Stepper>()

const stepper = (made: Design): Stepper => {
  const { design, listen } = heardDesign(made) ?? { design: made, listen: () => {} }
  const nobody: Told = (key) => {
    throw new Error(`${made.id}: part ${key} was read when no step was under way`)
  }
  listen(nobody)
  return {
    parts: partsOf(made),
    take: (world, index, operation, choose, chosen) => {
      const questions: Asked[] = []
      let again = 0
      listen((key, answer) => void questions.push({ kind: 'part', key, answer }))
      try {
        const taken = step(design, world, index, operation, (label, n) => {
          const answer = again < chosen.length ? chosen[again++] : choose(label, n)
          questions.push({ kind: 'choice', label, n, answer })
          return answer
        })
        return { ...taken, questions }
      } finally {
        listen(nobody)
      }
    },
  }
}
