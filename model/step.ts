/**
 * One operation applied to the world. Pure, and never asks which design it has; whatever is free is a labelled `choose`.
 */
import type { Choose } from './choose.ts'
import type { Design } from './kernel/design.ts'
import { operationNamed, type Operation } from './operations/index.ts'
import { NOT_APPLICABLE, type Stepped } from './outcome.ts'
import type { World } from './world.ts'

/** @param index of the operation in its scenario: later steps name a mapping by it */
export const step = (design: Design, world: World, index: number, operation: Operation, choose: Choose): Stepped => {
  const { needs, run } = operationNamed(operation.kind)!
  if (needs(operation).some((entryPoint) => design[entryPoint] === undefined)) return { world, outcome: NOT_APPLICABLE }
  const call = { k: world.kernel, hw: world.hw, choose }
  return run({ design, world, index, call }, operation)
}
