/** A block taken as one step: all its schedules are gone through, and what they come to is one choice. */
import type { Choose } from '../choose.ts'
import type { Design } from '../kernel/design.ts'
import { DONE, NOT_APPLICABLE, type Stepped } from '../outcome.ts'
import type { World } from '../world.ts'
import type { Block } from './block.ts'
import { explore, type Explored } from './explore.ts'

/** The first step of a block stands for all of it; the others add nothing. */
export const runBlock = (design: Design, world: World, index: number, block: Block, choose: Choose): Stepped => {
  if (design.memory === undefined) return { world, outcome: NOT_APPLICABLE }
  if (index !== block.first) return { world, outcome: DONE }
  const { ends } = explored(design.memory, world, block)
  const { mm, meant, ...outcome } = ends[choose('schedule', ends.length)]
  return { world: { ...world, mm, meant }, outcome: { kind: 'beside', ...outcome } }
}

/** Whoever chooses another schedule comes back with the same world. */
const explored = (memory: object, world: World, block: Block): Explored => {
  const ofWorld = known.get(world) ?? new Map<object, Explored>()
  known.set(world, ofWorld)
  const found = ofWorld.get(memory) ?? explore(memory as never, world, block)
  ofWorld.set(memory, found)
  return found
}
const known = new WeakMap<World, Map<object, Explored>>()
