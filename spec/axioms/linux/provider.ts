/** AR: how a driver gives memory of a BAR, and takes from it. */
import { axioms } from '../axiom.ts'

export const PROVIDER = axioms(
  'drivers/pci/p2pdma.c, {}, Linux 6.12.117',
  `
AR-1  | judged | pci_p2pdma_add_resource() | Memory is given as size and offset in a memory BAR, size 0 meaning the rest; a BAR of another kind, an offset behind its end and a piece that leaves it are EINVAL.
AR-2  | read   | pci_p2pdma_setup() | The first memory that a function gives makes its pool, its cache of map types and its group of sysfs files, which all later memory of it shares.
AR-3  | read   | pci_p2pdma_add_resource() | Each call makes one page map of one range, with the errors of PM-12: a piece that is not aligned to 2 MiB is EINVAL, the same piece again ENOMEM.
AR-4  | judged | pci_p2pdma_add_resource() | The bus offset of a page map is the bus address of its BAR minus its CPU physical address, in 64 bits that wrap.
AR-5  | judged | pci_p2pdma_add_resource(), pci_p2pmem_virt_to_bus() | The pool keeps the bus address of its memory, so that pci_p2pmem_virt_to_bus() answers it, and 0 for what is not there.
AR-6  | read   | pci_p2pdma_add_resource() | Where giving memory fails after its page map was made, the page map is taken back and the errno told; what is published stays.
AR-7  | judged | pci_p2pmem_publish() | Publishing decides who is found, and neither map types nor what can be allocated.
AR-8  | judged | pci_alloc_p2pmem(), pci_free_p2pmem() | An allocation is rounded up to pages, lies in one piece of memory that was given, and holds one reference to its page map until it is freed.
AR-9  | read   | pci_p2pmem_alloc_sgl() | A list of pool memory has one entry, as long as was asked for.
AR-10 | read   | p2pmem_alloc_mmap() | User space maps pool memory shared and from offset 0 only; each page then holds a reference, and goes back to the pool on its own when the last user has left it. | A failure half way gives the rest back and drops the reference that was taken for the time being; that is a backport, and 6.12.0 leaked it.
AR-11 | read   | pci_p2pdma_unmap_mappings(), memunmap_pages(), pci_p2pdma_release() | A provider that is unbound first takes its file away and unmaps user space, then waits until its page maps have no references, then frees its pool.
AR-12 | read   | pci_p2pdma_enable_store() | A driver's attribute takes the name of a PCI device with published memory, or a boolean; all else is ENODEV.
AR-13 | read   | include/linux/pci-p2pdma.h | A kernel without CONFIG_PCI_P2PDMA refuses to take memory (EOPNOTSUPP), answers -1 for each distance, allocates and finds nothing, and calls each entry NOT_SUPPORTED.
`,
)
