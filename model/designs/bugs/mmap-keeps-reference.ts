/**
 * Linux 6.2 to 6.12.74: an mmap of P2P memory that fails half way keeps the reference that it held meanwhile (BUG-8), so that
 * unbinding the provider never ends. 6220694c52a5 (2025) gives it back.
 */
import { linux } from '../../kernel/linux.ts'
import { mmapWith } from '../../kernel/pci/pool.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'mmap-keeps-reference',
    mendedBy: 'linux-6.12',
    summary: 'Linux 6.2 to 6.12.74: an mmap of P2P memory that fails half way keeps a reference on its page map',
    sources: ['p2pmem_alloc_mmap, before commit 6220694c52a5 (2025)', 'A5-25, L61, BUG-8'],
  },
  { ...parts, mmap: mmapWith(false) },
)
