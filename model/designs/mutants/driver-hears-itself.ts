/**
 * A driver that takes pages out of its device's page table for its own migrations, too. lib/test_hmm.c ignores that it is told
 * (HM-15), and what its device writes between the copy and the new entry is lost. Keeps S34 there.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'driver-hears-itself',
    summary: 'Linux 6.12, and a driver that ignores no invalidation, not even its own',
    sources: [
      'a mutant of this project: dmirror_interval_invalidate, lib/test_hmm.c, without its first lines',
      'HM-15, MN-9',
    ],
  },
  { ...parts, memory: linuxMmWith({ ignores: () => false }) },
)
