/** Page table entries, struct pages, and the order in which the VMAs of a file are visited: mm/memory.c, mm/interval_tree.c, Linux 6.12.117. */
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../../model/machine/page-table.ts'
import { noteFreed } from '../../../../model/kernel/mm/device/state.ts'
import { entryAt, sameEntry } from '../../../../model/kernel/mm/page/pte.ts'
import { mapOf, pageOf, putPage, tryGetPage } from '../../../../model/kernel/mm/page/struct-page.ts'
import type { Mm } from '../../../../model/kernel/mm/parts.ts'
import { ramPage, type Vma } from '../../../../model/kernel/mm/state.ts'
import { linkFile } from '../../../../model/kernel/mm/vma/anon-vma.ts'
import { called, newMm } from './stepping.ts'

describe('an entry that was read before a lock was dropped (`pte_same`)', () => {
  const old: Entry = { kind: 'present', frame: 1, write: false, dirty: false, special: false, exclusive: false }
  const CHANGES: readonly Partial<Entry>[] = [
    { kind: 'migration' },
    { frame: 2 },
    { write: true },
    { dirty: true },
    { special: true },
    { exclusive: true },
  ]
  it.each(CHANGES)('is another one with %j', (change) => {
    expect(sameEntry({ ...old, ...change }, old)).toBe(false)
  })

  it('is another one where nothing stands any more, and the same where all of it is', () => {
    expect(sameEntry(undefined, old)).toBe(false)
    expect(sameEntry({ ...old }, old)).toBe(true)
  })
})

describe('a struct page that somebody uses', () => {
  const mm = (): Mm => newMm([{ name: 'A', type: 'private', pages: 1, home: 7 }])
  const FRAME = 1

  it('is noted once where nobody holds it (S36), whether or not it is there', () => {
    const k = mm()
    expect(pageOf(k, FRAME)).toBe(k.w.pages[FRAME])
    expect(pageOf(k, 99)).toMatchObject({ frame: 99, refs: 0 })
    for (const frame of [FRAME, 99]) pageOf(k, frame)
    expect(k.w.unheld).toEqual([FRAME, 99])
    expect([tryGetPage(k, FRAME), tryGetPage(k, 99)]).toEqual([false, false])
  })

  it('is not noted where somebody does', () => {
    const k = mm()
    k.w.pages[FRAME].refs = 1
    expect([pageOf(k, FRAME).refs, k.w.unheld, tryGetPage(k, FRAME), k.w.pages[FRAME].refs]).toEqual([1, [], true, 2])
  })

  it('is noted where its page map is gone, and by its device (S39)', () => {
    const k = mm()
    k.w.pages[FRAME].refs = 1
    expect([mapOf(k, k.w.pages[FRAME])?.name, k.w.usedFreed]).toEqual(['A', []])
    k.w.maps['A'].unmapped = true
    mapOf(k, k.w.pages[FRAME])
    pageOf(k, FRAME)
    expect(k.w.usedFreed).toEqual([{ what: 'page map', device: 7 }])
    expect(mapOf(k, ramPage(99))).toBeUndefined()
  })

  it('belongs to nobody once its last reference is dropped; one of RAM is gone', () => {
    const k = mm()
    const page = Object.assign(k.w.pages[FRAME], { refs: 2, mapping: 'anon', of: 5, exclusive: true })
    putPage(k, page)
    expect(page).toMatchObject({ refs: 1, mapping: 'anon', of: 5, exclusive: true })
    putPage(k, page)
    expect(k.w.pages[FRAME]).toMatchObject({ refs: 0, mapping: 'none', of: 0, exclusive: false })
    k.w.pages[99] = ramPage(99)
    putPage(k, k.w.pages[99])
    expect(k.w.pages[99]).toBeUndefined()
  })
})

describe('an entry that goes (`zap_present_folio_ptes`)', () => {
  it.each([
    ['a file’s page is dirty then, if it was written', 'shared', true, true],
    ['a file’s page that was read is not', 'shared', false, false],
    ['nor is one of anonymous memory', 'anon', true, false],
  ])('%s', (_, vma, write, dirty) => {
    const k = newMm()
    const range = { process: 0, start: 0, end: 1 }
    called(k, 'vm_mmap', { ...range, protection: { read: true, write: true }, vma })
    called(k, 'handle_mm_fault', { process: 0, at: 0, write, unshare: false })
    const page = k.w.pages[entryAt(k, 0, 0)!.frame]
    called(k, 'vm_munmap', range)
    expect(page.dirty).toBe(dirty)
  })
})

describe('what is used when it is freed', () => {
  it('is noted once for each kind and device', () => {
    const { w } = newMm()
    for (const what of ['notifier', 'page map'] as const) for (const device of [1, 2, 1]) noteFreed({ w }, what, device)
    expect(w.usedFreed.map(({ what, device }) => `${what} ${device}`)).toEqual([
      'notifier 1',
      'notifier 2',
      'page map 1',
      'page map 2',
    ])
  })
})

describe('memory that is said to be broken (`madvise_inject_error`)', () => {
  it('is an error where nothing is mapped, and kills nobody', () => {
    expect(called(newMm(), 'memory_failure', { process: 0, at: 0 })).toEqual({ rc: -14, kills: false })
  })
})

describe('the VMAs of a file', () => {
  const k = newMm()
  k.w.files[1] = { vmas: [], cache: {} }
  const vma = (id: number, file: number): Vma => ({ id, file }) as Vma

  it('stand in the order in which they came, and a child’s right behind its parent’s', () => {
    const [parent, other, first, second, anonymous] = [vma(1, 1), vma(2, 1), vma(3, 1), vma(4, 1), vma(5, 0)]
    for (const one of [parent, other, anonymous]) linkFile(k, one)
    linkFile(k, first, parent)
    linkFile(k, second, parent)
    expect(k.w.files[1].vmas).toEqual([1, 4, 3, 2])
  })
})
