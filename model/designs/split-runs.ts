/**
 * D07: the list is cut into runs of one kind, and each is mapped by itself.
 *
 * Dan Williams, 18 April 2017: "calling up to the host memory map_sg implementation on a per sgl basis".
 * Every run of RAM is a mapping of its own, and nobody spoke of what becomes of the first when the
 * second fails.
 */
import { EIO } from '../kernel/errno.ts'
import { linux, type Parts } from '../kernel/linux.ts'
import { isP2p } from '../kernel/scatterlist.ts'
import { mapRuns, splitRuns, unmapRuns } from '../kernel/split.ts'
import { parts as inner } from './pgmap-callback-fixed.ts'

const parts: Parts = {
  ...inner,
  mapSg: (own, call, request) => {
    const runs = splitRuns(request.table, (a, b) => isP2p(a) === isP2p(b))
    return mapRuns(
      runs,
      (now, run) => {
        if (!isP2p(run.table[0])) return inner.mapSg(inner, now, run)
        const direct = run.table.every(
          ({ provider }) => own.mapType(own, now, provider, run.client).type === 'BUS_ADDR',
        )
        if (!direct) return { k: now.k, rc: -EIO, table: run.table, nents: 0 }
        const table = run.table.map((entry) => inner.asBusAddress(own, now.k, entry))
        return { k: now.k, rc: 0, table, nents: table.length }
      },
      ({ k }, { table }) => ({ k, table }),
      call,
      request,
    )
  },
  // Each run of RAM was a mapping of its own, and is unmapped as one.
  unmapSg: (own, call, request, nents) =>
    unmapRuns((now, run, used) => inner.unmapSg(own, now, run, used), call, request, nents),
}

export default linux(
  {
    id: 'D07',
    order: 70,
    summary: 'split runs: every run of RAM mapped by itself, peer pages between them by bus address, no rollback',
    sources: ['SEED3: Dan Williams, 18 April 2017', 'threads.md D07, A3-48, A3-49'],
  },
  parts,
)
