/** HM: `hmm_range_fault`; MN: interval notifiers. */
import { axioms } from '../axiom.ts'

export const MIRRORS = axioms(
  'mm/{}, Linux 6.12.117',
  `
HM-1 | judged | hmm.c, hmm_pte_need_fault() | What is asked of a page is its input within the mask, and the defaults; a request to write that does not ask for a fault asks nothing.
HM-2 | judged | hmm.c, hmm_range_need_fault() | What is asked of any page of a range is asked of the range.
HM-3 | judged | hmm.c, hmm_range_fault() | A sequence that is no longer true is EBUSY before each walk; there is no bound on walks.
HM-4 | judged | hmm.c, hmm_vma_walk_test() | For memory that may not be read, or has no struct pages, each entry is an error; if something was asked of it, the call is EFAULT.
HM-6 | judged | hmm.c, hmm_vma_fault() | To ask for a write to memory that may not be written is EPERM; a fault that fails is EFAULT; after a fault the walk begins anew at that page.
HM-7 | judged | hmm.c, hmm_vma_handle_pte() | A private page is told to its own owner without a fault, whatever is asked; for all others it counts as nothing, or is faulted back.
HM-13 | read  | lib/test_hmm.c, dmirror_read(), dmirror_fault() | The test driver walks its device's own table, faults what is missing in with hmm_range_fault(), and walks again; each device is an owner of its own.
HM-14 | read  | lib/test_hmm.c, dmirror_range_fault(), dmirror_do_fault() | It writes its table under its lock, if the sequence is still true, and without write permission where HMM told none.
HM-15 | read  | lib/test_hmm.c, dmirror_interval_invalidate() | When it is told of a change, it drops its entries of the range; what it is told of migrations with its own owner it ignores.
HM-16 | judged | lib/test_hmm.c, dmirror_devmem_fault(), dmirror_migrate_to_device() | Its migrations copy before the pages stage, erase what leaves the device before that, and write the table before finalize. | That migrate_to_ram answers 0 where the page did not move was read.
MN-1 | judged | mmu_notifier.c, __mmu_notifier_register() | A process's sequence begins at 2; it is even while nothing is invalidated.
MN-2 | judged | mmu_notifier.c, mn_itree_inv_start_range() | An invalidation that meets somebody's range makes the sequence odd, and tells each whose range it meets.
MN-3 | judged | mmu_notifier.c, mn_itree_invalidate() | Who is told takes over that sequence, and tears its entries down.
MN-4 | judged | mmu_notifier.c, mn_itree_inv_end() | At the end of the last invalidation the sequence becomes even again.
MN-5 | read   | mmu_notifier.c, mmu_interval_read_begin() | Who begins to read waits while his own range may be under invalidation; what he gets is odd.
MN-6 | judged | include/linux/mmu_notifier.h, mmu_interval_read_retry() | What was read is stale if the sequence is another one.
MN-7 | read   | Documentation/mm/hmm.rst | A driver begins to read, calls hmm_range_fault(), takes its lock, asks whether it must retry, and only then writes its table.
MN-8 | judged | mmu_notifier.c, __mmu_interval_notifier_insert() | A notifier that is inserted while nothing is invalidated has the sequence of before. | One that is removed while something is invalidated is taken out at the end of that, and mmu_interval_notifier_remove() waits until then (read).
MN-9 | judged | include/linux/mmu_notifier.h, mmu_notifier_range_init_owner() | Migration and exclusive access say whose they are; a driver may pass over its own, and over nothing else.
`,
)
