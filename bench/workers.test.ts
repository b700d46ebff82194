import { expect, it } from 'vitest'
import type { Sweep } from '../properties/search/sweep.ts'
import { bytesOf, sweepWith } from './workers.ts'

const sweeps: readonly Sweep[] = [
  { driver: 'random', scope: 'wide', runs: 4, seed: 1 },
  { driver: 'random', scope: 'wide', runs: 2, seed: 2 },
  { driver: 'random', scope: 'wide', runs: 1, seed: 3 },
]

it('two workers answer in the same bytes as one', async () => {
  const [one, two] = await Promise.all([1, 2].map((workers) => sweepWith(workers, sweeps)))
  expect(one.map(({ runs }) => runs)).toEqual([4, 2, 1])
  expect(one[0].drawn.size).toBe(4)
  expect(bytesOf(two)).toBe(bytesOf(one))
  expect(bytesOf(one.toReversed())).not.toBe(bytesOf(one))
})
