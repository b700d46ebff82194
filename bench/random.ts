/**
 * Random drivers for a generator over `choose`: the one of the project, one fast-check run a case, and in bulk.
 */
import * as fc from 'fast-check'
import type { Choose } from '../model/choose.ts'
import { choosing } from './prng.ts'

/** As properties/drivers.ts does it: fast-check draws every choice, and shrinks by `smaller`. */
class Generated<T> extends fc.Arbitrary<T> {
  readonly make: (choose: Choose) => T
  readonly smaller: (value: T) => readonly T[]
  constructor(make: (choose: Choose) => T, smaller: (value: T) => readonly T[]) {
    super()
    this.make = make
    this.smaller = smaller
  }
  override generate(mrng: fc.Random): fc.Value<T> {
    return new fc.Value(
      this.make((_, n) => mrng.nextInt(0, n - 1)),
      undefined,
    )
  }
  override canShrinkWithoutContext(value: unknown): value is T {
    return value !== undefined
  }
  override shrink(value: T): fc.Stream<fc.Value<T>> {
    return fc.Stream.of(...this.smaller(value).map((candidate) => new fc.Value(candidate, undefined)))
  }
}

export const generated = <T>(make: (choose: Choose) => T, smaller: (value: T) => readonly T[]): fc.Arbitrary<T> =>
  new Generated(make, smaller)

/** Cases that one run of fast-check stands for, in bulk. */
export const BULK = 256

/**
 * A property of seeds: fast-check draws one, a generator of random numbers answers the choices of `BULK` cases.
 * `holds` has to shrink for itself. Seeds are drawn evenly: fast-check's bias to small numbers would repeat them.
 */
export const inBulk = (holds: (choose: Choose) => boolean) =>
  fc.property(fc.noBias(fc.maxSafeInteger()), (seed) => {
    const choose = choosing(seed)
    for (let i = 0; i < BULK; i++) if (!holds(choose)) return false
    return true
  })
