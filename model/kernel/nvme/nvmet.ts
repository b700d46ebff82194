/**
 * Belief: the NVMe target as orchestrator (`drivers/nvme/target/core.c`, `rdma.c`, `io-cmd-bdev.c`, Linux 6.12.117).
 *
 * Rules BK-5, BK-8 and CA-9. It chooses a provider between an RDMA adapter and a disk. What it
 * checks once, at enable and connect, is trusted for every later request (LAT-27).
 */
import { emptyBio, type Bio } from '../block/bio.ts'
import { allowsP2p, type Features } from '../block/blk.ts'
import { EINVAL } from '../errno.ts'
import { isP2pPage, type Page } from '../mm/page.ts'

/** Who can be reached, as `p2pdma.c` answers. Functions by index. */
export interface Reach {
  /** `pci_p2pdma_distance`, or -1. */
  readonly distance: (provider: number, client: number) => number
  /** `pci_p2pmem_find_many` */
  readonly find: (clients: readonly number[]) => number | undefined
}

export interface Namespace {
  /** `use_p2pmem` of configfs. */
  readonly useP2pmem: boolean
  /** The provider named in configfs; undefined: find one. */
  readonly provider: number | undefined
  /** The disk behind the namespace; undefined: a file. */
  readonly disk: { readonly device: number; readonly features: Features } | undefined
}

/** BK-8, `nvmet_p2pmem_ns_enable`: 0, or EINVAL for every reason there is. */
export const enableNamespace = (reach: Reach, { useP2pmem, provider, disk }: Namespace): number => {
  if (!useP2pmem) return 0
  if (disk === undefined || !allowsP2p(disk.features)) return -EINVAL
  if (provider === undefined) return reach.find([disk.device]) === undefined ? -EINVAL : 0
  return reach.distance(provider, disk.device) < 0 ? -EINVAL : 0
}

/**
 * BK-8, `nvmet_p2pmem_ns_add_p2p`: the provider a new controller will use, undefined: RAM. `client` is the adapter,
 * undefined where it cannot take P2P memory (CA-9). A named provider is checked against the adapter alone: the
 * disk was checked at enable.
 */
export const connect = (
  reach: Reach,
  { useP2pmem, provider, disk }: Namespace,
  client: number | undefined,
): number | undefined => {
  if (client === undefined || disk === undefined || !useP2pmem) return undefined
  if (provider === undefined) return reach.find([client, disk.device])
  return reach.distance(provider, client) < 0 ? undefined : provider
}

/** CA-9, `nvmet_rdma_alloc_rsp`: the adapter is a client only if `ib_dma_pci_p2p_dma_supported`. */
export const p2pClient = (adapter: number, supported: boolean): number | undefined => (supported ? adapter : undefined)

/** BK-8, `nvmet_req_alloc_sgls`: P2P memory where the controller has a provider and it has room, else RAM, silently. */
export const requestMemory = (provider: number | undefined, hasRoom: boolean): 'p2p' | 'ram' =>
  provider !== undefined && hasRoom ? 'p2p' : 'ram'

/** BK-5, `nvmet_bdev_execute_rw`: REQ_NOMERGE if the *first* page is P2P memory; the others are not looked at. */
export const targetBio = (pages: readonly Page[], maxVecs: number): Bio => emptyBio(maxVecs, isP2pPage(pages[0]))
