/**
 * Linux 6.2 to 6.12.85: where two bios of a request meet nobody looks at page maps, so that one segment runs from one BAR into
 * the next (BUG-34). 13920e4b7b78 (7.1, taken over by 6.12.86) asks there, too.
 */
import { blk62 } from '../../kernel/block/bvec.ts'
import { requestTable } from '../../kernel/block/request-table.ts'
import { linux } from '../../kernel/linux.ts'
import { linuxMm } from '../../kernel/mm/linux-mm.ts'
import { nvmeData } from '../../kernel/nvme/map-data.ts'
import { nvme612 } from '../../kernel/nvme/nvme.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'bios-join-pgmaps',
    mendedBy: 'linux-6.12',
    summary:
      'Linux 6.2 to 6.12.85: a segment of a request may run from one bio into the next, whoever their pages belong to',
    sources: ['biovec_phys_mergeable, before commit 13920e4b7b78 (7.1)', 'BUG-34, L25'],
  },
  { ...parts, memory: linuxMm, requestTable: requestTable(blk62), nvmeData: nvmeData(nvme612, blk62) },
)
