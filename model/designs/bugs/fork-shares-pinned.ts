/**
 * Linux until 5.8: fork shares a page that a device is writing to, and whoever writes first gets the copy: the pin stays with
 * the other one. 70e806e4e645 (2020) copies pinned pages for the child at once.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'fork-shares-pinned',
    mendedBy: 'linux-6.12',
    summary:
      'Linux until 5.8: fork shares pinned pages with the child, and the parent’s next write leaves the pin with the child',
    sources: ['copy_one_pte, before commit 70e806e4e645 (2020; from memory)', 'MN2-14'],
  },
  { ...parts, memory: linuxMmWith({ forkCopiesPage: () => false }) },
)
