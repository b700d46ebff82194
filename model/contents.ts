/**
 * What a step leaves in memory: in truth, by where its requests landed and what the CPU copied; as it was meant, by its operation alone.
 */
import type { Phys } from './address.ts'
import { copied, emptied, erased, stored } from './hardware/contents.ts'
import { deliverFromCpu } from './hardware/from-cpu.ts'
import type { Landing } from './hardware/landing.ts'
import type { CpuTouch } from './kernel/effects.ts'
import type { Hw } from './machine/columns.ts'
import type { Bytes, Contents } from './machine/contents.ts'
import type { Operation } from './operations/index.ts'
import type { Outcome } from './outcome.ts'
import { RAM, type Place, type Segment } from './place.ts'
import type { Transaction, Transfer } from './transfer.ts'
import type { MemoryObject, World } from './world.ts'

/** A step that was taken. */
interface Took {
  readonly index: number
  readonly operation: Operation
  readonly outcome: Outcome
}

/** The world after a step, with what the step left in memory. */
export const withContents = (before: World, after: World, took: Took): World => {
  const gone = goneAway(before.hw, after.hw)
  const contents = emptied(left(after.hw, took), gone)
  const written = emptied(meant(forgotten(before, after), before, took), gone)
  const hw = contents === after.hw.contents ? after.hw : { ...after.hw, contents }
  return hw === after.hw && written === after.written ? after : { ...after, hw, written }
}

/** Functions that were reset, or pulled out: what was in their memory is no more (RT-30). */
const goneAway = ({ decodes: before }: Hw, { decodes: after }: Hw): readonly number[] =>
  before === after ? NOBODY : [...before.keys()].filter((f) => before[f] && !after[f])
const NOBODY: readonly number[] = []

/** In truth. */
const left = (hw: Hw, { index, outcome }: Took): Contents => {
  if (outcome.kind === 'transfer') {
    if (outcome.access === 'read') return hw.contents
    const arrived = outcome.transactions.reduce((now, one) => landed(now, one, index), hw.contents)
    return outcome.cpu.length === 0 ? arrived : byCpu(hw, arrived, outcome.cpu, index)
  }
  if (outcome.kind === 'copied')
    return outcome.writes === true ? byCpu(hw, hw.contents, outcome.cpu, index) : hw.contents
  const touches = 'cpu' in outcome ? outcome.cpu : undefined
  return touches === undefined ? hw.contents : touches.reduce((now, touch) => moved(hw, now, touch), hw.contents)
}

/** Where a request ended, in memory. */
export const placeOf = (landing: Landing): Place | undefined => {
  if (landing.kind === 'ram') return { owner: RAM, at: landing.address }
  return landing.kind === 'bar' || landing.kind === 'read lost'
    ? { owner: landing.owner, at: landing.offset }
    : undefined
}

const landed = (contents: Contents, { landing, length, position }: Transaction, by: number): Contents => {
  const place = placeOf(landing)
  return place === undefined ? contents : stored(contents, { ...place, length }, { by, from: position })
}

/** What the CPU sees at an address; undefined: no memory. */
export const seenByCpu = (hw: Hw, phys: Phys): Place | undefined => placeOf(deliverFromCpu(hw, phys, 'read'))

/** The CPU writes what it touches, from the first byte on. */
const byCpu = (hw: Hw, contents: Contents, touches: readonly CpuTouch[], by: number): Contents => {
  let now = contents
  let from = 0
  for (const { phys, length } of touches) {
    const place = seenByCpu(hw, phys)
    if (place !== undefined) now = stored(now, { ...place, length }, { by, from })
    from += length
  }
  return now
}

const moved = (hw: Hw, contents: Contents, { copied: copy, length }: CpuTouch): Contents => {
  if (copy === undefined) return contents
  const [from, to] = [seenByCpu(hw, copy.from), seenByCpu(hw, copy.to)]
  if (to === undefined) return contents
  return from === undefined ? erased(contents, { ...to, length }) : copied(contents, from, to, length)
}

/** As it was meant. */
const meant = (written: Contents, before: World, { index, operation, outcome }: Took): Contents => {
  if (operation.kind === 'dma' && outcome.kind === 'transfer' && outcome.access !== 'read') {
    // Whoever goes on after the unmap means nothing by it.
    const now = operation.late ? written : writes(written, before, operation.map, index)
    return open(now, before, operation.map, outcome)
  }
  if (outcome.kind === 'copied' && outcome.writes === true && 'map' in operation)
    return writes(written, before, operation.map, index)
  return written
}

/** All of a list, in its order: what lives, and where it answers. */
const writes = (written: Contents, { ledger, objects, hw }: World, map: number, by: number): Contents => {
  let now = written
  let from = 0
  for (const segment of ledger.get(map)!.meant) {
    if (isThere(hw, segment, objects.get(segment.object ?? -1))) now = stored(now, bytesOf(segment), { by, from })
    from += segment.length
  }
  return now
}

const isThere = ({ machine: m, decodes }: Hw, { owner }: Place, object: MemoryObject | undefined): boolean => {
  const isAway = owner !== RAM && m.decodes[owner] && !decodes[owner]
  return !isAway && object?.ended === undefined && object?.lost === undefined
}

const bytesOf = ({ owner, at, length }: Segment): Bytes => ({ owner, at, length })

/** The part of a list that begins so many bytes into it, place by place. */
export const placesIn = (list: readonly Segment[], position: number, length: number): Bytes[] => {
  const places: Bytes[] = []
  let start = 0
  for (const { owner, at, length: bytes } of list) {
    const from = Math.max(position, start)
    const to = Math.min(position + length, start + bytes)
    if (from < to) places.push({ owner, at: at + from - start, length: to - from })
    start += bytes
  }
  return places
}

/** Where the specification leaves open what became of a request, nobody can say what is there. */
const open = (written: Contents, { ledger }: World, map: number, { transactions }: Transfer): Contents => {
  let now = written
  for (const { landing, position, length } of transactions) {
    if (landing.kind !== 'undefined') continue
    const { touched } = landing
    const places = placesIn(ledger.get(map)!.meant, position, length)
    if (touched !== undefined) places.push({ owner: touched.owner, at: touched.offset, length })
    now = places.reduce(erased, now)
  }
  return now
}

/** Of an object that begins, and of one that ends, nothing is written. */
const forgotten = ({ objects: before }: World, { objects, written }: World): Contents => {
  if (before === objects) return written
  let now = written
  for (const [step, object] of objects) {
    const was = before.get(step)
    if (was !== object && object.by !== 'pages') now = erased(now, bytesOf(object))
  }
  return now
}
