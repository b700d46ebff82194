/**
 * The lives of objects in the ledger: begun where an operation gives memory, ended where it is given back.
 */
import type { Segment } from '../place.ts'
import type { MemoryObject, World } from '../world.ts'

/** The world after step `index` gave this memory. */
export const given = (world: World, index: number, memory: Segment, by: MemoryObject['by']): World => ({
  ...world,
  objects: new Map(world.objects).set(index, { ...memory, by }),
})

type IsIt = (object: MemoryObject, step: number) => boolean

const marked = (world: World, mark: Partial<MemoryObject>, isIt: IsIt): World => {
  const objects = new Map(world.objects)
  for (const [step, object] of objects) if (isIt(object, step)) objects.set(step, { ...object, ...mark })
  return { ...world, objects }
}

/** The world after step `index` took the bytes of some objects away; a life goes on as long as somebody holds it. */
export const lost = (world: World, index: number, loses: IsIt): World =>
  marked(world, { lost: index }, (object, step) => object.lost === undefined && loses(object, step))

/** The world after step `index` emptied some objects, which go on where they are. */
export const emptied = (world: World, index: number, empties: IsIt): World => marked(world, { emptied: index }, empties)

/** The world after step `index` ended the lives of some objects. */
export const ended = (world: World, index: number, ends: IsIt): World =>
  marked(world, { ended: index }, (object, step) => object.ended === undefined && ends(object, step))
