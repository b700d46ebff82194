/**
 * Linux 6.17: a bio never mixes kinds of memory.
 *
 * The block layer cuts a buffer where the page map changes, and each bio becomes a request that is mapped by
 * itself. What one mapping of the list was becomes several; where one fails the others are taken back,
 * as the whole I/O fails.
 *
 * Behind an IOMMU the list functions flush before they look at a page. So every entry is flushed for a client that is not
 * coherent, at map and at unmap. Peer memory that gets a bus address is flushed, too. This is so in 6.12.117 and in 7.3.4, and
 * no attribute of a list prevents it. Drivers that map without a list (NVMe, since 6.17) do not call these functions for a bus
 * address.
 */
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { mapRuns, samePgmap, splitRuns, unmapRuns } from '../parts/split.ts'
import { parts as linux612 } from './linux-6.12.ts'

const parts: Parts = {
  ...linux612,
  mapSg: (own, call, request) =>
    mapRuns(
      splitRuns(request.table, samePgmap),
      (now, run) => linux612.mapSg(own, now, run),
      (now, run, nents) => own.unmapSg(own, now, run, nents),
      call,
      request,
    ),
  unmapSg: (own, call, request, nents) =>
    unmapRuns((now, run, used) => linux612.unmapSg(own, now, run, used), call, request, nents),
}

export default linux(
  {
    id: 'linux-6.17',
    alias: 'D24',
    summary: 'Linux 6.17: cuts the list into bios of one kind of memory each, and maps each separately',
    sources: [
      'commit 226d6099402d (6.17)',
      'iommu_dma_map_sg and iommu_dma_unmap_sg, Linux 6.12.117 and 7.3.4',
      'NW-6, A5-14',
    ],
  },
  parts,
)
