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
  /** @param trail what was asked before, in an attempt to do without the step; then `choose` goes on */
  readonly take: (
    world: World,
    index: number,
    operation: Operation,
    choose: Choose,
    trail: readonly Asked[],
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
    take: (world, index, operation, choose, trail) => {
      // What a block of schedules comes to is kept, and its parts are not read again: those of the trail were all asked.
      const questions = [...trail]
      const known = new Set(trail.flatMap((one) => (one.kind === 'part' ? [one.key] : [])))
      const chosen = trail.flatMap((one) => (one.kind === 'choice' ? [one.answer as number] : []))
      let again = 0
      listen((key, answer) => {
        if (!known.has(key)) questions.push({ kind: 'part', key, answer })
      })
      try {
        const taken = step(design, world, index, operation, (label, n) => {
          if (again < chosen.length) return chosen[again++]
          const answer = choose(label, n)
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
