/** Who waits for whom at the mmap lock, and what munmap leaves to others while it has it for reading: mm/mmap.c, Linux 6.12.117. */
import { describe, expect, it } from 'vitest'
import { entryAt, privateEntry, setEntry } from '../../../../model/kernel/mm/page/pte.ts'
import type { Mm } from '../../../../model/kernel/mm/parts.ts'
import type { MapSpec } from '../../../../model/kernel/mm/state.ts'
import { vmaAt, vmasOf } from '../../../../model/kernel/mm/vma/vma.ts'
import { called, newMm, stepping } from './stepping.ts'

const RW = { read: true, write: true }
const map = (k: Mm, process: number, start: number, end: number, vma = 'anon'): unknown =>
  called(k, 'vm_mmap', { process, start, end, protection: RW, vma })
const written = (k: Mm, process: number, at: number): unknown =>
  called(k, 'handle_mm_fault', { process, at, write: true, unshare: false })

describe('who changes VMAs waits for readers of the mmap lock', () => {
  const range = { process: 0, start: 0, end: 1 }
  const WRITERS: readonly (readonly [table: string, args: object])[] = [
    ['vm_mmap', { ...range, protection: RW, vma: 'anon' }],
    ['vm_munmap', range],
    ['mprotect', { ...range, protection: { read: true, write: false } }],
    ['fork', { process: 0, child: 1 }],
    ['exit_mm', { process: 0 }],
  ]
  it.each(WRITERS)('%s', (table, args) => {
    const k = newMm()
    map(k, 0, 0, 2)
    k.w.processes[0].readers = 1
    expect(called(k, table, args)).toBe('waits')
    expect(vmasOf(k, 0)).toHaveLength(1)
    k.w.processes[0].readers = 0
    expect(called(k, table, args)).toBe(0)
  })

  it('who only reads does not, nor does anybody of another process', () => {
    const k = newMm()
    map(k, 0, 0, 2)
    k.w.processes[0].readers = 1
    expect(called(k, 'madvise_dontneed', range)).toBe(0)
    expect(k.w.processes[0].readers).toBe(1)
    expect(map(k, 1, 0, 1)).toBe(0)
  })

  it('fork makes a child with the memory of its parent, and exit ends a process', () => {
    const k = newMm()
    map(k, 0, 0, 2)
    called(k, 'fork', { process: 0, child: 1 })
    expect(vmasOf(k, 1)).toMatchObject([{ start: 0, end: 2 }])
    called(k, 'exit_mm', { process: 1 })
    expect([k.w.processes[1].alive, vmasOf(k, 1)]).toEqual([false, []])
  })
})

describe('munmap, before it takes the entries out', () => {
  const stopped = (): { k: Mm; end: () => unknown } => {
    const k = newMm()
    map(k, 0, 0, 2)
    written(k, 0, 0)
    const { to, end } = stepping(k, 'vm_munmap', { process: 0, start: 0, end: 2 })
    to('zap')
    return { k, end }
  }

  it('reads the mmap lock: others may fault, and find no VMA', () => {
    const { k, end } = stopped()
    expect([k.w.processes[0].readers, vmaAt(k, 0, 0), vmasOf(k, 0)]).toEqual([1, undefined, []])
    expect(written(k, 0, 0)).toBe('sigbus')
    expect(entryAt(k, 0, 0)).toBeDefined()
    expect(map(k, 0, 0, 1)).toBe('waits')
    expect(end()).toBe(0)
    expect([k.w.processes[0].readers, entryAt(k, 0, 0), Object.keys(k.w.vmas)]).toEqual([0, undefined, []])
  })

  it('of a hole is done at once, and takes nothing', () => {
    const k = newMm()
    expect(stepping(k, 'vm_munmap', { process: 0, start: 0, end: 2 }).step()).toEqual({ kind: 'returned', value: 0 })
    expect(k.w.processes[0].readers).toBe(0)
  })
})

describe('P2P memory that is unmapped (LAT-6, `free_zone_device_folio`)', () => {
  const FIRST = 1
  const PRIVATE = 5
  const POOL: MapSpec = { name: 'P', type: 'p2pdma', pages: 4 }
  const countsOf = (k: Mm): unknown[] => [0, 1, 2, 3].map((i) => k.w.pages[FIRST + i].late ?? k.w.pages[FIRST + i].refs)
  /** Pages 2 and 3 are mapped with RAM beside them, and unmapped as far as their entries. */
  const freed = (countsWhenFreed = true) => {
    const k = newMm([POOL, { name: 'A', type: 'private', pages: 1 }], { countsWhenFreed })
    map(k, 0, 2, 4, 'p2p')
    map(k, 0, 4, 6)
    written(k, 0, 4)
    setEntry(k, 0, 5, privateEntry(PRIVATE, true))
    Object.assign(k.w.pages[PRIVATE], { refs: 1, maps: 1 })
    return { k, ...stepping(k, 'vm_munmap', { process: 0, start: 2, end: 6 }) }
  }
  const take = (k: Mm): unknown => called(k, 'take_p2pmem', { map: 'P' })

  it('is in the pool before its count is set, and free of marks after that', () => {
    const { k, to, end } = freed()
    expect(countsOf(k)).toEqual([1, 1, 0, 0])
    to('set_count')
    expect(countsOf(k)).toEqual(['in the pool', 'in the pool', 0, 0])
    expect(k.w.pages[PRIVATE]).toMatchObject({ refs: 0, maps: 0 })
    expect(k.w.pages[PRIVATE].late).toBeUndefined()
    expect(end()).toBe(0)
    expect(countsOf(k)).toEqual([0, 0, 0, 0])
  })

  it('cannot be mapped by another process meanwhile, in whole or in part (`vm_insert_page`)', () => {
    const { k, to, end } = freed()
    to('set_count')
    expect([map(k, 1, 1, 2, 'p2p'), map(k, 1, 1, 4, 'p2p')]).toEqual([-22, -22])
    end()
    expect(map(k, 1, 1, 4, 'p2p')).toBe(0)
    expect(countsOf(k)).toEqual([1, 1, 1, 0])
    expect(map(k, 1, 5, 7, 'p2p')).toBe(-12)
  })

  it('is taken by a driver meanwhile, whose reference is lost then', () => {
    const { k, to, end } = freed()
    to('set_count')
    expect([take(k), take(k), take(k)]).toEqual([FIRST, FIRST + 1, FIRST + 2])
    expect(countsOf(k)).toEqual(['taken', 'taken', 2, 0])
    expect([1, 1]).toEqual([k.w.pages[FIRST].refs, k.w.pages[FIRST + 1].refs])
    end()
    expect(countsOf(k)).toEqual([1, 1, 2, 0])
  })

  it('is given to one driver, which has both references where it takes its own after the count', () => {
    const { k, to, end } = freed()
    to('set_count')
    const taking = stepping(k, 'take_p2pmem', { map: 'P' })
    taking.to('get_page')
    expect(take(k)).toBe(FIRST + 1)
    end()
    expect([taking.end(), k.w.pages[FIRST].refs]).toEqual([FIRST, 2])
  })

  it('is of the pool, and of what a BAR shows where there is none', () => {
    const bar: MapSpec = { name: 'BAR', type: 'p2pdma', pages: 2, barOf: 7 }
    const mapped = (...maps: MapSpec[]): unknown => {
      const k = newMm(maps)
      map(k, 0, 0, 1, 'p2p')
      return entryAt(k, 0, 0)?.frame
    }
    expect([mapped(bar, POOL), mapped(POOL, bar), mapped(bar)]).toEqual([3, 1, 1])
  })

  it('has its count when it is taken, where that sets it (6.15)', () => {
    const { k, to } = freed(false)
    to('end')
    expect(countsOf(k)).toEqual([0, 0, 0, 0])
    expect([take(k), take(k), take(k), take(k), take(k)]).toEqual([1, 2, 3, 4, undefined])
  })
})
