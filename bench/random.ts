/**
 * The random driver in bulk: many cases a run of fast-check. The project's own, a run a case, is `generated` of
 * properties/drivers/drivers.ts.
 */
import * as fc from 'fast-check'
import type { Choose } from '../model/choose.ts'
import { choosing } from './prng.ts'

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
