/**
 * Memory of an operation, put where it is: an object lies where the run has put it, and a BAR's bytes are those of whoever gave
 * them struct pages last.
 */
import { advance, within } from './address.ts'
import type { Operation } from './operations/index.ts'
import { OBJECT, RAM, type Segment } from './place.ts'
import type { World } from './world.ts'

/** The operation with every segment in its place; undefined: an object that it names was never given. */
export const settle = (world: World, operation: Operation): Operation | undefined => {
  const names = namingMemory(operation)
  if (names.length === 0) return operation
  const settled = { ...operation } as unknown as Record<string, Segment | readonly Segment[] | undefined>
  for (const name of names) {
    const value = settled[name]!
    settled[name] = isList(value) ? placedAll(world, value) : placed(world, value)
    if (settled[name] === undefined) return undefined
  }
  return settled as unknown as Operation
}

/** Words of the operation that hold memory; one operation is asked of every design. */
const namingMemory = (operation: Operation): readonly string[] => {
  const known = naming.get(operation)
  if (known !== undefined) return known
  const names = Object.entries(operation).flatMap(([name, value]) => (isSegment(value) || isList(value) ? [name] : []))
  naming.set(operation, names)
  return names
}
const naming = new WeakMap<Operation, readonly string[]>()

const isSegment = (value: unknown): value is Segment => typeof value === 'object' && value !== null && 'phys' in value
const isList = (value: unknown): value is readonly Segment[] =>
  Array.isArray(value) && value.length > 0 && value.every(isSegment)

const placed = ({ objects }: World, segment: Segment): Segment | undefined => {
  if (segment.owner === RAM) return segment
  if (segment.owner !== OBJECT) {
    const object = coveringPages(objects, segment)
    return object === undefined ? segment : { ...segment, object }
  }
  const object = objects.get(segment.object!)
  if (object === undefined) return undefined
  const { owner, at, phys } = object
  return { ...segment, owner, at: at + segment.at, phys: advance(phys, segment.at) }
}

const placedAll = (world: World, list: readonly Segment[]): readonly Segment[] | undefined => {
  const all = list.map((segment) => placed(world, segment))
  return all.every((segment) => segment !== undefined) ? all : undefined
}

/** The pages that the segment begins in: of those given, the last. */
const coveringPages = (objects: World['objects'], { owner, at }: Segment): number | undefined => {
  let covering: number | undefined
  for (const [step, object] of objects)
    if (object.by === 'pages' && object.owner === owner && within(at, object.at, object.length)) covering = step
  return covering
}
