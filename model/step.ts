/**
 * One operation applied to the world. Pure, and never asks which design it has; whatever is free is a labelled `choose`.
 */
import type { Choose } from './choose.ts'
import { withContents } from './contents.ts'
import type { Design } from './kernel/design.ts'
import { foundByDriver } from './operations/holder.ts'
import { operationNamed, type Operation } from './operations/index.ts'
import { NOT_APPLICABLE, SKIPPED, type Stepped } from './outcome.ts'
import { blockOf } from './schedule/block.ts'
import { runBlock } from './schedule/run.ts'
import { settle } from './settle.ts'
import type { World } from './world.ts'

/** What came of an operation, and the operation with its memory put where it is. */
export interface Taken extends Stepped {
  readonly operation: Operation
}

/** @param index of the operation in its scenario: later steps name a mapping by it */
export const step = (design: Design, before: World, index: number, asked: Operation, choose: Choose): Taken => {
  const block = blockOf(asked)
  if (block !== undefined) return { ...runBlock(design, before, index, block, choose), operation: asked }
  const { needs, run } = operationNamed(asked.kind)!
  const entryPoints = needs(asked)
  if (entryPoints.some((entryPoint) => design[entryPoint] === undefined))
    return { world: before, outcome: NOT_APPLICABLE, operation: asked }
  const world = foundByDriver(before, asked, entryPoints)
  if (world === undefined) return { world: before, outcome: SKIPPED, operation: asked }
  const operation = settle(world, asked)
  if (operation === undefined) return { world, outcome: SKIPPED, operation: asked }
  const call = { k: world.kernel, hw: world.hw, choose }
  const { world: after, outcome } = run({ design, world, index, call }, operation)
  return { world: withContents(world, after, { index, operation, outcome }), outcome, operation }
}
