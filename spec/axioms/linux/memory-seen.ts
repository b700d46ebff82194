/** MN2: what was learnt of memory that moves when predictions were compared with a booted Linux. */
import { axioms } from '../axiom.ts'

export const MEMORY_SEEN = axioms(
  'mm/{}, Linux 6.12.117',
  `
MN2-1  | judged | page_vma_mapped.c, check_pte(); migrate.c, remove_migration_pte() | A migration that gives a page up turns its exclusive entry into an ordinary one that may only be read, tells nobody, and leaks the entry's reference. | Seen of coherent pages that are evicted (mem-441).
MN2-2  | judged | rmap.c, try_to_migrate_one() | A private page that is unmapped from the page's side becomes dirty, though nobody wrote it. | By the layout of x86-64 entries (mem-62).
MN2-3  | judged | migrate_device.c, __migrate_device_pages() | From the first hole that is filled to the end of the migration, notifiers are told a second time.
MN2-5  | judged | rmap.c, try_to_migrate_one() | Unmapping from the page's side tells of one page in each VMA that is visited, mapped there or not, until the page is mapped nowhere.
MN2-6  | judged | rmap.c, rmap_walk_anon() | VMAs are visited by their page offset, then in the order of their insertion. | A VMA that is split or merged is inserted anew.
MN2-7  | judged | migrate_device.c, migrate_vma_check_page() | One plain extra reference on a page of a device passes the first stage and fails in the second; two fail in the first.
MN2-8  | judged | gup.c, migrate_longterm_unpinnable_folios() | Where one page cannot move, every pin of the call is dropped; pages before it have moved.
MN2-9  | judged | gup.c, gup_must_unshare() | A pin for reading makes an anonymous page its process's own first; a long one the zero page and pages of files, too.
MN2-10 | judged | gup.c, gup_fast_pte_range() | The fast path leaves the zero page, and what must be made its process's own, to the slow one.
MN2-11 | judged | memory.c, do_page_mkwrite(); fs/kernfs/file.c, kernfs_vma_page_mkwrite() | A write to peer memory that was mapped for reading and made writable later never ends, nor does HMM or GUP that asks for writing. | mem-444, mem-903, mem-904.
MN2-13 | judged | memory.c, copy_nonpresent_pte() | Fork makes exclusive entries ordinary and tells the device only that it write-protects.
MN2-14 | read   | memory.c, copy_present_page() | A page that may be pinned, and is its process's own, is copied at fork; the parent goes on writing to its own.
MN2-16 | judged | hmm.c, hmm_vma_walk_hole() | A hole is as long as one page table's part where the level above exists, and otherwise as long as the VMA's part.
MN2-17 | judged | memremap.c, free_zone_device_folio() | A page of a dying map takes no reference of it and drops one when it is freed: taking the map down may end too early.
MN2-20 | read   | migrate_device.c, migrate_vma_check_page() | A driver that does not name the fault page passes the first stage and fails in the second.
MN2-21 | judged | memory.c, vma_needs_copy() | Fork copies the page tables of memory that has a page of its own, and of drivers' memory; only for private memory it tells notifiers.
MN2-22 | judged | mprotect.c, mprotect_fixup(), change_pte_range() | Unchanged permissions change nothing; pages that are the process's own become writable at once; a hole stops it.
MN2-23 | read   | mremap.c, mremap_to() | The source is looked up, the target unmapped, and the length judged, in this order; the move is told twice.
MN2-24 | judged | vma.c, unmap_vmas(); madvise.c, madvise_walk_vmas() | munmap tells once, of all that was asked; MADV_DONTNEED of each VMA's part, and goes on past holes.
MN2-25 | judged | mmap.c, exit_mmap() | A process that ends tells of a release and of an unmapping, both of everything.
MN2-26 | judged | userfaultfd.c, userfaultfd_clear_vma() | The end of a userfaultfd's watch is a pass of protection over all that it watched; shared entries lose their write permission, dirty or not. | mem-902.
MN2-27 | judged | memory.c, do_wp_page() | A write takes over a page that is the process's own or has no other reference, and tells nobody; all else is copied.
MN2-28 | read | memory.c, wp_pfn_shared() | PFN-mapped shared memory can be written again after its permissions came back, and keeps what is in it.
MN2-29 | judged | memory-failure.c, memory_failure() | Every entry of a poisoned page says so; only a dirty page kills, and the page keeps a reference.
MN2-30 | judged | mmu_notifier.c, mn_itree_inv_start_range() | The sequence is the process's: events of other ranges raise it, too.
MN2-31 | judged | gup.c, __get_user_pages() | What was got or faulted before an error stays, and is the answer where it can be.
MN2-32 | judged | migrate_device.c, __migrate_device_pages() | Pages of shared memory move to RAM, and stay where a device is the destination.
`,
)
