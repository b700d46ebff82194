/**
 * What may be read while operations are under way: the ledger holds a set of values, and who reads meanwhile may see any of
 * them.
 *
 * A write may have landed from its first step on, and has landed when it ends; of writes that overlap either may be the last.
 * Memory that is dropped is written with 0, in this respect.
 */
import { meantAt, objectAt, type Meant } from '../memory/meant.ts'
import type { Operation } from '../operations/index.ts'

/** A page of a process. */
export interface Spot {
  readonly process: number
  readonly page: number
}

/** An operation under way: what it may see, and which writes overlap it. */
export interface InFlight {
  readonly spots: readonly Spot[]
  /** By place in `spots`: the object that it meant when it began. */
  readonly objects: readonly (number | undefined)[]
  /** What it writes; undefined: it only reads. */
  readonly tag: number | undefined
  /** By place in `spots`: values that were right at some time since it began. */
  readonly seen: readonly (readonly number[])[]
  /** By place in `spots`: values that others wrote meanwhile. */
  readonly others: readonly (readonly number[])[]
}

const joined = (a: readonly number[], b: readonly number[]): number[] =>
  [...new Set([...a, ...b])].toSorted((x, y) => x - y)

const valuesAt = (meant: Meant, { process, page }: Spot): readonly number[] =>
  meantAt(meant, process, page)?.values ?? []

/** Pages that an operation is about, of process 0 unless it says another; none: the ledger says nothing of what it reads. */
export const spotsOf = (operation: Operation): Spot[] => {
  const {
    process = 0,
    page,
    pages,
  } = operation as {
    readonly process?: number
    readonly page?: number
    readonly pages?: readonly [number, number]
  }
  if (page !== undefined) return [{ process, page }]
  if (pages === undefined) return []
  return Array.from({ length: pages[1] - pages[0] }, (_, i) => ({ process, page: pages[0] + i }))
}

/** An operation begins: what it writes may be read from now on. */
export const begun = (
  meant: Meant,
  spots: readonly Spot[],
  tag: number | undefined,
  under: readonly InFlight[],
): InFlight => {
  const others = spots.map((spot) => writtenBy(under, spot))
  if (tag !== undefined)
    for (const { process, page } of spots) {
      const object = meantAt(meant, process, page)
      if (object !== undefined) object.values = joined(object.values, [tag])
    }
  const objects = spots.map(({ process, page }) => objectAt(meant, process, page))
  return { spots, objects, tag, seen: spots.map((spot) => valuesAt(meant, spot)), others }
}

/** What some operations write to a page. */
const writtenBy = (flights: readonly InFlight[], { process, page }: Spot): number[] =>
  flights.flatMap(({ tag, spots }) =>
    tag !== undefined && spots.some((spot) => spot.process === process && spot.page === page) ? [tag] : [],
  )

/** A step was taken: whoever is under way may have seen what was right before it, and what is now. */
export const passed = (meant: Meant, flight: InFlight, under: readonly InFlight[]): InFlight => ({
  ...flight,
  seen: flight.spots.map((spot, i) => joined(flight.seen[i], valuesAt(meant, spot))),
  others: flight.spots.map((spot, i) =>
    joined(
      flight.others[i],
      writtenBy(
        under.filter((other) => other !== flight),
        spot,
      ),
    ),
  ),
})

/** It ended, and the ledger says what it wrote: writes that overlapped it may have come after. */
export const settled = (meant: Meant, { tag, spots, others }: InFlight): void => {
  if (tag === undefined) return
  spots.forEach(({ process, page }, i) => {
    const object = meantAt(meant, process, page)
    if (object !== undefined) object.values = joined(object.values, others[i])
  })
}
