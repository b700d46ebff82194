/**
 * Linux 6.12 with the counts of 6.15: a free page of a BAR has none, and who takes the page sets it. Keeps the count that 6.12 loses
 * (LAT-6, BUG-14).
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'count-set-when-taken',
    summary: 'Linux 6.12 with the counts of 6.15: who takes a page of a BAR out of its pool sets its count',
    sources: ['p2pmem_alloc_mmap() and free_zone_device_folio(), Linux 7.3.4', 'LAT-6, BUG-14'],
  },
  { ...parts, memory: linuxMmWith({ countsWhenFreed: false }) },
)
