/**
 * What another CPU changed between two rows of a call, where the page table's lock was dropped: mm/memory.c, mm/rmap.c,
 * mm/migrate_device.c, Linux 6.12.117.
 */
import { describe, expect, it } from 'vitest'
import { entryAt, exclusiveEntry, setEntry } from '../../../../model/kernel/mm/page/pte.ts'
import type { Mm } from '../../../../model/kernel/mm/parts.ts'
import type { Entry } from '../../../../model/machine/page-table.ts'
import type { Page } from '../../../../model/kernel/mm/state.ts'
import { fork } from '../../../../model/kernel/mm/vma/fork.ts'
import { called, newMm, stepping } from './stepping.ts'

const FAULT = { process: 0, at: 0, write: true, unshare: false }
let k: Mm
const entry = (process = 0): Entry => entryAt(k, process, 0)!
const page = (process = 0): Page => k.w.pages[entry(process).frame]

/** A test of one page, written, of the first process. */
const ofOnePage =
  <A extends readonly unknown[]>(test: (...args: A) => void) =>
  (...args: A): void => {
    k = newMm([{ name: 'P', type: 'p2pdma', pages: 1 }])
    called(k, 'vm_mmap', { process: 0, start: 0, end: 2, protection: { read: true, write: true }, vma: 'anon' })
    called(k, 'handle_mm_fault', FAULT)
    test(...args)
  }

describe('exclusive access, between the pin and the entry (`page_make_device_exclusive_one`)', () => {
  const asked = () => stepping(k, 'make_device_exclusive_range', { process: 0, start: 0, end: 1, owner: 'A' })
  const stopped = () => {
    const call = asked()
    call.to('take')
    return call
  }
  const NOT_GRANTED = { rc: 1, frames: [undefined] }

  it(
    'is granted where nothing changed: the page is locked, and held by its entry and its driver',
    ofOnePage(() => {
      const { frame } = entry()
      expect(stopped().end()).toEqual({ rc: 1, frames: [frame] })
      expect([entry().kind, page()]).toEqual(['exclusive', expect.objectContaining({ refs: 2, maps: 0, locked: true })])
    }),
  )

  it.each([true, false])(
    'makes the page as dirty as its entry was: %s',
    ofOnePage((dirty: boolean) => {
      const call = stopped()
      setEntry(k, 0, 0, { ...entry(), dirty })
      page().dirty = false
      call.end()
      expect(page().dirty).toBe(dirty)
    }),
  )

  it(
    'is not granted of a page that was dropped, and frees it',
    ofOnePage(() => {
      const { frame } = entry()
      const call = stopped()
      called(k, 'madvise_dontneed', { process: 0, start: 0, end: 1 })
      expect(k.w.pages[frame].refs).toBe(1)
      expect(call.end()).toEqual(NOT_GRANTED)
      expect([k.w.pages[frame], entryAt(k, 0, 0)]).toEqual([undefined, undefined])
    }),
  )

  it(
    'is not granted of a page that somebody locked, who keeps the lock',
    ofOnePage(() => {
      const call = stopped()
      page().locked = true
      expect(call.end()).toEqual(NOT_GRANTED)
      expect([entry().kind, page()]).toEqual(['present', expect.objectContaining({ refs: 1, locked: true })])
    }),
  )

  it.each([
    ['here', 0, 'exclusive'],
    ['in a child alone', 1, 'exclusive'],
  ])(
    'takes every entry, and is granted only where the one that was asked for is writable: %s',
    ofOnePage((_, writer, kind) => {
      const { frame } = entry()
      const call = stopped()
      fork(k, 0, 1)
      setEntry(k, writer, 0, { ...entry(writer), write: true })
      expect(call.end()).toEqual(writer === 0 ? { rc: 1, frames: [frame] } : NOT_GRANTED)
      expect([entry(0).kind, entry(1).kind, page().maps]).toEqual([kind, kind, 0])
      expect([entry(0).write, entry(1).write]).toEqual([writer === 0, writer === 1])
      expect(page().locked).toBe(writer === 0)
    }),
  )

  it(
    'stops at an entry that is exclusive already, and is not granted',
    ofOnePage(() => {
      const call = stopped()
      fork(k, 0, 1)
      setEntry(k, 0, 0, exclusiveEntry(entry().frame, true))
      expect(call.end()).toEqual(NOT_GRANTED)
      expect([entry(0).kind, entry(1).kind]).toEqual(['exclusive', 'present'])
    }),
  )

  it(
    'of zero pages is none: a pin for writing replaces them',
    ofOnePage(() => {
      called(k, 'handle_mm_fault', { ...FAULT, at: 1, write: false })
      expect(entryAt(k, 0, 1)).toMatchObject({ frame: 0 })
      called(k, 'make_device_exclusive_range', { process: 0, start: 1, end: 2, owner: 'A' })
      expect(entryAt(k, 0, 1)).toMatchObject({ kind: 'exclusive' })
    }),
  )
})

describe('a copy on write (`wp_page_copy`)', () => {
  const stopped = () => {
    fork(k, 0, 1)
    const call = stepping(k, 'handle_mm_fault', FAULT)
    call.to('set')
    return call
  }

  it(
    'replaces the page where nothing changed',
    ofOnePage(() => {
      const { frame } = entry()
      expect(stopped().end()).toBe('done')
      expect(entry().frame).not.toBe(frame)
      expect(k.w.pages[frame]).toMatchObject({ refs: 1, maps: 1 })
    }),
  )

  it(
    'is for nothing where the entry is another one, and is freed',
    ofOnePage(() => {
      const call = stopped()
      const pages = Object.keys(k.w.pages).length
      called(k, 'madvise_dontneed', { process: 0, start: 0, end: 1 })
      expect(call.end()).toBe('done')
      expect(entryAt(k, 0, 0)).toBeUndefined()
      expect(Object.keys(k.w.pages)).toHaveLength(pages - 1)
      expect(page(1)).toMatchObject({ refs: 1, maps: 1 })
    }),
  )
})

describe('an exclusive page that the CPU wants back (`remove_device_exclusive_entry`)', () => {
  const stopped = (label: string, retries?: boolean) => {
    setEntry(k, 0, 0, exclusiveEntry(entry().frame, true))
    page().maps = 0
    const call = stepping(k, 'remove_device_exclusive_entry', { process: 0, at: 0, old: entry(), retries })
    call.to(label)
    return call
  }

  it(
    'comes back where nothing changed, and is unlocked',
    ofOnePage(() => {
      expect(stopped('restore').end()).toBe('done')
      expect([entry().kind, page()]).toEqual(['present', expect.objectContaining({ refs: 1, maps: 1, locked: false })])
    }),
  )

  it(
    'is left alone where the entry is another one',
    ofOnePage(() => {
      const call = stopped('restore')
      setEntry(k, 0, 0, { ...entry(), write: false })
      expect(call.end()).toBe('done')
      expect([entry().kind, page()]).toEqual([
        'exclusive',
        expect.objectContaining({ refs: 1, maps: 0, locked: false }),
      ])
    }),
  )

  it(
    'that was freed is nobody’s to bring back',
    ofOnePage(() => {
      const call = stopped('get')
      page().refs = 0
      expect(call.end()).toBe('done')
      expect(entry().kind).toBe('exclusive')
    }),
  )

  it.each([
    [true, 'a CPU faults anew when it is unlocked', 'exclusive'],
    [false, 'others go on when it is', 'present'],
  ])(
    'that is locked is waited for; retries %s: %s',
    ofOnePage((retries, _, kind) => {
      const call = stopped('lock', retries)
      page().locked = true
      expect([call.end(), entry().kind]).toEqual(['waits', 'exclusive'])
      if (retries) call.step()
      expect(call.step().kind).toBe('waits')
      page().locked = false
      expect(call.end()).toBe('done')
      expect([entry().kind, page()]).toEqual([kind, expect.objectContaining({ refs: 1, locked: false })])
    }),
  )
})

describe('a migration that its driver gives a page of P2P memory', () => {
  it.each([
    ['a hole', 1],
    ['a page', 0],
  ])(
    'leaves %s where it is (`__migrate_device_pages`)',
    ofOnePage((_, at) => {
      const selection = { system: true, private: false, coherent: false, owner: 'A' }
      const args = { process: 0, start: at, end: at + 1, selection, faultPage: undefined }
      const { migration } = called(k, 'migrate_vma_setup', args) as { migration: object }
      Object.assign(k.w.pages[1], { refs: 1, locked: true })
      const moved = called(k, 'migrate_vma_pages', { migration: { ...migration, dst: [1] } })
      expect(moved).toMatchObject({ src: [{ migrate: false }] })
      called(k, 'migrate_vma_finalize', { migration: moved })
      expect([k.w.pages[1].refs, entryAt(k, 0, 1), entry().kind]).toEqual([0, undefined, 'present'])
    }),
  )

  const RANGE = { process: 0, start: 0, end: 1, faultPage: undefined }
  it.each([
    ['an empty range', { ...RANGE, end: 0 }, -22],
    ['more than the VMA', { ...RANGE, end: 3 }, -22],
    ['a hole', { ...RANGE, start: 2, end: 3 }, -22],
    ['all of it', { ...RANGE, end: 2 }, 0],
    ['for a fault on RAM', 'RAM', -22],
  ])(
    'of %s (`migrate_vma_setup`)',
    ofOnePage((_, args, rc) => {
      const selection = { system: true, private: false, coherent: false, owner: 'A' }
      const range = args === 'RAM' ? { ...RANGE, faultPage: entry().frame } : (args as typeof RANGE)
      expect(called(k, 'migrate_vma_setup', { ...range, selection })).toMatchObject({ rc })
    }),
  )
})
