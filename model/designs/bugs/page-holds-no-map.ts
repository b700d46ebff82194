/**
 * Linux 5.18 to 6.0: a private page that is in use does not hold its page map (BUG-36). A driver may take the map down, and free it, while
 * a process has a page of it. 0dc45ca1ce18 (6.1) takes a reference when a page is taken.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'page-holds-no-map',
    mendedBy: 'linux-6.12',
    summary: 'Linux 5.18 to 6.0: a page map of private memory may be taken down while pages of it are in use',
    sources: ['memunmap_pages(), before commit 0dc45ca1ce18 (6.1)', 'BUG-36'],
  },
  { ...parts, memory: linuxMmWith({ pageHoldsMap: false }) },
)
