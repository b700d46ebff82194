/** Operations that map memory for a client, each a list to those who judge it. */
import type { physVecToSgt } from './dma-buf.ts'
import type { mapPage, mapResource, mapSgtable } from './dma-map.ts'
import type { OperationOf } from './operation.ts'
import type { nvmeMapData } from './nvme.ts'
import type { p2pMap } from './p2p-vma.ts'

export type Mapping =
  | OperationOf<typeof mapSgtable>
  | OperationOf<typeof mapPage>
  | OperationOf<typeof mapResource>
  | OperationOf<typeof physVecToSgt>
  | OperationOf<typeof nvmeMapData>
  | OperationOf<typeof p2pMap>
