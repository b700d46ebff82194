/**
 * What is meant by pages of processes, whatever a kernel does with them: the ledger of memory that moves.
 *
 * A page of a process means an object, wherever the object lies now. Private memory is an object of its process alone, shared
 * memory one of all that map it. Written from what operations were asked, and from whether they succeeded; no page table,
 * count or device is known here. Functions work on a draft.
 */

/** Memory with a content, wherever it lies. */
export interface MeantObject {
  /** What was last written: a tag; 0: nothing yet. Several, while or since writes overlapped: any of them is right. */
  values: readonly number[]
  readonly shared: boolean
}

/** What a process may do with a page. */
export interface MeantPage {
  readonly object: number
  readonly read: boolean
  readonly write: boolean
}

/** Pages held by a pin, by the object that each was when it was pinned; undefined: it was taken away meanwhile. */
export interface MeantPin {
  readonly process: number
  readonly start: number
  readonly objects: readonly (number | undefined)[]
  readonly write: boolean
}

/** A buffer that is lent: what was last written, and the step that took it away. */
export interface MeantLent {
  readonly values: readonly number[]
  readonly ended?: number
}

export interface Meant {
  /** By process, by page. */
  readonly pages: Record<number, Record<number, MeantPage>>
  readonly objects: Record<number, MeantObject>
  /** By index of the step that pinned. */
  readonly pins: Record<number, MeantPin>
  /** By index of the step that exported. */
  readonly lent: Record<number, MeantLent>
  /** By page of a device's static range: the object that it is, whoever maps it. */
  readonly range: Record<number, number>
  unused: number
}

export interface PageRange {
  readonly process: number
  readonly start: number
  readonly end: number
}

interface Protection {
  readonly read: boolean
  readonly write: boolean
}

export const nothingMeant = (): Meant => ({ pages: { 0: {} }, objects: {}, pins: {}, lent: {}, range: {}, unused: 0 })

/** The object that a page means, by number. */
export const objectAt = ({ pages }: Meant, process: number, page: number): number | undefined =>
  pages[process]?.[page]?.object

export const meantAt = (meant: Meant, process: number, page: number): MeantObject | undefined => {
  const object = objectAt(meant, process, page)
  return object === undefined ? undefined : meant.objects[object]
}

const newObject = (meant: Meant, values: readonly number[], shared: boolean): number => {
  const object = meant.unused++
  meant.objects[object] = { values, shared }
  return object
}

const pagesOf = ({ start, end }: PageRange): number[] => Array.from({ length: end - start }, (_, i) => start + i)

/** New memory. */
export const mapped = (
  meant: Meant,
  range: PageRange,
  protection: Protection,
  { values, shared }: MeantObject,
): void => {
  for (const page of pagesOf(range))
    meant.pages[range.process][page] = { object: newObject(meant, values, shared), ...protection }
}

/** A static range from its first page on: the same memory for whoever maps it. */
export const mappedAsItLies = (meant: Meant, range: PageRange, protection: Protection): void => {
  for (const [i, page] of pagesOf(range).entries()) {
    meant.range[i] ??= newObject(meant, [0], true)
    meant.pages[range.process][page] = { object: meant.range[i], ...protection }
  }
}

export const unmapped = ({ pages }: Meant, range: PageRange): void => {
  for (const page of pagesOf(range)) delete pages[range.process][page]
}

/** Up to the first page that is not there, as the call stops at it. */
export const protectedAs = ({ pages }: Meant, range: PageRange, { read, write }: Protection): void => {
  const table = pages[range.process]
  for (const page of pagesOf(range)) {
    if (table[page] === undefined) return
    table[page] = { object: table[page].object, read, write }
  }
}

/**
 * Private memory that was dropped is empty again: another object, so that whoever pinned the old one still means that. Of
 * shared memory only the mapping is gone, and comes back.
 */
export const dropped = (meant: Meant, range: PageRange): void => {
  const table = meant.pages[range.process]
  for (const page of pagesOf(range)) {
    if (table[page] === undefined || meant.objects[table[page].object].shared) continue
    table[page] = { ...table[page], object: newObject(meant, [0], false) }
  }
}

/** The child has the same in shared memory, and copies of all else. */
export const forked = (meant: Meant, parent: number, child: number): void => {
  meant.pages[child] = Object.fromEntries(
    // A parent that exited meanwhile leaves nothing.
    Object.entries(meant.pages[parent] ?? {}).map(([page, { object, ...may }]) => {
      const { values, shared } = meant.objects[object]
      return [page, { object: shared ? object : newObject(meant, values, false), ...may }]
    }),
  )
}

export const exited = (meant: Meant, process: number): void => {
  delete meant.pages[process]
}

export const written = (meant: Meant, process: number, page: number, value: number): void => {
  const object = meantAt(meant, process, page)
  if (object !== undefined) object.values = [value]
}

/** Where several values are right, the first to read settles it. */
export const read = (meant: Meant, process: number, page: number, value: number): void => {
  const object = meantAt(meant, process, page)
  if (object?.values.includes(value)) object.values = [value]
}

/** By page: the object that it means. */
const objectsOf = (meant: Meant, range: PageRange): readonly (number | undefined)[] =>
  pagesOf(range).map((page) => objectAt(meant, range.process, page))

/** @param before what the pages meant when the pin began: of one that means something else by now nobody can say which is held */
export const pinned = (
  meant: Meant,
  step: number,
  pin: PageRange & { readonly write: boolean },
  before?: readonly (number | undefined)[],
): void => {
  const { process, start, write } = pin
  const now = objectsOf(meant, pin)
  const objects = before === undefined ? now : now.map((object, i) => (object === before[i] ? object : undefined))
  meant.pins[step] = { process, start, objects, write }
}

/** The first object that a pin holds. */
export const meantThrough = ({ pins, objects }: Meant, step: number): MeantObject | undefined => {
  const object = pins[step]?.objects[0]
  return object === undefined ? undefined : objects[object]
}
