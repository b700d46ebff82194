/** The design four-way that answers "use the bus address and map it in the IOMMU" for what goes through the host bridge: breaks S2. */
import { advance } from '../../address.ts'
import { linux } from '../../kernel/linux.ts'
import { isP2p } from '../../kernel/lib/scatterlist.ts'
import { parts } from '../proposals/four-way.ts'

export default linux(
  {
    id: 'bus-map',
    summary: 'the in-loop helper with its fourth answer: puts bus addresses into the IOMMU’s table',
    sources: ['F2, A3-42, HW-GV-81'],
  },
  {
    ...parts,
    iommuMapSg: (own, call, request) => {
      const { hostOffset, host } = call.hw.machine
      const types = new Map(
        request.table
          .filter(isP2p)
          .map(({ provider }) => [provider, own.mapType(own, call, provider, request.client).type]),
      )
      const table = request.table.map((entry) =>
        types.get(entry.provider) === 'THRU_HOST_BRIDGE'
          ? { ...entry, phys: advance(entry.phys, -hostOffset[host[entry.provider]]) }
          : entry,
      )
      return parts.iommuMapSg(own, call, { ...request, table })
    },
  },
)
