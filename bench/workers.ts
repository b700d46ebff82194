/**
 * `npm run bench -- workers`: the same looks in one thread and in two. The answers must be the same bytes.
 */
import { availableParallelism } from 'node:os'
import { designs } from '../model/designs/index.ts'
import type { Look, Looked } from '../properties/look.ts'
import { lookInThreads } from '../properties/pool.ts'
import { rules } from '../spec/rules/index.ts'
import { median } from './measure.ts'

const looksOf = (looks: number, runs: number): Look[] =>
  Array.from({ length: looks }, (_, i) => ({ driver: 'random', scope: 'wide', runs, seed: i + 1 }))

/** Everything that was seen, as text; sets in the order they were filled. */
export const bytesOf = (looked: readonly Looked[]): string =>
  JSON.stringify(looked, (_, value: unknown) => (value instanceof Set || value instanceof Map ? [...value] : value))

export const lookWith = (workers: number, looks: readonly Look[]): Promise<Looked[]> =>
  lookInThreads({ workers })(looks, rules, designs)

const ROUNDS = 5

export const workers = async (print: (text: string) => void): Promise<void> => {
  const looks = looksOf(16, 30)
  const ratios: number[] = []
  const seconds: [number, number][] = []
  for (let round = 0; round < ROUNDS; round++) {
    const taken: number[] = []
    const bytes: string[] = []
    for (const n of round % 2 === 0 ? [1, 2] : [2, 1]) {
      const start = performance.now()
      bytes.push(bytesOf(await lookWith(n, looks)))
      taken[n] = (performance.now() - start) / 1000
    }
    if (bytes[0] !== bytes[1]) throw new Error('one worker and two: found different answers; accepted: the same bytes')
    ratios.push(taken[1] / taken[2])
    seconds.push([taken[1], taken[2]])
  }
  const [one, two] = [0, 1].map((i) => median(seconds.map((pair) => pair[i])).toFixed(1))
  print(
    `16 looks of 30 runs in scope wide, every rule and design, threads started anew:\n` +
      `  one worker ${one} s, two workers ${two} s of wall time; two are ${median(ratios).toFixed(2)} times as fast ` +
      `(${Math.min(...ratios).toFixed(2)} .. ${Math.max(...ratios).toFixed(2)}, median of ${ROUNDS} paired rounds)\n` +
      `  same bytes in every round; ${availableParallelism()} processors. Means something on an idle machine only.`,
  )
}
