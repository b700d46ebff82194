/** A page fault (`handle_mm_fault`): what an entry that the CPU could not use becomes. */
import { WAIT, calls, jump, next, ret, type Rows } from '../../../call.ts'
import { allocTable, dirtied, entryAt, isPresent, protectedEntry, setEntry } from '../page/pte.ts'
import { addAnon } from '../page/rmap.ts'
import { allocRam } from '../page/struct-page.ts'
import type { Entry } from '../../../machine/page-table.ts'
import type { Mm, Taken } from '../parts.ts'
import { ZERO, type Vma } from '../state.ts'
import { isAnonymous, vmaAt } from '../vma/vma.ts'
import { fileFault } from './file.ts'
import { givePrivate, takePrivate } from './private.ts'
import { writeProtected } from './wp.ts'

/** `unshare`: the page is to be made the process's own, and not writable (`FAULT_FLAG_UNSHARE`). */
export interface FaultFlags {
  readonly write: boolean
  readonly unshare: boolean
}
/** `VM_FAULT_SIGBUS`, `VM_FAULT_HWPOISON`; `done`: the access is tried again. */
export type FaultResult = 'done' | 'sigbus' | 'hwpoison'

/** `do_anonymous_page`: read, the zero page; written, an empty page. */
const anonymous = (k: Mm, vma: Vma, at: number, { write }: FaultFlags): FaultResult => {
  if (!write) {
    setEntry(k, vma.process, at, { ...protectedEntry(vma, ZERO), special: true })
    return 'done'
  }
  const page = allocRam(k)
  addAnon(k, page, vma, at, true)
  const entry = protectedEntry(vma, page.frame)
  setEntry(k, vma.process, at, vma.write ? dirtied(vma, entry) : entry)
  return 'done'
}

/** What a fault has to do besides, without the page table's lock. */
type More =
  | 'wait'
  | { readonly jump: 'migrate_to_ram'; readonly frame: number }
  | { readonly jump: 'exclusive'; readonly old: Entry }
  | { readonly jump: 'wp_page_copy'; readonly old: Entry }

/** `do_swap_page`, of entries that are no swap (CF-3). */
const notPresent = (entry: Entry): FaultResult | More => {
  switch (entry.kind) {
    case 'migration':
      return 'wait'
    case 'exclusive':
      return { jump: 'exclusive', old: entry }
    case 'private':
      return { jump: 'migrate_to_ram', frame: entry.frame }
    default:
      return 'hwpoison'
  }
}

/** `handle_pte_fault` */
const handlePte = (k: Mm, vma: Vma, at: number, flags: FaultFlags): FaultResult | More => {
  const entry = entryAt(k, vma.process, at)
  if (entry === undefined) {
    if (!isAnonymous(vma)) return fileFault(k, vma, at, flags.write)
    allocTable(k, vma.process, at)
    return anonymous(k, vma, at, flags)
  }
  if (!isPresent(entry)) return notPresent(entry)
  if ((flags.write || flags.unshare) && !entry.write) {
    const result = writeProtected(k, vma, at, flags.unshare)
    return result === 'done' ? result : { jump: 'wp_page_copy', old: result.copies }
  }
  if (flags.write) setEntry(k, vma.process, at, { ...entry, dirty: true })
  return 'done'
}

interface FaultLocals extends FaultFlags {
  readonly process: number
  readonly at: number
  /** `FAULT_FLAG_ALLOW_RETRY` */
  readonly retries?: boolean
  readonly frame: number
  readonly taken: Taken
  /** What stood there when the fault was taken. */
  readonly old: Entry
  readonly result: FaultResult
}

/** One of four ways, by what stands there; all but the first go on without the page table's lock. */
export const HANDLE_MM_FAULT: Rows<Mm, FaultLocals> = {
  fault: (k, { process, at, write, unshare }) => {
    const vma = vmaAt(k, process, at)
    // Who holds the mmap lock finds one. A script may ask HMM without it, beside an munmap.
    if (vma === undefined) return ret('sigbus')
    k.w.memory.spaces[process].upper = true
    const result = handlePte(k, vma, at, { write, unshare })
    if (result === 'wait') return WAIT
    if (typeof result === 'string') return ret(result)
    if (result.jump !== 'migrate_to_ram') return jump(result.jump, { old: result.old })
    const { frame } = result
    const taken = takePrivate(k, frame)
    if (taken === 'wait') return WAIT
    return taken === 'again' ? ret('done') : next({ frame, taken })
  },
  migrate_to_ram: calls('migrate_to_ram', ({ process, at, frame }) => ({ process, at, frame }), 'result'),
  put_page: (k, { frame, taken, result }) => {
    givePrivate(k, frame, taken)
    return ret(result)
  },
  exclusive: calls(
    'remove_device_exclusive_entry',
    ({ process, at, old, retries }) => ({ process, at, old, ...(retries === true ? { retries } : {}) }),
    'result',
  ),
  restored: (_, { result }) => ret(result),
  wp_page_copy: calls('wp_page_copy', ({ process, at, unshare, old }) => ({ process, at, unshare, old }), 'result'),
  copied: (_, { result }) => ret(result),
}
