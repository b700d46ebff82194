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

/** The world after step `index` took the bytes of some objects away; a life goes on as long as somebody holds it. */
export const lost = (world: World, index: number, loses: (object: MemoryObject) => boolean): World => {
  const objects = new Map(world.objects)
  for (const [step, object] of objects)
    if (object.lost === undefined && loses(object)) objects.set(step, { ...object, lost: index })
  return { ...world, objects }
}

/** The world after step `index` emptied some objects, which go on where they are. */
export const emptied = (world: World, index: number, empties: (object: MemoryObject) => boolean): World => {
  const objects = new Map(world.objects)
  for (const [step, object] of objects) if (empties(object)) objects.set(step, { ...object, emptied: index })
  return { ...world, objects }
}

/** The world after step `index` ended the lives of some objects. */
export const ended = (world: World, index: number, ends: (object: MemoryObject, step: number) => boolean): World => {
  const objects = new Map(world.objects)
  for (const [step, object] of objects)
    if (object.ended === undefined && ends(object, step)) objects.set(step, { ...object, ended: index })
  return { ...world, objects }
}
