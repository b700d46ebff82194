/**
 * The third way to answer `choose`: at random. It is an ordinary `fc.Arbitrary`, so a suite is an ordinary fast-check
 * property. It has a file of its own, for who only replays or explains need not load fast-check.
 */
import * as fc from 'fast-check'
import type { Choose } from '../../model/choose.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { generate } from '../generate/generate.ts'
import type { Scope } from '../scopes/scope.ts'
import { smaller } from '../shrink/shrink.ts'

/** What a generator makes of random choices, for fast-check: shrunk by `smaller`. */
class Generated<T> extends fc.Arbitrary<T> {
  readonly make: (choose: Choose) => T
  readonly smaller: (value: T) => Iterable<T>
  constructor(make: (choose: Choose) => T, smaller: (value: T) => Iterable<T>) {
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
    return fc.stream(valuesOf(this.smaller(value)))
  }
}

function* valuesOf<T>(candidates: Iterable<T>): Generator<fc.Value<T>> {
  for (const candidate of candidates) yield new fc.Value(candidate, undefined)
}

export const generated = <T>(make: (choose: Choose) => T, smaller: (value: T) => Iterable<T>): fc.Arbitrary<T> =>
  new Generated(make, smaller)

/** Scenarios of `scope` for fast-check. */
export const scenarios = (scope: Scope): fc.Arbitrary<ScenarioFile> =>
  generated((choose) => generate(scope, choose), smaller)
