/**
 * An operation of its own for lists with peer memory, and an error where a backend has none.
 *
 * Jason Gunthorpe, 18 April 2017: `map_sg_p2p` is set equal to `map_sg` by those who have learned it. Here
 * dma-direct has and the IOMMU driver has not yet: the state in which adoption would have started.
 */
import { EINVAL } from '../../kernel/errno.ts'
import { usesIommu } from '../../kernel/dma/mapping.ts'
import { isFunction, type Hw } from '../../machine/columns.ts'
import { linux } from '../../kernel/linux.ts'
import { isP2p } from '../../kernel/lib/scatterlist.ts'
import { syncRam } from '../parts/sync.ts'
import { parts } from './pgmap-callback-fixed.ts'

/** Who maps for the client: dma-direct has learned it, the IOMMU's driver and software RDMA have not. */
const hasOptedIn = (hw: Hw, client: number): boolean => isFunction(hw.machine, client) && !usesIommu(hw, client)

export default linux(
  {
    id: 'opt-in-op',
    alias: 'D08',
    summary:
      'opt-in operation: dma-direct maps peer pages in its loop; a backend that has not opted in refuses the list',
    sources: ['Jason Gunthorpe, 18 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory"', 'A3-46'],
  },
  {
    ...parts,
    mapSg: (own, call, request) =>
      request.table.some(isP2p) && !hasOptedIn(call.hw, request.client)
        ? { k: call.k, rc: -EINVAL, table: request.table, nents: 0 }
        : parts.mapSg(own, call, request),
    syncSg: syncRam,
  },
)
