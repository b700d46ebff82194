/**
 * Linux 5.7 to 5.18: private memory has an owner, and a request for somebody else's fails with -EFAULT (BUG-40). 8a295dbbaf72
 * (2022) faults it in.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'foreign-private-fails',
    mendedBy: 'linux-6.12',
    summary: 'Linux 5.7 to 5.18: a request for private memory of another owner fails',
    sources: ['hmm_vma_handle_pte, before commit 8a295dbbaf72 (2022)', 'BUG-40, R5.7-3, R5.19-2'],
  },
  { ...parts, memory: linuxMmWith({ faultsForeign: false }) },
)
