/**
 * What tells two worlds apart between two steps of a sequence about memory that moves: all that later steps depend on.
 *
 * A step leaves its number in what it writes and in what it pins. Here the numbers are names, by the place of their first
 * mention: two sequences that differ in nothing else come to one world.
 */
import type { Meant } from '../../model/memory/meant.ts'
import { keyOf } from '../../model/schedule/key.ts'
import type { World } from '../../model/world.ts'

/** Names of numbers: `a0` for the first that is mentioned. */
const naming = (prefix: string): ((number: number) => string) => {
  const known = new Map<number, string>()
  return (number) => {
    const name = known.get(number) ?? `${prefix}${known.size}`
    known.set(number, name)
    return name
  }
}

const values = <A, B>(record: Readonly<Record<number, A>>, of: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]))

/** Objects that nobody can name any more are left out. */
const meantIn = (meant: Meant, tag: (value: number) => string): unknown => {
  const object = naming('object ')
  const mentioned = new Map<string, number>()
  const name = (of: number): string => {
    const named = object(of)
    mentioned.set(named, of)
    return named
  }
  const pages = values(meant.pages, (of) => values(of, (page) => ({ ...page, object: name(page.object) })))
  const pins = Object.values(meant.pins).map((pin) => ({
    ...pin,
    objects: pin.objects.map((one) => (one === undefined ? undefined : name(one))),
  }))
  const objects = [...mentioned].map(([named, of]) => {
    const { values: written, shared } = meant.objects[of]
    return [named, written.map(tag), shared]
  })
  return [pages, pins, objects]
}

/**
 * @param besides what whoever goes on depends on, too
 */
export const keyOfSequence = ({ mm, meant }: Pick<World, 'mm' | 'meant'>, besides: unknown): string => {
  const written = naming('tag ')
  const tag = (value: number): string => (value === 0 ? 'nothing' : written(value))
  const told = meantIn(meant, tag)
  const content = values(mm.memory.content, tag) as unknown as typeof mm.memory.content
  // The pins that are there, in the order in which they were made.
  const held = Object.values(mm.held)
  return keyOf({ ...mm, held, memory: { ...mm.memory, content } }, [], [told, besides])
}
