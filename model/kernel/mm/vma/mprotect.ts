/** mprotect: new permissions for VMAs, and for the entries that are there. */
import { ENOMEM } from '../../errno.ts'
import { invalidating } from '../device/notifier.ts'
import { entryAt, isPresent, modified, normalPage, setEntry, wantsWriteNotify } from '../page/pte.ts'
import { pageOf } from '../page/struct-page.ts'
import type { Mm } from '../parts.ts'
import type { Vma } from '../state.ts'
import type { Protection } from './mmap.ts'
import { modify } from './modify.ts'
import { vmaAt } from './vma.ts'

/**
 * `vma_wants_manual_pte_write_upgrade`: protection alone gives no write permission, the entry may. Where a userfaultfd watches shared
 * memory its protection is without write already, which Linux takes for a driver's own wish: then no entry may.
 */
const upgrades = (vma: Vma): boolean => (vma.shared ? wantsWriteNotify({ ...vma, watched: false }) : vma.write)

/**
 * `change_pte_range`, one entry. CF-4: whatever the new protection, an entry of a private or exclusive page loses its write
 * permission.
 */
const changeEntry = (k: Mm, vma: Vma, at: number): void => {
  const old = entryAt(k, vma.process, at)
  if (old === undefined) return
  if (isPresent(old)) {
    const changed = modified(vma, old)
    const page = normalPage(k, old)
    const write = changed.write || (upgrades(vma) && k.parts.becomesWritable(vma, changed, page))
    setEntry(k, vma.process, at, { ...changed, write })
    return
  }
  if (!old.write || (old.kind === 'exclusive' && k.parts.exclusiveMaps)) return
  const exclusive = old.kind === 'migration' && pageOf(k, old.frame).mapping === 'anon'
  setEntry(k, vma.process, at, { ...old, write: false, exclusive })
}

/** `change_protection`. MN2-22: nobody is told where no page table stands anywhere near. */
export const changeProtection = (k: Mm, vma: Vma, start: number, end: number): void => {
  if (!k.w.memory.spaces[vma.process].upper) return
  invalidating(k, vma.process, 'PROTVMA', [start, end], () => {
    for (let at = start; at < end; at++) changeEntry(k, vma, at)
  })
}

/** `mprotect_fixup`. MN2-22: unchanged flags change nothing. */
const fixup = (k: Mm, vma: Vma, start: number, end: number, prot: Protection): void => {
  if (vma.read === prot.read && vma.write === prot.write) return
  const forgets = vma.kind === 'anon' && vma.anonVma === 0
  const account = prot.write ? vma.account || !vma.shared : vma.account && !forgets
  changeProtection(k, modify(k, vma, start, end, { ...prot, account, watched: vma.watched }), start, end)
}

/** `do_mprotect_pkey`. MN2-22: a hole stops it, and what was before the hole is done. */
export const mprotect = (k: Mm, process: number, start: number, end: number, prot: Protection): number => {
  for (let at = start; at < end;) {
    const vma = vmaAt(k, process, at)
    if (vma === undefined) return -ENOMEM
    const to = Math.min(vma.end, end)
    fixup(k, vma, at, to, prot)
    at = to
  }
  return 0
}
