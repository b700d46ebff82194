/** GU: who may take a page of user memory. */
import { axioms } from '../axiom.ts'

export const GUP = axioms(
  'mm/gup.c, {}, Linux 6.12.117',
  `
GU-1  | read | is_valid_gup_args() | FOLL_PCI_P2PDMA with FOLL_LONGTERM is a warning and no page: EINVAL, or 0 from functions that pin without the fast path.
GU-2  | read | try_grab_folio(), __get_user_pages() | A peer page without FOLL_PCI_P2PDMA is EREMOTEIO, or the number of pages taken before it.
GU-3  | read | try_grab_folio_fast(), gup_fast_pte_range() | The fast path leaves a peer page that is not asked for to the slow one; where there is none, the count is short.
GU-4  | read | check_vma_flags() | What a mapping forbids comes first: I/O memory is EFAULT, a long pin of fsdax EOPNOTSUPP, a long pin for writing of the p2pmem file EFAULT.
GU-5  | read | faultin_page() | Device private memory is never returned: touching it faults it back to RAM.
GU-6  | read | migrate_longterm_unpinnable_folios() | A long pin moves device coherent memory to RAM first, and fails with EBUSY if that cannot be.
GU-7  | read | __gup_longterm_locked() | A long pin takes all pages, and if one may not stay gives all of them back, moves them and begins anew.
GU-8  | read | try_grab_folio() | A pin of a peer page counts 1024 references as one of RAM does, and whoever takes the provider away waits for it.
GU-9  | read | include/linux/mm.h, folio_is_longterm_pinnable() | A peer page may be pinned for long, as far as this test goes; device coherent memory may not.
GU-10 | read | is_valid_gup_args() | Nobody who pins for long (io_uring's fixed buffers, RDMA memory regions, VFIO) can have peer memory, by GU-1.
GU-11 | read | lib/iov_iter.c, iov_iter_extract_pages() | Peer memory comes out of an iterator only if that call allows it.
`,
)
