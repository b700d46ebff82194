/**
 * Memory of an operation, put where it is: an object lies where the run has put it, and a BAR's bytes are those of whoever gave
 * them struct pages last.
 */
import { advance, within } from './address.ts'
import type { Operation } from './operations/index.ts'
import { OBJECT, RAM, type Segment } from './place.ts'
import type { World } from './world.ts'

/** The operation with every segment in its place, itself if that is where it says; undefined: an object that it names was never given. */
export const settle = (world: World, operation: Operation): Operation | undefined => {
  const { names, isFixed } = memoryOf(operation)
  // Where nothing was given, there is nothing that could have been put elsewhere.
  if (names.length === 0 || (isFixed && world.objects.size === 0)) return operation
  const settled = { ...operation } as unknown as Record<string, Segment | readonly Segment[] | undefined>
  for (const name of names) {
    const value = settled[name]!
    settled[name] = isList(value) ? placedAll(world, value) : placed(world, value)
    if (settled[name] === undefined) return undefined
  }
  return settled as unknown as Operation
}

/** Words of an operation that hold memory, and whether none of it is an object's. */
interface Memory {
  readonly names: readonly string[]
  readonly isFixed: boolean
}

/** One operation is asked of every design. */
const memoryOf = (operation: Operation): Memory => {
  const known = memories.get(operation)
  if (known !== undefined) return known
  const words = Object.entries(operation).filter(([, value]) => isSegment(value) || isList(value))
  const segments = words.flatMap(([, value]) => value as Segment | readonly Segment[])
  const memory = { names: words.map(([name]) => name), isFixed: segments.every(({ owner }) => owner !== OBJECT) }
  memories.set(operation, memory)
  return memory
}
const memories = new WeakMap<Operation, Memory>()

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
