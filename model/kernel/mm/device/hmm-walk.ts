/** The walk of `hmm_range_fault`: what each entry answers, until one has to be faulted in. */
import type { Entry } from '../../../machine/page-table.ts'
import { EFAULT, EPERM } from '../../errno.ts'
import { entryAt, hasTable, isPresent, tableEnd } from '../page/pte.ts'
import type { HmmBits, Mm } from '../parts.ts'
import type { Vma } from '../state.ts'
import { isPfnMapped, vmaAt, vmasIn } from '../vma/vma.ts'
import { toldAsItIs, toldThroughBar } from './hmm-private.ts'
import type { HmmEntry, HmmRange } from './hmm-range.ts'

/** How a walk ended: at its end, with an errno, at a page that must be faulted in, or at a migration that must end first. */
export type Walked =
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly rc: number }
  | { readonly kind: 'faults'; readonly at: number; readonly end: number; readonly write: boolean }
  | { readonly kind: 'waits'; readonly at: number }

const NO_BITS: HmmBits = { valid: false, write: false }
const EMPTY: HmmEntry = { ...NO_BITS, error: false }
const ERROR: HmmEntry = { ...NO_BITS, error: true }

interface Walk {
  readonly k: Mm
  readonly range: HmmRange
  /** Written as the walk goes. */
  readonly entries: HmmEntry[]
}

const needAt = ({ k, range, entries }: Walk, at: number, cpu: HmmBits): HmmBits =>
  k.parts.needFault(k.parts.request(entries[at - range.start], range.mask, range.defaults), cpu)

/** HM-2 */
const needOf = (walk: Walk, from: number, to: number): HmmBits => {
  let need = NO_BITS
  for (let at = from; at < to; at++) {
    const { valid, write } = needAt(walk, at, NO_BITS)
    need = { valid: need.valid || valid, write: need.write || write }
  }
  return need
}

const fill = ({ range, entries }: Walk, from: number, to: number, entry: HmmEntry): void => {
  for (let at = from; at < to; at++) entries[at - range.start] = entry
}

/** HM-6: a write needs a VMA that may be written. */
const faults = (vma: Vma, at: number, end: number, { write }: HmmBits): Walked =>
  write && !vma.write ? { kind: 'failed', rc: -EPERM } : { kind: 'faults', at, end, write }

/** HM-5: outside of VMAs nothing can be faulted in; inside, all of it is, with the need of all. MN2-16 */
const hole = (walk: Walk, vma: Vma | undefined, from: number, to: number): Walked | undefined => {
  const need = needOf(walk, from, to)
  if (!need.valid) {
    fill(walk, from, to, vma === undefined ? ERROR : EMPTY)
    return undefined
  }
  return vma === undefined ? { kind: 'failed', rc: -EFAULT } : faults(vma, from, to, need)
}

/** HM-7, the rows of entries that are not present. */
const notPresent = (walk: Walk, vma: Vma, at: number, end: number, entry: Entry): Walked | HmmEntry => {
  const { k, range } = walk
  const asItIs = entry.kind === 'private' ? toldAsItIs(k, range, entry) : undefined
  if (asItIs !== undefined) return asItIs
  const need = needAt(walk, at, NO_BITS)
  if (!need.valid) return EMPTY
  const through = entry.kind === 'private' ? toldThroughBar(k, range, entry, need) : undefined
  if (through !== undefined) return through
  if (entry.kind === 'migration') return { kind: 'waits', at }
  if (entry.kind === 'hwpoison' || (entry.kind === 'marker' && !k.parts.faultsMarkers))
    return { kind: 'failed', rc: -EFAULT }
  if (entry.kind === 'private' && !k.parts.faultsForeign) return { kind: 'failed', rc: -EFAULT }
  return faults(vma, at, k.parts.faultEnd(at, end), need)
}

/**
 * `hmm_vma_handle_pte`; `end`: where this table's part of the range ends. Memory without struct pages and PROT_NONE do not come here
 * (HM-4), and a marker is faulted as a hole is, up to 7.3.
 */
const handlePte = (walk: Walk, vma: Vma, at: number, end: number): Walked | HmmEntry => {
  const { k } = walk
  const entry = entryAt(k, vma.process, at)
  if (entry !== undefined && !isPresent(entry)) return notPresent(walk, vma, at, end, entry)
  const cpu: HmmBits = entry === undefined ? NO_BITS : { valid: true, write: entry.write }
  const need = needAt(walk, at, cpu)
  if (need.valid) return faults(vma, at, k.parts.faultEnd(at, end), need)
  return entry === undefined ? EMPTY : { ...cpu, error: false, frame: entry.frame }
}

/** A VMA's part of the range: table by table, where tables stand. */
const inVma = (walk: Walk, vma: Vma, from: number, to: number): Walked | undefined => {
  const { k } = walk
  // HM-4
  if (isPfnMapped(vma) || !vma.read) {
    if (needOf(walk, from, to).valid) return { kind: 'failed', rc: -EFAULT }
    fill(walk, from, to, ERROR)
    return undefined
  }
  if (!k.w.memory.spaces[vma.process].upper) return hole(walk, vma, from, to)
  for (let at = from; at < to;) {
    const end = tableEnd(at, to)
    if (!hasTable(k, vma.process, at)) {
      const result = hole(walk, vma, at, end)
      if (result !== undefined) return result
      at = end
      continue
    }
    for (; at < end; at++) {
      const result = handlePte(walk, vma, at, end)
      if ('kind' in result) return result
      fill(walk, at, at + 1, result)
    }
  }
  return undefined
}

/** `walk_page_range` from the cursor on; entries before it are outputs, those behind it still inputs. */
export const walkRange = (k: Mm, range: HmmRange, entries: HmmEntry[], cursor: number): Walked => {
  const walk: Walk = { k, range, entries }
  for (let at = cursor; at < range.end;) {
    const vma = vmaAt(k, range.process, at)
    const end = vma?.end ?? vmasIn(k, range.process, at, range.end)[0]?.start ?? range.end
    const to = Math.min(end, range.end)
    const result = vma === undefined ? hole(walk, undefined, at, to) : inVma(walk, vma, at, to)
    if (result !== undefined) return result
    at = to
  }
  return { kind: 'ended' }
}
