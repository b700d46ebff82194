/**
 * Linux 6.12 where a free page of a BAR has no count, and whoever takes the page sets it. Keeps the count that 6.12 loses (LAT-6,
 * BUG-14). Since 6.15 `p2pmem_alloc_mmap` does so; `pci_alloc_p2pmem` of 7.3.4 sets none (read), and its caller must not count.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'count-set-when-taken',
    summary: 'Linux 6.12 where who takes a page of a BAR out of its pool sets its count, as mmap does since 6.15',
    sources: ['p2pmem_alloc_mmap() and free_zone_device_folio(), Linux 7.3.4', 'LAT-6, BUG-14'],
  },
  { ...parts, memory: linuxMmWith({ countsWhenFreed: false }) },
)
