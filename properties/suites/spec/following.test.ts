/** Runs that begin where the one before leaves them are the runs from the first step. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import naive from '../../../model/designs/proposals/naive-iommu.ts'
import { checkScenario } from '../../../model/scenario/problems.ts'
import type { Scenario } from '../../../model/scenario/file.ts'
import { exhaust } from '../../drivers/drivers.ts'
import { run } from '../../../spec/judge.ts'
import { following } from '../../../spec/reuse/following.ts'
import { map, unmap } from '../kernel/ask.ts'
import { behindIommu } from '../kernel/machines.ts'

const scenario = ((): Scenario => {
  const pages = [0x100000, 0x200000, 0x300000]
  const read = checkScenario({
    machine: behindIommu(),
    steps: [
      ...pages.map((ram, i) => map(`m${i}`, 'B', { ram })),
      unmap('m1'),
      map('again', 'B', { ram: 0x400000 }),
      { dma: { map: 'm0' } },
    ],
  })
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left))
  return read.right
})()

describe('runs one after the other', () => {
  it.each([linux612, naive])('of $id are the runs that there are, in the same order', (design) => {
    const next = following(design, scenario)
    const [anew, followed] = [
      (choose: Parameters<typeof next>[0]) => run(design, scenario, choose),
      (choose: Parameters<typeof next>[0]) => next(choose),
    ].map((way) => {
      const outcomes: string[] = []
      exhaust((choose) => void outcomes.push(JSON.stringify(way(choose).map(({ outcome }) => outcome))))
      return outcomes
    })
    expect(followed).toEqual(anew)
    expect(new Set(followed).size).toBeGreaterThan(8)
  })

  it('take a step again only from the first on that is answered otherwise', () => {
    const next = following(linux612, scenario)
    const first = next(() => 0)
    const second = next((label, n) => (label === 'base of the IOVA range' ? 0 : n - 1))
    expect(second.slice(0, 5)).toEqual(first.slice(0, 5))
    expect(second[4]).toBe(first[4])
  })
})
