/** Page table entries, and the order in which the VMAs of a file are visited: mm/memory.c, mm/interval_tree.c, Linux 6.12.117. */
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../../model/machine/page-table.ts'
import { linuxMm } from '../../../../model/kernel/mm/linux-mm.ts'
import { sameEntry } from '../../../../model/kernel/mm/page/pte.ts'
import { bootMm, type Vma } from '../../../../model/kernel/mm/state.ts'
import { linkFile } from '../../../../model/kernel/mm/vma/anon-vma.ts'

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

describe('the VMAs of a file', () => {
  const k = { w: bootMm([]), parts: linuxMm.parts }
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
