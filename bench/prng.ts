/* oxlint-disable no-bitwise -- a random generator works on 32-bit words; no address comes near it */
/**
 * Random answers to `choose` without asking fast-check each time: sfc32, one state a seed.
 *
 * Source: C. Doty-Humphrey, PractRand, `sfc32`.
 */
import type { Choose } from '../model/choose.ts'

/** @param seed any 32-bit integer; other seeds give other sequences */
export const choosing = (seed: number): Choose => {
  let [a, b, c, counter] = [0, seed | 0, seed ^ 0x9e3779b9, 1]
  const next = (): number => {
    const out = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + out
    return out >>> 0
  }
  for (let i = 0; i < 12; i++) next()
  return (_, n) => Math.floor((next() / 2 ** 32) * n)
}
