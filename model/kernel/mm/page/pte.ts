/** Page table entries as the kernel reads and writes them. */
import { TABLE_BEGINS, type Entry, type FrameNumber } from '../../../machine/page-table.ts'
import type { Mm } from '../parts.ts'
import type { Page, Vma } from '../state.ts'

export const tableOf = (at: number): number => (at < TABLE_BEGINS ? 0 : 1)
/** The end of the part of a range that one table has. */
export const tableEnd = (at: number, end: number): number => (at < TABLE_BEGINS ? Math.min(end, TABLE_BEGINS) : end)

export const hasTable = ({ w }: Mm, process: number, at: number): boolean => w.memory.spaces[process].leaf[tableOf(at)]
export const allocTable = ({ w }: Mm, process: number, at: number): void => {
  const space = w.memory.spaces[process]
  space.upper = true
  space.leaf[tableOf(at)] = true
}

export const entryAt = ({ w }: Mm, process: number, at: number): Entry | undefined =>
  w.memory.spaces[process].entries[at]
export const setEntry = (k: Mm, process: number, at: number, entry: Entry): void => {
  allocTable(k, process, at)
  k.w.memory.spaces[process].entries[at] = entry
}
export const clearEntry = ({ w }: Mm, process: number, at: number): void => {
  delete w.memory.spaces[process].entries[at]
}

/** `pte_same`: whether what stands there is what stood there. */
export const sameEntry = (now: Entry | undefined, old: Entry): boolean =>
  now !== undefined && FIELDS.every((field) => now[field] === old[field])
const FIELDS = ['kind', 'frame', 'write', 'dirty', 'special', 'exclusive'] as const

/** `pte_present`: the kernel counts entries of PROT_NONE as present, the CPU does not. */
export const isPresent = (entry: Entry | undefined): entry is Entry & { readonly kind: 'present' | 'protnone' } =>
  entry?.kind === 'present' || entry?.kind === 'protnone'

/** `vm_normal_page`: the page that counts are kept of; undefined: the zero page, or memory without a struct page. */
export const normalPage = ({ w }: Mm, { frame, special }: Entry): Page | undefined =>
  special ? undefined : w.pages[frame]

const entry = (kind: Entry['kind'], frame: FrameNumber, write: boolean): Entry => ({
  kind,
  frame,
  write,
  dirty: false,
  special: false,
  exclusive: false,
})

/** Of memory that is shared and writable, who writes first must be noticed (`vma_wants_writenotify`). */
export const wantsWriteNotify = (vma: Vma): boolean => vma.shared && vma.write && (vma.kind === 'p2p' || vma.watched)

/** `vm_page_prot`: private memory is never writable by protection alone. */
const writableByProtection = (vma: Vma): boolean => vma.shared && vma.write && !wantsWriteNotify(vma)

const isNone = (vma: Vma): boolean => !vma.read && !vma.write

/** `mk_pte` with the VMA's protection. */
export const protectedEntry = (vma: Vma, frame: FrameNumber): Entry =>
  entry(isNone(vma) ? 'protnone' : 'present', frame, writableByProtection(vma))

/** `pte_modify`: the same page, dirty as it was, under the VMA's protection. */
export const modified = (vma: Vma, old: Entry): Entry => ({
  ...protectedEntry(vma, old.frame),
  dirty: old.dirty,
  special: old.special,
})

/** `maybe_mkwrite(pte_mkdirty(..))` */
export const dirtied = (vma: Vma, old: Entry): Entry => ({ ...old, dirty: true, write: old.write || vma.write })

export const privateEntry = (frame: FrameNumber, write: boolean): Entry => entry('private', frame, write)
export const exclusiveEntry = (frame: FrameNumber, write: boolean): Entry => entry('exclusive', frame, write)
export const migrationEntry = (frame: FrameNumber, write: boolean, exclusive: boolean, dirty: boolean): Entry => ({
  ...entry('migration', frame, write),
  exclusive: exclusive && !write,
  dirty,
})
export const poisonedEntry = (frame: FrameNumber): Entry => entry('hwpoison', frame, false)
/** UFFDIO_POISON's mark: no page is behind it. */
export const markerEntry = (): Entry => entry('marker', -1, false)
