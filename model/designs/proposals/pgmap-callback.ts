/**
 * The page map brings its own mapping callback, as the mail wrote the helper.
 *
 * Logan Gunthorpe, 19 April 2017, in what Dan Williams answered the same day. The callback
 * does the segment check and the offset; around it the helper has three defects:
 *   - every ZONE_DEVICE page that is not P2P is refused, persistent memory with it;
 *   - that early return keeps the reference which `get_dev_pagemap` took;
 *   - a bus address of 0 counts as failure.
 * The check itself is taken to be right, ACS and all, so that what the checker finds is these three.
 */
import { onTheWire } from '../../address.ts'
import { EIO } from '../../kernel/errno.ts'
import { linux } from '../../kernel/linux.ts'
import { isP2p } from '../../kernel/lib/scatterlist.ts'
import { NO_PGMAP } from '../../kernel/mm/page.ts'
import { parts } from './pgmap-callback-fixed.ts'

export default linux(
  {
    id: 'pgmap-callback',
    alias: 'D05',
    mendedBy: 'pgmap-callback-fixed',
    summary:
      'page map with a dma_map callback, as mailed: refuses other device pages, leaks a reference, takes address 0 for an error',
    sources: [
      'Logan Gunthorpe and Dan Williams, 19 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory"',
      'A0-03, A0-04, A0-05',
    ],
  },
  {
    ...parts,
    mapSg: (own, call, request) => {
      const { k } = call
      const { table } = request
      const refused = { k, rc: -EIO, table, nents: 0 }
      if (table.some((entry) => entry.pgmap !== NO_PGMAP && !isP2p(entry))) return { ...refused, pgmapRefs: 1 }
      const mapped = parts.mapSg(own, call, request)
      const zero = mapped.table.some(({ dma, marked }) => marked && dma !== undefined && onTheWire(dma) === 0)
      return zero ? refused : mapped
    },
  },
)
