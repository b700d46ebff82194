/** System calls that change an address space; those of one row hold the mmap lock for writing all along. */
import { WAIT, ret, type Rows, type Tables } from '../../call.ts'
import { whileNobodyReads } from './mmap-lock.ts'
import type { Mm } from './parts.ts'
import type { VmaKind } from './state.ts'
import { MADVISE_DONTNEED, MUNMAP } from './vma/drop.ts'
import { fork } from './vma/fork.ts'
import { mmap, type Protection } from './vma/mmap.ts'
import { mprotect } from './vma/mprotect.ts'
import { exitProcess } from './vma/unmap.ts'

interface OfRange {
  readonly process: number
  readonly start: number
  readonly end: number
}
interface Protecting extends OfRange {
  readonly protection: Protection
}
interface Mapping extends Protecting {
  readonly vma: VmaKind
}

const MMAP: Rows<Mm, Mapping> = {
  mmap_lock: whileNobodyReads((k, { process, start, end, protection, vma }) =>
    ret(mmap(k, process, start, end, protection, vma)),
  ),
}

const MPROTECT: Rows<Mm, Protecting> = {
  mmap_lock: whileNobodyReads((k, { process, start, end, protection }) =>
    ret(mprotect(k, process, start, end, protection)),
  ),
}

const FORK: Rows<Mm, { readonly process: number; readonly child: number }> = {
  mmap_lock: whileNobodyReads((k, { process, child }) => {
    fork(k, process, child)
    return ret(0)
  }),
}

/** A call that is under way holds the process. */
const EXIT: Rows<Mm, { readonly process: number }> = {
  exit_mmap: (k, { process }) => {
    if (k.w.processes[process].readers > 0) return WAIT
    exitProcess(k, process)
    return ret(0)
  },
}

export const SYSCALLS: Tables<Mm> = {
  vm_mmap: MMAP,
  // A mapping of the file `p2pmem/allocate`, which came with 6.2.
  p2pmem_alloc_mmap: MMAP,
  vm_munmap: MUNMAP,
  mprotect: MPROTECT,
  madvise_dontneed: MADVISE_DONTNEED,
  fork: FORK,
  exit_mm: EXIT,
}
