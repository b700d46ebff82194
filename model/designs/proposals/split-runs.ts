/**
 * The list is cut into runs of one kind, and each is mapped by itself.
 *
 * Dan Williams, 18 April 2017: "calling up to the host memory map_sg implementation on a per sgl basis".
 * Every run of RAM is a mapping of its own, and nobody spoke of what becomes of the first when the
 * second fails.
 */
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { mapByKind, unmapRuns } from '../parts/split.ts'
import { syncRam } from '../parts/sync.ts'
import { parts as inner } from './pgmap-callback-fixed.ts'

const parts: Parts = {
  ...inner,
  mapSg: (own, call, request) =>
    mapByKind(
      own,
      inner,
      (k, entry) => inner.asBusAddress(own, k, entry),
      ({ k }, { table }) => ({ k, table }),
      call,
      request,
    ),
  syncSg: syncRam,
  // Each run of RAM was a mapping of its own, and is unmapped as one.
  unmapSg: (own, call, request, nents) =>
    unmapRuns(
      // What was mapped by its bus address was never given to the DMA API.
      (now, run, used) =>
        run.table.every(({ marked }) => marked) ? { k: now.k, table: run.table } : inner.unmapSg(own, now, run, used),
      call,
      request,
      nents,
    ),
}

export default linux(
  {
    id: 'split-runs',
    alias: 'D07',
    summary:
      'split runs: maps each run of RAM separately and the peer pages between them by bus address, without rollback',
    sources: ['Dan Williams, 18 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory"', 'A3-48, A3-49'],
  },
  parts,
)
