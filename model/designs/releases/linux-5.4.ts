/**
 * Linux 5.4, `pci_p2pdma_map_sg_attrs`: the first page speaks for the whole list.
 *
 * By its provider's map type the list is turned into bus addresses, all with that provider's offset (still
 * subtracted, BUG-1), or mapped as RAM, or refused. A list that begins with RAM is not looked at: its
 * callers tested the first page only. The mark stands for what unmap found out by asking again.
 */
import { advance, handOver } from '../../address.ts'
import type { Call, Mapped, Request } from '../../kernel/design.ts'
import { EIO } from '../../kernel/errno.ts'
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { blkAnybodys } from '../../kernel/block/bvec.ts'
import { requestTable } from '../../kernel/block/request-table.ts'
import { appendTable } from '../../kernel/lib/appended.ts'
import { sgTableAnybodys } from '../../kernel/lib/sg-table.ts'
import { nvmeData } from '../../kernel/nvme/map-data.ts'
import { nvme612 } from '../../kernel/nvme/nvme.ts'
import { joinAnybodys } from '../../kernel/lib/join.ts'
import { isP2p } from '../../kernel/lib/scatterlist.ts'
import { pgmapParts54 } from '../../kernel/mm/pgmap/parts.ts'
import { registrar } from '../../kernel/mm/pgmap/registrar.ts'
import { addAnyResource } from '../../kernel/pci/p2pdma.ts'
import type { Kernel } from '../../kernel/state.ts'
import { bounceWithoutCopyIn } from '../parts/old-bounce.ts'
import { syncRam } from '../parts/sync.ts'
import { memory } from './linux-4.20.ts'
import { parts as linux612 } from './linux-6.12.ts'

const mapSgByFirstPage = (parts: Parts, call: Call<Kernel>, request: Request): Mapped<Kernel> => {
  const asRam: Parts = { ...parts, mapType: (_, { k }) => ({ k, type: 'THRU_HOST_BRIDGE' }) }
  const [first] = request.table
  if (first === undefined || !isP2p(first)) return linux612.mapSg(asRam, call, request)
  const { k, type } = parts.mapType(parts, call, first.provider, request.client)
  if (type === 'THRU_HOST_BRIDGE') return linux612.mapSg(asRam, { ...call, k }, request)
  if (type === 'NOT_SUPPORTED') return { k, rc: -EIO, table: request.table, nents: 0 }
  const { provider } = first
  const table = request.table.map((entry) => ({
    ...parts.asBusAddress(parts, k, { ...entry, provider }),
    provider: entry.provider,
  }))
  return { k, rc: 0, table, nents: table.length }
}

export default linux(
  {
    id: 'linux-5.4',
    alias: 'D13',
    summary: 'Linux 5.4: the provider of the first page decides for the whole list; the bus offset is subtracted',
    sources: ['pci_p2pdma_map_sg_attrs, Linux 5.4 (from memory)', 'commit 7f73eac3a713'],
  },
  {
    ...linux612,
    addResource: addAnyResource,
    memremapPages: registrar(pgmapParts54),
    memory,
    mapSg: mapSgByFirstPage,
    directPage: bounceWithoutCopyIn,
    syncSg: syncRam,
    buildTable: joinAnybodys,
    appendTable: appendTable(sgTableAnybodys),
    requestTable: requestTable(blkAnybodys),
    nvmeData: nvmeData(nvme612, blkAnybodys),
    busAddress: (address, busOffset) => handOver(advance(address, -busOffset)),
  },
)
