/** Owners of private memory: whichever links there are, and in whatever order devices come. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EBUSY } from '../../../../model/kernel/errno.ts'
import { acquireBy, firstLinked, type AcquireOwner } from '../../../../model/kernel/gpu/drm-pagemap.ts'
import { fewestGroups } from '../../../../model/kernel/gpu/owner-cover.ts'
import { memoryOf, notifierOf } from '../../../../model/kernel/lib/test-hmm/mirror.ts'
import { copied, type MmState } from '../../../../model/kernel/mm/state.ts'
import { power, type Hw } from '../../../../model/machine/columns.ts'
import { layOut } from '../../../../model/machine/layout.ts'
import type { MachineFile } from '../../../../model/machine/file.ts'
import { bootMemory } from '../../../../model/memory/boot.ts'

const NAMES = ['A', 'B', 'C', 'D', 'E']
const PAIRS = NAMES.flatMap((a, i) => NAMES.slice(i + 1).map((b) => [a, b] as const))

const machineOf = (pairs: readonly (readonly [string, string])[]): MachineFile => ({
  hosts: [{ name: 'hb0' }],
  functions: NAMES.map((name) => ({
    name,
    type: 'root complex integrated endpoint',
    on: 'hb0',
    memory: { pages: 1 },
  })),
  interconnects: pairs.flatMap(([a, b]) => [
    { from: a, to: b },
    { from: b, to: a },
  ]),
})

const powered = (pairs: readonly (readonly [string, string])[]): Hw => power(layOut(machineOf(pairs)))

const joined = (acquire: AcquireOwner, hw: Hw, order: readonly number[]): MmState => {
  const mm = copied(bootMemory(hw.machine))
  for (const device of order) expect(acquire(mm, hw, device)).toBe(0)
  return mm
}

/** Groups by what owners are equal, each in the order of the machine. */
const groupsIn = (mm: MmState): string[] => {
  const owners = NAMES.map((_, f) => memoryOf(mm, f)!.owner)
  const groups = [...new Set(owners)].map((owner) => NAMES.filter((_, f) => owners[f] === owner).join(''))
  return groups.toSorted()
}

const ORDER = fc.shuffledSubarray(
  NAMES.map((_, f) => f),
  { minLength: NAMES.length },
)
const LINKS = fc.subarray(PAIRS)
const greedy = acquireBy(firstLinked)
const fewest = acquireBy(fewestGroups)

const areLinked = (pairs: readonly (readonly [string, string])[], group: string): boolean =>
  PAIRS.every(([a, b]) => !(group.includes(a) && group.includes(b)) || pairs.some(([c, d]) => a === c && b === d))

describe('devices that are given owners', () => {
  it('are linked if they have one owner, whichever way groups are made', () => {
    fc.assert(
      fc.property(LINKS, ORDER, (pairs, order) => {
        for (const acquire of [greedy, fewest])
          for (const group of groupsIn(joined(acquire, powered(pairs), order)))
            expect(areLinked(pairs, group)).toBe(true)
      }),
    )
  })

  it('get the same owners in any order if there are to be as few as can be, and never more than by who comes first', () => {
    fc.assert(
      fc.property(LINKS, ORDER, (pairs, order) => {
        const hw = powered(pairs)
        const least = groupsIn(joined(fewest, hw, order))
        expect(groupsIn(joined(fewest, hw, [0, 1, 2, 3, 4]))).toEqual(least)
        expect(least.length).toBeLessThanOrEqual(groupsIn(joined(greedy, hw, order)).length)
      }),
    )
  })

  it('get other owners in another order if they join the first group that they are linked with', () => {
    const path = powered([
      ['A', 'B'],
      ['B', 'C'],
    ])
    expect(groupsIn(joined(greedy, path, [0, 1, 2, 3, 4]))).toEqual(['AB', 'C', 'D', 'E'])
    expect(groupsIn(joined(greedy, path, [1, 2, 0, 3, 4]))).toEqual(['A', 'BC', 'D', 'E'])
  })

  it('stand together in the list if they have one owner', () => {
    const hw = powered([
      ['A', 'C'],
      ['B', 'D'],
    ])
    expect(joined(greedy, hw, [0, 1, 2, 3, 4]).peers).toEqual([0, 2, 1, 3, 4])
  })

  it('keep the owner that they have while somebody has a page of their memory', () => {
    const hw = powered([['A', 'B']])
    const mm = joined(greedy, hw, [1])
    mm.pages[memoryOf(mm, 0)!.first].refs = 1
    expect(greedy(mm, hw, 0)).toBe(-EBUSY)
    expect(memoryOf(mm, 0)!.owner).toBe('A')
    mm.pages[memoryOf(mm, 0)!.first].refs = 0
    expect(greedy(mm, hw, 0)).toBe(0)
    expect(memoryOf(mm, 0)!.owner).toBe(memoryOf(mm, 1)!.owner)
    expect(notifierOf({ w: mm }, 0).skip).toBe(memoryOf(mm, 1)!.owner)
  })
})
