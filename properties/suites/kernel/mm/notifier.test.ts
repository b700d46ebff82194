/**
 * Interval notifiers by themselves: who is told, when a sequence is odd, and what a driver's table loses. Expectations are those of
 * mm/mmu_notifier.c (MN-1 to MN-9) and of `dmirror_interval_invalidate` (HM-15), Linux 6.12.117.
 */
import { describe, expect, it } from 'vitest'
import {
  EVERYTHING,
  endInvalidating,
  insertNotifier,
  mustRetry,
  notifierNamed,
  startInvalidating,
  type EventName,
} from '../../../../model/kernel/mm/device/notifier.ts'
import type { Mm } from '../../../../model/kernel/mm/parts.ts'
import type { MapSpec } from '../../../../model/kernel/mm/state.ts'
import { called, newMm as mmWith, stepping } from './stepping.ts'

const GPU = 7
const newMm = (...maps: MapSpec[]): Mm => mmWith(maps)
const sequenceOf = ({ w }: Mm): number => w.processes[0].sequence
const toldIn = ({ w }: Mm): string[] => w.told.map(({ n, event }) => `${n} ${event}`)
const change = (k: Mm, event: EventName, range: readonly [number, number], owner?: string): void => {
  startInvalidating(k, 0, event, range, owner)
  endInvalidating(k, 0)
}

describe('who is told of a change of pages 2 to 4', () => {
  /** `interval_tree_iter_first(start, end - 1)`: whose range has a page of it. */
  const RANGES: readonly (readonly [from: number, to: number, isTold: boolean])[] = [
    [0, 2, false],
    [0, 3, true],
    [3, 4, true],
    [0, 9, true],
    [4, 9, true],
    [5, 9, false],
  ]
  it.each(RANGES)('a notifier over %i to %i: %s', (from, to, isTold) => {
    const k = newMm()
    insertNotifier(k, 0, 1, from, to, undefined)
    change(k, 'CLEAR', [2, 5])
    expect(toldIn(k)).toEqual(isTold ? ['1 CLEAR:2-5'] : [])
    expect(mustRetry(notifierNamed(k, 1))).toBe(isTold)
  })

  it('nobody of another process', () => {
    const k = newMm()
    insertNotifier(k, 1, 1, 0, 9, undefined)
    change(k, 'CLEAR', [2, 5])
    expect(toldIn(k)).toEqual([])
  })

  it.each([
    ['MIGRATE', 'A', 'MIGRATE/A:2-5'],
    ['MIGRATE', undefined, 'MIGRATE/-:2-5'],
    ['EXCLUSIVE', 'A', 'EXCLUSIVE/A:2-5'],
    ['CLEAR', 'A', 'CLEAR:2-5'],
  ] as const)('%s of owner %s is told as %s (MN-9)', (event, owner, told) => {
    const k = newMm()
    insertNotifier(k, 0, 1, 0, 9, undefined)
    change(k, event, [2, 5], owner)
    expect(toldIn(k)).toEqual([`1 ${told}`])
  })
})

describe('the sequence of a process', () => {
  it('is 2 at first, odd while somebody is told, and even when that is over (MN-1, MN-2, MN-4)', () => {
    const k = newMm()
    insertNotifier(k, 0, 1, 0, 9, undefined)
    const seen = [sequenceOf(k)]
    startInvalidating(k, 0, 'CLEAR', [0, 1])
    seen.push(sequenceOf(k))
    endInvalidating(k, 0)
    expect([...seen, sequenceOf(k)]).toEqual([2, 3, 4])
  })

  it('stays where nobody has a page of the range (`mn_itree_inv_start_range`)', () => {
    const k = newMm()
    insertNotifier(k, 0, 1, 0, 9, undefined)
    change(k, 'CLEAR', [9, 10])
    expect(sequenceOf(k)).toBe(2)
  })

  it('stays odd until the last of several changes is over, and a notifier begins before it (MN-4, MN-8)', () => {
    const k = newMm()
    const { sequence } = insertNotifier(k, 0, 1, 0, 9, undefined)
    startInvalidating(k, 0, 'CLEAR', [0, 1])
    startInvalidating(k, 0, 'CLEAR', [1, 2])
    const seen = [sequence, sequenceOf(k)]
    endInvalidating(k, 0)
    seen.push(sequenceOf(k))
    endInvalidating(k, 0)
    expect([...seen, sequenceOf(k)]).toEqual([1, 3, 3, 4])
  })
})

describe('a notifier that is removed while a change is under way (MN-8)', () => {
  const removed = (isFreed: boolean): Mm => {
    const k = newMm()
    for (const [process, n] of [
      [0, 1],
      [0, 2],
      [1, 3],
    ] as const)
      insertNotifier(k, process, n, 0, 9, undefined)
    startInvalidating(k, 0, 'CLEAR', [0, 1])
    startInvalidating(k, 0, 'CLEAR', [1, 2])
    for (const n of [1, 3]) notifierNamed(k, n).deferred = true
    if (isFreed) notifierNamed(k, 1).freed = true
    endInvalidating(k, 0)
    return k
  }
  const numbersIn = ({ w }: Mm): number[] => w.notifiers.map(({ n }) => n)

  it('is there until the last change is over, and of its own process only', () => {
    const k = removed(false)
    expect(numbersIn(k)).toEqual([1, 2, 3])
    endInvalidating(k, 0)
    expect(numbersIn(k)).toEqual([2, 3])
    expect(k.w.usedFreed).toEqual([])
  })

  it('is used when it is freed already, if its driver did not wait (BUG-55)', () => {
    const k = removed(true)
    expect(k.w.usedFreed).toEqual([])
    endInvalidating(k, 0)
    expect(k.w.usedFreed).toEqual([{ what: 'notifier', device: 1 }])
  })

  it('that is freed is told of the next change all the same, and nothing read of it means anything', () => {
    const k = removed(true)
    startInvalidating(k, 0, 'CLEAR', [0, 1])
    expect(k.w.usedFreed).toEqual([{ what: 'notifier', device: 1 }])
    expect(notifierNamed(newMm(), 5)).toMatchObject({ n: 5, process: -1, start: 0, end: 0 })
  })
})

describe('mmu_interval_notifier_remove (MN-8)', () => {
  const remove = (k: Mm, n = 1): unknown => called(k, 'mmu_interval_notifier_remove', { n })
  const withOne = (): Mm => {
    const k = newMm()
    insertNotifier(k, 0, 1, 0, 9, undefined)
    return k
  }

  it('is done at once where nothing changes', () => {
    const k = withOne()
    expect([remove(k), k.w.notifiers]).toEqual([0, []])
  })

  it('of a process that exited is done at once, too', () => {
    const k = withOne()
    called(k, 'exit_mm', { process: 0 })
    expect([remove(k), k.w.notifiers]).toEqual([0, []])
  })

  it('waits until the last change that may call it is over', () => {
    const k = withOne()
    startInvalidating(k, 0, 'CLEAR', [0, 1])
    const removing = stepping(k, 'mmu_interval_notifier_remove', { n: 1 })
    removing.to('wait')
    expect([removing.end(), k.w.notifiers]).toMatchObject(['waits', [{ n: 1, deferred: true }]])
    endInvalidating(k, 0)
    expect([removing.end(), k.w.notifiers]).toEqual([0, []])
  })
})

describe('the table of a device that mirrors pages 0 to 4', () => {
  const DMA = { frame: 1, write: true, mapped: true, bus: false, dma: undefined }
  const mirrored = (...maps: MapSpec[]): Mm => {
    const k = newMm(...maps)
    insertNotifier(k, 0, GPU, ...EVERYTHING, 'A', GPU)
    const pages = [0, 1, 2, 3, 4]
    k.w.memory.mirrors[GPU] = Object.fromEntries(pages.map((page) => [page, { frame: 1, write: true }]))
    k.w.dma[GPU] = Object.fromEntries(pages.map((page) => [page, { ...DMA, mapped: page !== 2 }]))
    return k
  }
  const left = ({ w }: Mm): readonly number[][] =>
    [w.memory.mirrors[GPU], w.dma[GPU]].map((pages) => Object.keys(pages).map(Number))
  const ALL = [0, 1, 2, 3, 4]

  it('loses the pages of the range, and what was mapped of them is to be unmapped', () => {
    const k = mirrored()
    change(k, 'CLEAR', [1, 3])
    expect(left(k)).toEqual([
      [0, 3, 4],
      [0, 3, 4],
    ])
    expect(k.w.letGo).toEqual([{ device: GPU, pfn: DMA }])
  })

  const A: MapSpec = { name: 'A0', type: 'private', owner: 'A', pages: 1 }
  const OTHER: MapSpec = { name: 'B0', type: 'private', owner: 'B', pages: 1 }
  const CASES: readonly (readonly [why: string, event: EventName, owner: string, maps: MapSpec[], isKept: boolean])[] =
    [
      ['a migration of its own owner', 'MIGRATE', 'A', [A, OTHER], true],
      ['a migration of another owner', 'MIGRATE', 'B', [A, OTHER], false],
      ['exclusive access of its own owner', 'EXCLUSIVE', 'A', [A, OTHER], false],
      ['a migration of an owner that a sister device has, too', 'MIGRATE', 'A', [A, { ...A, name: 'A1' }], false],
    ]
  it.each(CASES)('%s (%s/%s) (HM-15)', (_, event, owner, maps, isKept) => {
    const k = mirrored(...maps)
    change(k, event, [0, 5], owner)
    expect(left(k)).toEqual(isKept ? [ALL, ALL] : [[], []])
    expect(mustRetry(notifierNamed(k, GPU))).toBe(!isKept)
  })

  it('of a device without one is none', () => {
    const k = newMm()
    insertNotifier(k, 0, GPU, ...EVERYTHING, undefined, GPU)
    change(k, 'CLEAR', EVERYTHING)
    expect(k.w.letGo).toEqual([])
    expect(toldIn(k)).toEqual([`${GPU} CLEAR:-99--99`])
  })
})
