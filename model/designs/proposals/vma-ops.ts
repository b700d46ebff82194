/**
 * A VMA has operations of its own for peers, and the exporter's driver maps: Jerome Glisse, 29 January 2019, 3/5, as it was meant.
 *
 * The exporter may map fewer pages than it is asked for, so the importer goes on behind those that it got. Where it gets none, the
 * range is an error and all of it is taken back. A page that such a driver maps for a process is mapped for a device that mirrors
 * the process in the same way (5/5).
 */
import { EFAULT } from '../../kernel/errno.ts'
import { isP2p, withDma } from '../../kernel/lib/scatterlist.ts'
import { linux } from '../../kernel/linux.ts'
import { hmmDmaMapAlloc } from '../../kernel/mm/device/hmm-dma.ts'
import { unmapAsWhatItIs } from '../../kernel/mm/device/map-pfn.ts'
import { exportingMm, mapPfn } from '../../kernel/mm/exporter.ts'
import { begun, ended, mapRam, mapRun, p2pMap, unmapUserRange } from '../../kernel/mm/p2p-vma.ts'
import type { Parts } from '../../kernel/parts.ts'
import { parts as linux612 } from '../releases/linux-6.12.ts'

export const parts: Parts = {
  ...linux612,
  memory: exportingMm(),
  hmmDmaMapAlloc,
  hmmDmaMapPfn: mapPfn,
  hmmDmaUnmapPfn: unmapAsWhatItIs,
  p2pMap,
  unmapUserRange,
  mapUserRange: (own, call, request) => {
    const range = begun(call, request)
    const { table } = range
    for (let i = 0; i < table.length;) {
      const mapped = isP2p(table[i]) ? mapRun(own, range, request, i, i) : Number(mapRam(own, range, request, i))
      if (mapped === 0) {
        const left = own.unmapUserRange!(own, range.call, { ...request, table: table.slice(0, i) })
        const untouched = request.table.map((entry) => withDma(entry, undefined, 0))
        return {
          k: left.k,
          rc: -EFAULT,
          table: untouched,
          nents: 0,
          cpu: range.cpu,
          domains: left.domains ?? call.hw.domains,
        }
      }
      i += mapped
    }
    return ended(range)
  },
}

export default linux(
  {
    id: 'vma-ops',
    alias: 'D15',
    basis: 'linux-6.12',
    summary:
      'operations of a VMA: Linux 6.12 where an exporter maps pages of its VMA for a device, as many as it likes',
    sources: [
      'Jerome Glisse, 29 January 2019, "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma"',
      'from memory: 5/5 of the same series, by which HMM asks the operations of such a VMA',
      'A5-06, A5-08',
    ],
  },
  parts,
)
