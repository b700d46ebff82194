/**
 * Linux 4.20, as its callers used it.
 *
 * `pci_p2pdma_map_sg` itself asked nothing: nvmet took a whole list from one provider and asked
 * `pci_p2pdma_distance_many` for every client first. The design is the two together, so a list that its
 * contract excludes is refused here (docs/decisions/0004). There was no allowlist yet (5.2 brought
 * it), and the bus offset was *subtracted* until 3a19407913e8 (2021) set it right (BUG-1).
 */
import { advance, handOver } from '../../address.ts'
import { isFunction } from '../../machine/columns.ts'
import type { Call, Mapped, Request } from '../../kernel/design.ts'
import { EIO, ENOENT } from '../../kernel/errno.ts'
import { MEMUNMAP_PAGES } from '../../kernel/mm/device/page-map.ts'
import { pgmapParts420 } from '../../kernel/mm/pgmap/parts.ts'
import { registrar } from '../../kernel/mm/pgmap/registrar.ts'
import { linuxMmWith, mmParts } from '../../kernel/mm/linux-mm.ts'
import type { MmDesign } from '../../kernel/mm/parts.ts'
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { isP2p } from '../../kernel/lib/scatterlist.ts'
import { addAnyResource } from '../../kernel/pci/p2pdma.ts'
import { withProvider } from '../../kernel/pci/p2pmem.ts'
import type { Kernel } from '../../kernel/state.ts'
import { bounceWithoutCopyIn } from '../parts/old-bounce.ts'
import { syncRam } from '../parts/sync.ts'
import { parts as linux612 } from './linux-6.12.ts'

/**
 * A list without P2P pages goes the ordinary way; one with must be P2P throughout, and every way direct. A client
 * that is no PCI function has none (`dma_virt_ops` were refused by name).
 */
const mapSgOfOneKind = (parts: Parts, call: Call<Kernel>, request: Request): Mapped<Kernel> => {
  const { k, hw } = call
  const { client, table } = request
  if (!table.some(isP2p)) return linux612.mapSg(parts, call, request)
  const direct =
    isFunction(hw.machine, client) &&
    table.every((entry) => isP2p(entry) && parts.classify(parts, hw, entry.provider, client).type === 'BUS_ADDR')
  if (!direct) return { k, rc: -EIO, table, nents: 0 }
  return { k, rc: 0, table: table.map((entry) => parts.asBusAddress(parts, k, entry)), nents: table.length }
}

/**
 * Teardown did not wait before it took the pages away (BUG-35, until 5.2): the page map was killed, its pages went, and only
 * the release of the pool, which came after, waited for the last reference.
 */
const pagesFirst: Parts['unbind'] = (k, provider) => {
  const pool = k.pools.providers.get(provider)
  if (pool === undefined) return linux612.unbind(k, provider)
  const chunks = pool.chunks.map((chunk) => ({ ...chunk, live: false, paged: false }))
  return linux612.unbind({ ...k, pools: withProvider(k.pools, provider, { ...pool, chunks }) }, provider)
}

export const parts: Parts = {
  ...linux612,
  addResource: addAnyResource,
  memremapPages: registrar(pgmapParts420),
  bridgesForward: () => false,
  mapSg: mapSgOfOneKind,
  directPage: bounceWithoutCopyIn,
  // A list of peer memory was not to be unmapped at all; the mark stands for the caller's knowing.
  unmapSg: (own, call, request, nents) =>
    request.table.some(isP2p)
      ? { k: call.k, table: own.unwind(request.table) }
      : linux612.unmapSg(own, call, request, nents),
  syncSg: syncRam,
  // The file `allocate` came with 6.2.
  mmap: (k) => ({ k, rc: -ENOENT }),
  unbind: pagesFirst,
  busAddress: (address, busOffset) => handOver(advance(address, -busOffset)),
}

/**
 * R4.20-10, R4.20-11: private memory has no owner. It is told to whoever asks, and moved by whoever asks. Fork shares a page
 * that a device is writing to, and whoever writes first gets the copy: 70e806e4e645 (5.9, from memory) copies such pages for
 * the child at once (MN2-14). Exclusive access came with 5.14, user mappings of a pool with 6.2. A fault on a private page does not hold it (BUG-48, up to 6.0).
 */
const anybodys = linuxMmWith({
  toldTo: () => true,
  forkCopiesPage: () => false,
  faultTakes: () => 'nothing',
  allowedRefs: (page) => mmParts.allowedRefs(page, false),
  expectedRefs: (page) => mmParts.expectedRefs(page, false),
  selects: (page, map, selection) => mmParts.selects(page, map, { ...selection, private: true, owner: map?.owner }),
})
const { dmirror_exclusive: _, make_device_exclusive_range: __, p2pmem_alloc_mmap: ___, ...tables } = anybodys.tables
export const memory: MmDesign = { ...anybodys, tables }

/** Until 5.2 the pages of a page map went first, and only then somebody waited for who held it (BUG-35). */
const { kill, unmap, synchronize, wait, exit } = MEMUNMAP_PAGES
export const unpluggingMemory: MmDesign = {
  ...memory,
  tables: { ...tables, memunmap_pages: { kill, unmap, synchronize, wait, exit } },
}

export default linux(
  {
    id: 'linux-4.20',
    alias: 'D12',
    mendedBy: 'linux-4.20-fixed',
    summary:
      'Linux 4.20: maps only lists of P2P pages, only below one switch, and subtracts the bus offset instead of adding it',
    sources: ['pci_p2pdma_map_sg, Linux 4.20 (from memory)', 'commit 3a19407913e8 (2021), which corrects it'],
  },
  { ...parts, memory: unpluggingMemory },
)
