/**
 * Providers and their pools, as Linux 6.12.117 has them: AR-1 to AR-13, MT-18, CA-6, LAT-23 and LAT-24; litmus L39
 * (mmap rows) and L61. What is expected was read in `drivers/pci/p2pdma.c`, `lib/genalloc.c` and `mm/memremap.c`.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bus, Phys } from '../../../../model/address.ts'
import { EEXIST, EINVAL, ENODEV, ENOMEM, ENXIO, EOPNOTSUPP } from '../../../../model/kernel/errno.ts'
import { enableStore, nearest, MOST_TIES } from '../../../../model/kernel/pci/p2pmem-find.ts'
import {
  SUBSECTION,
  WITHOUT_P2PDMA,
  addP2pResource,
  checkResource,
  type Bar,
} from '../../../../model/kernel/pci/p2pmem-resource.ts'
import {
  forkPage,
  mmapP2pmem,
  p2pmem612,
  pinPage,
  unbind,
  unmapPage,
  unpinPage,
} from '../../../../model/kernel/pci/p2pmem-user.ts'
import {
  allocP2pmem,
  allocSgl,
  freeP2pmem,
  freeSgl,
  hasP2pmem,
  noP2pmem,
  publish,
  virtToBus,
  type P2pmem,
} from '../../../../model/kernel/pci/p2pmem.ts'
import { PAGE } from '../pages.ts'

const MEBIBYTE = 0x100000
const START = 0x40000000
const OFFSET = 0x80000000
/** 16 MiB of memory at 1 GiB; the bus sees it at 3 GiB. */
const bar: Bar = { isMemory: true, length: 16 * MEBIBYTE, start: START as Phys, bus: (START + OFFSET) as Bus }
const F = 5
const at = (bytes: number): Phys => (START + bytes) as Phys

const added = (k: P2pmem, size: number, offset: number, f = F): P2pmem => {
  const { k: after, rc } = addP2pResource(k, f, bar, size, offset)
  expect(rc).toBe(0)
  return after
}
/** Chunk 0: the first 2 MiB; chunk 1, newer: the next. */
const one = added(noP2pmem, SUBSECTION, 0)
const two = added(one, SUBSECTION, SUBSECTION)
const rcOf = (k: P2pmem, size: number, offset: number, of = bar): number => addP2pResource(k, F, of, size, offset).rc
const refs = (k: P2pmem): number[] => k.providers.get(F)!.chunks.map((chunk) => chunk.refs)
const free = (k: P2pmem): number =>
  k.providers
    .get(F)!
    .chunks.flatMap(({ pages }) => pages)
    .filter((use) => use === 'free').length
const alloc = (k: P2pmem, size: number): { k: P2pmem; phys: Phys } => {
  const { k: after, phys } = allocP2pmem(k, F, size)
  expect(phys).toBeDefined()
  return { k: after, phys: phys! }
}

describe('AR-1: what can be added', () => {
  it('memory only, within the BAR', () => {
    expect(rcOf(noP2pmem, 0, 0, { ...bar, isMemory: false })).toBe(-EINVAL)
    expect(rcOf(noP2pmem, 0, 0, { ...bar, length: 0 })).toBe(-EINVAL)
    expect(rcOf(noP2pmem, 0, bar.length)).toBe(-EINVAL)
    expect(rcOf(noP2pmem, SUBSECTION, bar.length - SUBSECTION)).toBe(0)
    expect(rcOf(noP2pmem, 2 * SUBSECTION, bar.length - SUBSECTION)).toBe(-EINVAL)
  })
  it('size 0 means the rest', () => {
    expect(free(added(noP2pmem, 0, 6 * MEBIBYTE)) * PAGE).toBe(10 * MEBIBYTE)
  })
  it('LAT-24: size + offset wraps at 2^64, so the check lets a huge size pass; struct pages then fail it', () => {
    const huge = -SUBSECTION
    expect(checkResource(bar, huge, 2 * SUBSECTION)).toBe(0)
    expect(checkResource(bar, huge, 0)).toBe(-EINVAL)
    expect(rcOf(noP2pmem, huge, 2 * SUBSECTION)).toBe(-EINVAL)
    expect(checkResource(bar, 0, -1)).toBe(-EINVAL)
  })
})

describe('AR-2, AR-3, AR-6: one pgmap for each call', () => {
  it('later calls of a function share its pool', () => {
    const chunks = two.providers.get(F)!.chunks
    expect(chunks.map(({ pgmap, phys }) => [pgmap, phys])).toEqual([
      [1, at(SUBSECTION)],
      [0, at(0)],
    ])
  })
  it('struct pages come in pieces of 2 MiB: EINVAL for a start or a size between', () => {
    expect(rcOf(noP2pmem, MEBIBYTE, 0)).toBe(-EINVAL)
    expect(rcOf(noP2pmem, SUBSECTION, MEBIBYTE)).toBe(-EINVAL)
    expect(rcOf(noP2pmem, SUBSECTION, 0, { ...bar, start: at(PAGE) })).toBe(-EINVAL)
  })
  it('the same range twice is ENOMEM, and so is one that begins or ends in another', () => {
    expect(rcOf(one, SUBSECTION, 0)).toBe(-ENOMEM)
    const middle = added(noP2pmem, SUBSECTION, SUBSECTION)
    expect(rcOf(middle, 2 * SUBSECTION, 0)).toBe(-ENOMEM)
    expect(rcOf(middle, 2 * SUBSECTION, SUBSECTION)).toBe(-ENOMEM)
    expect(rcOf(middle, SUBSECTION, 0)).toBe(0)
  })
  it('one that hides another inside is EEXIST, because only the ends are looked up', () => {
    expect(rcOf(added(noP2pmem, SUBSECTION, SUBSECTION), 3 * SUBSECTION, 0)).toBe(-EEXIST)
  })
  it('RAM is ENXIO, and is asked for before alignment', () => {
    const ram = [{ base: at(0), size: PAGE }]
    expect(addP2pResource(noP2pmem, F, bar, MEBIBYTE, 0, ram).rc).toBe(-ENXIO)
  })
  it('pgmaps of other functions count as well', () => {
    expect(addP2pResource(one, 6, bar, SUBSECTION, 0).rc).toBe(-ENOMEM)
  })
  it('a failure leaves the pool that it made, empty, and a published flag as it was', () => {
    const failed = addP2pResource(noP2pmem, F, bar, MEBIBYTE, 0).k
    expect(failed.providers.get(F)!.chunks).toEqual([])
    const published = publish(one, F, true)
    expect(hasP2pmem(addP2pResource(published, F, bar, MEBIBYTE, 0).k, F)).toBe(true)
    expect(addP2pResource(noP2pmem, F, bar, 0, bar.length).k.providers.size).toBe(0)
  })
})

describe('AR-5: bus addresses', () => {
  it('are the BAR’s as its bus sees them', () => {
    expect(virtToBus(two, F, at(SUBSECTION + 0x123))).toBe(START + OFFSET + SUBSECTION + 0x123)
    expect(virtToBus(two, 6, at(0))).toBe(0)
    expect(virtToBus(two, F, at(2 * SUBSECTION))).toBe(-1)
  })
})

describe('AR-7: publishing', () => {
  it('is a flag of the function, and means nothing without a pool', () => {
    expect(hasP2pmem(publish(one, F, true), F)).toBe(true)
    expect(hasP2pmem(publish(publish(one, F, true), F, false), F)).toBe(false)
    expect(hasP2pmem(one, F)).toBe(false)
    expect(publish(noP2pmem, F, true)).toBe(noP2pmem)
  })
  it('is not asked for by those who allocate', () => {
    expect(allocP2pmem(one, F, PAGE).phys).toBe(at(0))
  })
})

describe('AR-8: allocating', () => {
  it('rounds up to pages, takes one reference whatever the size, and looks into the newest chunk first', () => {
    const { k, phys } = alloc(two, 3 * PAGE - 1)
    expect(phys).toBe(at(SUBSECTION))
    expect(free(two) - free(k)).toBe(3)
    expect(refs(k)).toEqual([1, 0])
    expect(alloc(k, PAGE).phys).toBe(at(SUBSECTION + 3 * PAGE))
  })
  it('takes the first hole that is large enough', () => {
    const [a, b] = [alloc(one, 2 * PAGE), alloc(alloc(one, 2 * PAGE).k, 2 * PAGE)]
    const hole = freeP2pmem(b.k, F, a.phys, 2 * PAGE)!
    expect(alloc(hole, 3 * PAGE).phys).toBe(at(4 * PAGE))
    expect(alloc(hole, PAGE).phys).toBe(at(0))
  })
  it('never spans two chunks: one pgmap, one bus offset', () => {
    expect(allocP2pmem(two, F, SUBSECTION + PAGE)).toEqual({ k: two })
    expect(alloc(alloc(two, SUBSECTION).k, SUBSECTION).phys).toBe(at(0))
  })
  it('gives nothing where nothing is: no pool, no room, no bytes', () => {
    expect(allocP2pmem(one, 6, PAGE)).toEqual({ k: one })
    const empty = alloc(one, SUBSECTION).k
    expect(allocP2pmem(empty, F, PAGE)).toEqual({ k: empty })
    for (const k of [one, alloc(one, PAGE).k]) expect(allocP2pmem(k, F, 0)).toEqual({ k })
  })
  it('freeing gives back pages and reference; a wrong address, size or a second time is a BUG()', () => {
    const { k, phys } = alloc(one, 2 * PAGE)
    expect(freeP2pmem(k, F, phys, 2 * PAGE)).toEqual(one)
    expect(freeP2pmem(one, F, phys, PAGE)).toBeUndefined()
    expect(freeP2pmem(k, F, phys, 3 * PAGE)).toBeUndefined()
    expect(freeP2pmem(k, F, at(-PAGE), PAGE)).toBeUndefined()
    expect(freeP2pmem(k, F, at(SUBSECTION), PAGE)).toBeUndefined()
    const all = alloc(one, SUBSECTION)
    expect(freeP2pmem(all.k, F, all.phys, SUBSECTION + PAGE)).toBeUndefined()
  })
  it('an allocation may be all of a chunk, and go back; without a pool nothing can', () => {
    const all = alloc(one, SUBSECTION)
    expect(freeP2pmem(all.k, F, all.phys, SUBSECTION)).toEqual(one)
    expect(freeP2pmem(noP2pmem, F, at(0), PAGE)).toBeUndefined()
    expect(hasP2pmem(noP2pmem, F)).toBe(false)
  })
  it('freeing in two halves drops two references for one', () => {
    const { k, phys } = alloc(alloc(one, PAGE).k, 2 * PAGE)
    const half = freeP2pmem(k, F, phys, PAGE)!
    const whole = freeP2pmem(half, F, (phys + PAGE) as Phys, PAGE)!
    expect([k, half, whole].map((state) => refs(state)[0])).toEqual([2, 1, 0])
    expect(unbind(whole, F).end).toBe('BUG')
  })
  it('while a pgmap is going away, room found there is none, and no other chunk is tried', () => {
    const held = alloc(two, PAGE)
    const { k, end } = unbind(held.k, F)
    expect(end).toBe('waits')
    expect(k.providers.get(F)!.chunks.map(({ live }) => live)).toEqual([false, true])
    expect(allocP2pmem(k, F, PAGE)).toEqual({ k })
    expect(allocP2pmem(k, F, SUBSECTION).phys).toBe(at(0))
  })
})

describe('AR-9: a scatterlist', () => {
  it('is one entry of the length asked for, not rounded', () => {
    const { k, table } = allocSgl(two, F, PAGE + 1)
    expect(table).toEqual([{ provider: F, pgmap: 1, phys: at(SUBSECTION), length: PAGE + 1, marked: false }])
    expect(free(two) - free(k)).toBe(2)
    expect(freeSgl(k, table!)).toEqual(two)
    expect(allocSgl(one, F, 2 * SUBSECTION)).toEqual({ k: one })
  })
  it('has the page map of the chunk that had room', () => {
    expect(allocSgl(alloc(two, SUBSECTION).k, F, PAGE).table).toMatchObject([{ pgmap: 0, phys: at(0) }])
  })
})

const call = { shared: true, pgoff: 0, pages: 3 }

describe('AR-10, L39: mmap of the file allocate', () => {
  const rc = (k: P2pmem, more: Partial<typeof call>): number => mmapP2pmem(p2pmem612, k, F, { ...call, ...more }).rc
  it('must be shared, from the start: else EINVAL', () => {
    expect(rc(one, { shared: false })).toBe(-EINVAL)
    expect(rc(one, { pgoff: 1 })).toBe(-EINVAL)
    expect(rc(one, {})).toBe(0)
  })
  it('is ENODEV without a pool, after that', () => {
    expect(rc(noP2pmem, {})).toBe(-ENODEV)
    expect(rc(noP2pmem, { shared: false })).toBe(-EINVAL)
  })
  it('is ENOMEM where no chunk has the room in one piece', () => {
    expect(rc(two, { pages: SUBSECTION / PAGE + 1 })).toBe(-ENOMEM)
  })
  it('is ENODEV for a chunk or a file that is going away', () => {
    const going = unbind(alloc(one, PAGE).k, F).k
    expect(rc(going, {})).toBe(-ENODEV)
    expect(rc(going, { shared: false })).toBe(-ENODEV)
    const provider = one.providers.get(F)!
    const dying = { ...provider, chunks: provider.chunks.map((chunk) => ({ ...chunk, live: false })) }
    expect(rc({ ...one, providers: new Map([[F, dying]]) }, {})).toBe(-ENODEV)
  })
  it('takes one reference a page, and a page goes back alone when its last holder lets go', () => {
    const { k, phys = at(0) } = mmapP2pmem(p2pmem612, one, F, call)
    expect(refs(k)).toEqual([3])
    const pinned = pinPage(k, F, phys)
    const unmapped = unmapPage(pinned, F, phys)
    expect([refs(unmapped), free(unmapped)]).toEqual([[3], free(k)])
    const gone = unpinPage(unmapped, F, phys)
    expect([refs(gone), free(gone)]).toEqual([[2], free(k) + 1])
  })
  it('CA-6: a fork holds the same page once more, and copies nothing', () => {
    const { k, phys = at(0) } = mmapP2pmem(p2pmem612, one, F, { ...call, pages: 1 })
    const child = forkPage(k, F, phys)
    expect(free(child)).toBe(free(k))
    const left = unmapPage(child, F, phys)
    expect(refs(left)).toEqual([1])
    expect(unmapPage(left, F, phys)).toEqual(one)
  })
})

describe('L61: vm_insert_page fails at the third page', () => {
  const fails = { at: 2, rc: -ENOMEM }
  it('all is given back, and unbind ends', () => {
    const { k, rc } = mmapP2pmem(p2pmem612, one, F, { ...call, fails })
    expect([rc, k]).toEqual([-ENOMEM, one])
    expect(unbind(k, F).end).toBe('gone')
  })
  it('before the backport one reference was lost, and unbind never ended', () => {
    const { k } = mmapP2pmem({ failedMmapPutsRef: false }, one, F, { ...call, fails })
    expect([free(k), refs(k)]).toEqual([free(one), [1]])
    expect(unbind(unbind(k, F).k, F).end).toBe('waits')
  })
  it('a failure beyond the last page never comes', () => {
    expect(mmapP2pmem(p2pmem612, one, F, { ...call, fails: { at: 3, rc: -ENOMEM } }).rc).toBe(0)
  })
})

describe('CA-6: pages that nobody maps', () => {
  const changes = [forkPage, unmapPage, pinPage, unpinPage]
  it('are not counted: free ones, those of the kernel, and what is no page of the pool', () => {
    const { k, phys } = alloc(one, PAGE)
    for (const change of changes) {
      expect(change(one, F, at(0))).toEqual(one)
      expect(change(k, F, phys)).toEqual(k)
      expect(change(one, F, at(-PAGE))).toEqual(one)
      expect(change(one, F, at(SUBSECTION))).toEqual(one)
      expect(change(noP2pmem, F, at(0))).toEqual(noP2pmem)
    }
  })
  it('are those of the chunk that the address lies in', () => {
    const older = alloc(two, SUBSECTION).k
    const { k, phys = at(SUBSECTION) } = mmapP2pmem(p2pmem612, older, F, { ...call, pages: 1 })
    expect(phys).toBe(at(0))
    expect(unmapPage(k, F, phys)).toEqual(older)
  })
})

describe('AR-11: unbinding the provider', () => {
  it('is none of the other providers’ business', () => {
    const both = added(one, SUBSECTION, SUBSECTION, F + 1)
    const { k, end } = unbind(both, F)
    expect([end, [...k.providers.keys()]]).toEqual(['gone', [F + 1]])
    expect(unbind(k, F)).toEqual({ k, end: 'gone' })
  })
  it('is a BUG where a page of any chunk is still taken', () => {
    const { k, phys } = alloc(alloc(two, PAGE).k, 2 * PAGE)
    const half = freeP2pmem(k, F, phys, PAGE)!
    const whole = freeP2pmem(half, F, (phys + PAGE) as Phys, PAGE)!
    expect(refs(whole)).toEqual([0, 0])
    expect(unbind(whole, F).end).toBe('BUG')
  })
  it('takes mappings away by itself, and waits for what the kernel holds', () => {
    const mapped = mmapP2pmem(p2pmem612, one, F, call).k
    expect(unbind(mapped, F)).toEqual({ k: { ...one, providers: new Map() }, end: 'gone' })
    const { k, phys } = alloc(mapped, PAGE)
    const waiting = unbind(k, F)
    expect(waiting.end).toBe('waits')
    expect(refs(waiting.k)).toEqual([1])
    expect(unbind(freeP2pmem(waiting.k, F, phys, PAGE)!, F).end).toBe('gone')
  })
  it('waits for pins, which outlive the mapping', () => {
    const { k, phys = at(0) } = mmapP2pmem(p2pmem612, one, F, call)
    const waiting = unbind(pinPage(k, F, phys), F)
    expect([waiting.end, refs(waiting.k)]).toEqual(['waits', [1]])
    expect(unbind(unpinPage(waiting.k, F, phys), F).end).toBe('gone')
  })
  it('LAT-23: the one file is gone for all chunks as soon as the newest is', () => {
    const older = alloc(alloc(two, SUBSECTION).k, PAGE)
    const mapped = mmapP2pmem(p2pmem612, older.k, F, call)
    expect(refs(mapped.k)).toEqual([1, 4])
    const { k, end } = unbind(mapped.k, F)
    expect([end, refs(k)]).toEqual(['waits', [1, 1]])
    expect(k.providers.get(F)!.chunks.map(({ live }) => live)).toEqual([false, true])
    expect(mmapP2pmem(p2pmem612, k, F, call).rc).toBe(-ENODEV)
  })
  it('of a function without a pool ends at once', () => {
    expect(unbind(noP2pmem, F)).toEqual({ k: noP2pmem, end: 'gone' })
  })
})

describe('MT-18, findMany', () => {
  const never = (): number => {
    throw new Error('nothing to choose')
  }
  const distances = (by: Readonly<Record<number, number>>) => (f: number) => by[f]
  it('takes the nearest that reaches all', () => {
    expect(nearest([1, 2, 3], distances({ 1: 4, 2: 2, 3: 6 }), never)).toBe(2)
    expect(nearest([1, 2, 3], distances({ 1: -1, 2: -1, 3: 6 }), never)).toBe(3)
    expect(nearest([1, 2, 3], () => -1, never)).toBeUndefined()
    expect(nearest([], () => 0, never)).toBeUndefined()
  })
  it('leaves ties to chance', () => {
    const pick = (way: number) => (label: string, n: number) => (expect([label, n]).toEqual(['provider', 2]), way)
    const tied = distances({ 1: 2, 2: 4, 3: 2 })
    expect([0, 1].map((way) => nearest([1, 2, 3], tied, pick(way)))).toEqual([1, 3])
    expect([0, 1].map((way) => nearest([2, 1, 3], tied, pick(way)))).toEqual([1, 3])
  })
  it('remembers 512 equals', () => {
    expect(MOST_TIES).toBe(512)
    const many = Array.from({ length: 600 }, (_, f) => f)
    const last = (_: string, n: number): number => n - 1
    expect(nearest(many, () => 2, last)).toBe(511)
    expect(nearest(many, (f) => (f === 599 ? 1 : 2), never)).toBe(599)
  })
})

describe('AR-12, enableStore', () => {
  const named = (name: string): number | undefined => (name === '0000:01:00.0' ? F : undefined)
  const store = (text: string, k = publish(one, F, true)) => enableStore(k, text, named)
  it('takes the name of a function that has published memory', () => {
    expect(store('0000:01:00.0')).toEqual({ rc: 0, use: true, provider: F })
    expect(store('0000:01:00.0\n')).toEqual({ rc: 0, use: true, provider: F })
    expect(store('0000:01:00.0', one)).toEqual({ rc: -ENODEV })
  })
  it('takes a boolean of any kind', () => {
    for (const yes of ['1', '1\n', 'y', 'Yes', 'true', 'on', 'ON\n', 'yellow', 'y10'])
      expect(store(yes), yes).toEqual({ rc: 0, use: true })
    for (const no of ['0', '0\n', 'n', 'No', 'false', 'off', 'of']) expect(store(no), no).toEqual({ rc: 0, use: false })
  })
  it('takes a 0 or 1 with more behind it for a function that is not there', () => {
    for (const wrong of ['0000:02:00.0', '10', '0 ', '2', '', 'o', 'maybe', 'maybe off', '0000:01:\n00.0'])
      expect(store(wrong), wrong).toEqual({ rc: -ENODEV })
  })
})

describe('AR-13: a kernel without CONFIG_PCI_P2PDMA', () => {
  it('adds nothing, reaches nothing, and takes any text for "off"', () => {
    expect(WITHOUT_P2PDMA).toMatchObject({ addResource: -EOPNOTSUPP, distanceMany: -1, mapSegment: 'NOT_SUPPORTED' })
    expect(WITHOUT_P2PDMA.enableStore).toEqual({ rc: 0, use: false })
  })
})

/** Allocations, mappings and their ends, in any order. */
const action = fc.record({
  what: fc.constantFrom('alloc', 'free', 'mmap', 'unmap', 'pin', 'unpin', 'fork'),
  pages: fc.integer({ min: 1, max: 4 }),
  which: fc.nat(),
})

describe('whatever is done with the pool (INV-G, INV-H)', () => {
  it('no page is handed out twice, each allocation and mapped page is one reference, and all comes back', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        let k = two
        let held: { phys: Phys; size: number }[] = []
        /** Holders of each mapped page. */
        const users = new Map<Phys, number>()
        const hold = (phys: Phys, by: number): void => {
          const now = (users.get(phys) ?? 0) + by
          if (now === 0) users.delete(phys)
          else users.set(phys, now)
        }
        const pins: Phys[] = []
        const ptes: Phys[] = []
        for (const { what, pages, which } of actions) {
          if (what === 'alloc') {
            const { k: after, phys } = allocP2pmem(k, F, pages * PAGE)
            k = after
            held.push({ phys: phys!, size: pages * PAGE })
          } else if (what === 'free' && held.length > 0) {
            const [gone] = held.splice(which % held.length, 1)
            k = freeP2pmem(k, F, gone.phys, gone.size)!
          } else if (what === 'mmap') {
            const { k: after, phys } = mmapP2pmem(p2pmem612, k, F, { ...call, pages })
            k = after
            for (let i = 0; i < pages; i++) {
              const page = (phys! + i * PAGE) as Phys
              expect(users.has(page)).toBe(false)
              ptes.push(page)
              hold(page, 1)
            }
          } else if ((what === 'fork' || what === 'pin') && ptes.length > 0) {
            const page = ptes[which % ptes.length]
            k = what === 'fork' ? forkPage(k, F, page) : pinPage(k, F, page)
            ;(what === 'fork' ? ptes : pins).push(page)
            hold(page, 1)
          } else if (what === 'unmap' && ptes.length > 0) {
            const [page] = ptes.splice(which % ptes.length, 1)
            k = unmapPage(k, F, page)
            hold(page, -1)
          } else if (what === 'unpin' && pins.length > 0) {
            const [page] = pins.splice(which % pins.length, 1)
            k = unpinPage(k, F, page)
            hold(page, -1)
          }
          const taken = held.reduce((sum, { size }) => sum + size / PAGE, 0) + users.size
          expect(free(k)).toBe(free(two) - taken)
          expect(refs(k).reduce((a, b) => a + b)).toBe(held.length + users.size)
        }
        const { k: waiting, end } = unbind(k, F)
        expect(end).toBe(held.length + pins.length > 0 ? 'waits' : 'gone')
        let after = waiting
        for (const { phys, size } of held) after = freeP2pmem(after, F, phys, size)!
        held = []
        for (const page of pins) after = unpinPage(after, F, page)
        expect(unbind(after, F).end).toBe('gone')
      }),
      { seed: 61, numRuns: 300 },
    )
  })
})
