/** A page fault (`handle_mm_fault`): what an entry that the CPU could not use becomes. */
import { WAIT, calls, next, ret, type Rows } from '../../../call.ts'
import { invalidating } from '../device/notifier.ts'
import { allocTable, dirtied, entryAt, isPresent, protectedEntry, setEntry } from '../page/pte.ts'
import { addAnon } from '../page/rmap.ts'
import { allocRam, getPage, pageOf, putPage } from '../page/struct-page.ts'
import type { Mm } from '../parts.ts'
import { ZERO, type Vma } from '../state.ts'
import { isAnonymous, vmaAt } from '../vma/vma.ts'
import { restoreExclusive } from './exclusive.ts'
import { fileFault } from './file.ts'
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

/** EX-3: who holds the page exclusively is told, as a change by nobody. */
const revoke = (k: Mm, vma: Vma, at: number): FaultResult | 'wait' => {
  if (pageOf(k, entryAt(k, vma.process, at)!.frame).locked) return 'wait'
  invalidating(k, vma.process, 'EXCLUSIVE', [at, at + 1], () => restoreExclusive(k, vma, at))
  return 'done'
}

/** `do_swap_page`, of entries that are no swap (CF-3). */
const notPresent = (k: Mm, vma: Vma, at: number): FaultResult | 'wait' | 'private' => {
  switch (entryAt(k, vma.process, at)!.kind) {
    case 'migration':
      return 'wait'
    case 'exclusive':
      return revoke(k, vma, at)
    case 'private':
      return 'private'
    default:
      return 'hwpoison'
  }
}

/** `handle_pte_fault` */
const handlePte = (k: Mm, vma: Vma, at: number, flags: FaultFlags): FaultResult | 'wait' | 'private' => {
  const entry = entryAt(k, vma.process, at)
  if (entry === undefined) {
    if (!isAnonymous(vma)) return fileFault(k, vma, at, flags.write)
    allocTable(k, vma.process, at)
    return anonymous(k, vma, at, flags)
  }
  if (!isPresent(entry)) return notPresent(k, vma, at)
  if ((flags.write || flags.unshare) && !entry.write) return writeProtected(k, vma, at, flags.unshare)
  if (flags.write) setEntry(k, vma.process, at, { ...entry, dirty: true })
  return 'done'
}

interface FaultLocals extends FaultFlags {
  readonly process: number
  readonly at: number
  readonly frame: number
  readonly result: FaultResult
}

/** CF-1: the page of a private entry is held while its driver brings it back. */
export const HANDLE_MM_FAULT: Rows<Mm, FaultLocals> = {
  fault: (k, { process, at, write, unshare }) => {
    const vma = vmaAt(k, process, at)!
    k.w.memory.spaces[process].upper = true
    const result = handlePte(k, vma, at, { write, unshare })
    if (result === 'wait') return WAIT
    if (result !== 'private') return ret(result)
    const { frame } = entryAt(k, process, at)!
    getPage(pageOf(k, frame))
    return next({ frame })
  },
  migrate_to_ram: calls('migrate_to_ram', ({ process, at, frame }) => ({ process, at, frame }), 'result'),
  put_page: (k, { frame, result }) => {
    putPage(k, pageOf(k, frame))
    return ret(result)
  },
}
