/**
 * Belief: mapping without an IOMMU (`kernel/dma/direct.c` and `mapping.c`, Linux 6.12).
 *
 * Rules DD-1 (judged by a booted 6.12.117), DD-2 and DX-5 (read in its source) of `kernel-semantics.md`. DMA masks, bounce
 * buffers and device bus ranges come with the mapping half (docs/limits.md).
 */
import { handOver, type Dma, type Phys } from '../address.ts'
import type { Hw } from '../machine/columns.ts'
import { EIO, EREMOTEIO } from './errno.ts'
import type { Parts } from './linux.ts'
import { asBusAddress, type MapType, type P2pdma } from './p2pdma.ts'
import { NO_PROVIDER, type Mapped, type SgEntry, type Table } from './scatterlist.ts'

/** DD-1, `dma_direct_map_sg`: every entry by its own page; the first that fails unwinds those before it. */
export const mapSg = (
  parts: Parts,
  k: P2pdma,
  hw: Hw,
  client: number,
  table: Table,
): Mapped & { readonly k: P2pdma } => {
  const mapped: SgEntry[] = []
  let provider = NO_PROVIDER
  let type: MapType = 'NOT_SUPPORTED'
  for (const entry of table) {
    if (entry.provider === NO_PROVIDER) {
      mapped.push(asPhysical(entry))
      continue
    }
    // MT-16: the map type is looked up again only where the pgmap changes.
    if (entry.provider !== provider) {
      provider = entry.provider
      ;({ k, type } = parts.mapType(parts, k, hw, provider, client))
    }
    if (type === 'NOT_SUPPORTED') {
      const left = [...parts.unwind(mapped), ...table.slice(mapped.length)]
      return { k, rc: -EREMOTEIO, table: left }
    }
    mapped.push(type === 'BUS_ADDR' ? asBusAddress(parts, k, entry) : asPhysical(entry))
  }
  // DX-5: a backend that maps nothing has failed, also when nothing was asked.
  return mapped.length === 0 ? { k, rc: -EIO, table } : { k, rc: 0, table: mapped }
}

/** DD-3, `dma_direct_map_page`, where nothing bounces: the CPU physical address. It has no P2P rule (LAT-5). */
export const mapPage = (address: Phys): Dma => handOver(address)

const asPhysical = (entry: SgEntry): SgEntry => ({ ...entry, dma: mapPage(entry.phys), dmaLength: entry.length })

/** DD-2, DD-5, `dma_direct_unmap_sg`: takes the marks back; the dma fields stay as they are. */
export const unmapSg = (table: Table): Table =>
  table.map((entry) => (entry.marked ? { ...entry, marked: false } : entry))
