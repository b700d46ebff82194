/**
 * Linux 5.10 to 5.19: the reference of a page map is freed while the map can still be found by the number of a page (BUG-38).
 * 1e57ffb6e3fd (6.0) takes the map out of the array first.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMm } from '../../kernel/mm/linux-mm.ts'
import { MEMUNMAP_PAGES } from '../../kernel/mm/device/page-map.ts'
import { parts } from '../releases/linux-6.12.ts'

const { kill, wait, exit, unmap, synchronize } = MEMUNMAP_PAGES
const tables = { ...linuxMm.tables, memunmap_pages: { kill, wait, exit, unmap, synchronize } }

export default linux(
  {
    id: 'page-map-reaped-too-early',
    mendedBy: 'linux-6.12',
    summary: 'Linux 5.10 to 5.19: a page map can be found although its reference is freed',
    sources: ['memunmap_pages(), before commit 1e57ffb6e3fd (6.0)', 'BUG-38'],
  },
  { ...parts, memory: { ...linuxMm, tables } },
)
