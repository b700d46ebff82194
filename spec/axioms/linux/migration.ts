/** MI: migration; EX: exclusive access; CF: page faults on such entries. */
import { axioms } from '../axiom.ts'

export const MIGRATION = axioms(
  'mm/{}, Linux 6.12.117',
  `
MI-1 | judged | migrate_device.c, migrate_vma_setup() | A migration is EINVAL outside of one VMA, in a VMA of a driver, and with a fault page that is not private.
MI-2 | judged | migrate_device.c, migrate_vma_collect_pmd() | A migration takes holes of anonymous memory, the zero page and RAM if the system is selected, and pages of devices if their kind and owner are selected.
MI-3 | judged | migrate_device.c, migrate_vma_collect_pmd() | A page that is taken is locked, and its entry is replaced at once; a page that is locked already, or is this process's alone and may be pinned, is left.
MI-4 | judged | migrate_device.c, migrate_device_unmap() | A page that is still mapped, or has a reference too many, is put back; a page of a device may have one reference that nobody accounts for.
MI-5 | judged | migrate_device.c, __migrate_device_pages() | Without a destination a page stays; otherwise its references must be exact; holes are filled if they still are holes.
MI-6 | judged | migrate_device.c, migrate_device_finalize() | After a migration the entries of a page that moved lead to the new page, and those of a page that did not lead to the old one.
MI-9 | judged | migrate_device.c, migrate_device_range() | Pages can be migrated by their number, whoever maps them: so a driver empties its memory.
EX-1 | judged | rmap.c, make_device_exclusive_range() | Exclusive access gets pages as for writing; each page that can be locked loses all its entries to the device, and is granted if the entry that was asked for was writable.
EX-3 | judged | memory.c, remove_device_exclusive_entry() | A CPU access makes the entry ordinary again, after the device was told; what it is told names no owner.
EX-4 | judged | rmap.c, page_make_device_exclusive_one() | An exclusive entry keeps the reference to the page, and gives up the mapping.
CF-1 | judged | memory.c, do_swap_page() | A fault on a private page holds the page, and asks its driver to bring it back.
CF-2 | judged | memory.c, do_swap_page() | A driver that cannot bring a page back must say SIGBUS.
CF-3 | judged | memory.c, do_swap_page() | A CPU waits for a migration entry; a poisoned entry is SIGBUS.
CF-4 | judged | memory.c, copy_nonpresent_pte(); mprotect.c, change_pte_range() | Fork and every change of protection take the write permission from private entries; fork makes exclusive entries ordinary first.
CF-5 | judged | memory.c, zap_pte_range() | Dropping a private entry drops mapping and reference; dropping an exclusive one drops its reference; dropping a migration entry drops nothing.
`,
)
