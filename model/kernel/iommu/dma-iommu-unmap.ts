/**
 * Belief: taking a list back from a translating IOMMU (`iommu_dma_unmap_sg` of `drivers/iommu/dma-iommu.c`,
 * Linux 6.12). DI-12.
 */
import { PAGE, advance, alignDown, alignUp, iova, onTheWire, within, type Dma } from '../../address.ts'
import type { Call, Request, SyncFor, Synced, Unmapped } from '../design.ts'
import { synced } from './device-tlb.ts'
import { isLazy, tableOf, unmapRange } from './domain.ts'
import { flushedIfFull } from './flush-queue.ts'
import type { CpuTouch, IovaRange } from '../effects.ts'
import type { Parts } from '../parts.ts'
import type { Direction, Table } from '../lib/scatterlist.ts'
import type { Kernel } from '../state.ts'
import { archSync } from '../dma/arch-sync.ts'
import { copiesAt, copyOut, release } from '../dma/swiotlb.ts'

export const unmapSg = (parts: Parts, call: Call<Kernel>, request: Request): Unmapped<Kernel> => {
  const { client, direction, table } = request
  const m = call.hw.machine
  const f = m.clientFunction[client]
  // The flag is never cleared: a table that was once bounced is taken back entry by entry ever after (LAT-14), and
  // what the domain does not translate, a bus address, stays as it is, with its mark.
  const singly = table[0]?.swiotlb === true
  const reached = translated(call, f, table)
  const slots = call.k.bounced.filter(({ slot }) => reached.some(({ phys }) => phys === slot))
  const copied = direction === 'DMA_TO_DEVICE' ? [] : slots
  const cpu = [...archSync(m, f, singly ? reached : table), ...copied.map((slot) => copyOut(slot))]
  const ranges = singly ? reached.flatMap(pagesOf) : oneRange(table)
  return { ...takeBack(parts, call, client, ranges), table: singly ? table : unmarked(parts, table), cpu }
}

/** DI-13, `iommu_dma_unmap_page`: what the domain does not translate stays as it is, with a WARN. */
export const unmapPage = (
  parts: Parts,
  call: Call<Kernel>,
  { client, direction, table }: Request,
): Unmapped<Kernel> => {
  const f = call.hw.machine.clientFunction[client]
  const reached = translated(call, f, table)
  const cpu = handedOver(call, f, reached, direction, 'cpu')
  return { ...takeBack(parts, call, client, reached.flatMap(pagesOf)), table, cpu }
}

/** DI-13, `iommu_dma_unmap_resource`: the range, whatever the domain says of it; no cache is flushed for it. */
export const unmapResource = (parts: Parts, call: Call<Kernel>, { client, table }: Request): Unmapped<Kernel> => ({
  ...takeBack(parts, call, client, table.flatMap(pagesOf)),
  table,
})

/**
 * DI-16, `iommu_dma_sync_sg_for_cpu`, `iommu_dma_sync_sg_for_device`: a table that was mapped for an untrusted device by
 * what the domain translates, any other by its pages, those of bus addresses too.
 */
export const syncSg = (_: Parts, call: Call<Kernel>, { client, direction, table }: Request, by: SyncFor): Synced => {
  const m = call.hw.machine
  const f = m.clientFunction[client]
  if (table[0]?.swiotlb !== true) return { cpu: archSync(m, f, table) }
  return { cpu: handedOver(call, f, translated(call, f, table), direction, by) }
}

/** What the CPU does for each entry by itself: its caches, then its bounce slot. */
const handedOver = (
  { k, hw }: Call<Kernel>,
  f: number,
  reached: Table,
  direction: Direction,
  by: SyncFor,
): CpuTouch[] =>
  reached.flatMap((entry) => [
    ...archSync(hw.machine, f, [entry]),
    ...copiesAt(k, entry.phys, entry.length, direction, by),
  ])

/** Entries whose DMA address the domain translates, with the memory that is behind it: `iommu_iova_to_phys`. */
const translated = ({ hw }: Call<Kernel>, f: number, table: Table): Table =>
  table.flatMap((entry) => {
    const { dma = -1, dmaLength: length = 0 } = entry
    const row = tableOf(hw, f).find((r) => within(dma, r.iova, r.size))
    return row === undefined ? [] : [{ ...entry, phys: advance(row.phys, dma - row.iova), length }]
  })

/** How many entries are looked at: a length of 0 ends the list, also that of an entry that was empty (DI-20). */
const looked = (table: Table): number => {
  const end = table.findIndex(({ marked, dmaLength }) => !marked && (dmaLength ?? 0) === 0)
  return end < 0 ? table.length : end
}

const unmarked = (parts: Parts, table: Table): Table => {
  const end = looked(table)
  return [...parts.unwind(table.slice(0, end)), ...table.slice(end)]
}

/** From the first IOVA to the end of the last: bus entries lie outside of it. */
const oneRange = (table: Table): IovaRange[] => {
  const own = table.slice(0, looked(table)).filter(({ marked }) => !marked)
  if (own.length === 0) return []
  const last = own[own.length - 1]
  return [pages(own[0].dma!, last.dma! + last.dmaLength! - own[0].dma!)]
}

/** Whole pages around what was mapped for one entry. */
export const pagesOf = ({ dma, dmaLength = 0 }: Table[number]): IovaRange[] =>
  dma === undefined ? [] : [pages(dma, dmaLength)]

/** Whole pages around `length` bytes at `dma`. */
const pages = (dma: Dma, length: number): IovaRange => {
  const start = alignDown(onTheWire(dma), PAGE)
  return { iova: iova(start), size: alignUp(dma + length, PAGE) - start }
}

/** `__iommu_dma_unmap` of each range: out of the table, back to the allocator or into the queue, its bounce slots released. */
export const takeBack = (
  parts: Parts,
  call: Call<Kernel>,
  client: number,
  ranges: readonly IovaRange[],
): Pick<Unmapped<Kernel>, 'k' | 'domains' | 'unmapped'> => {
  const { hw } = call
  const f = hw.machine.clientFunction[client]
  let { k } = call
  let { domains } = hw
  for (const { iova: start, size } of ranges) {
    const slots = tableOf({ ...hw, domains }, f)
      .filter((row) => row.iova < start + size && start < row.iova + row.size)
      .flatMap((row) => k.bounced.filter(({ slot }) => slot >= row.phys && slot < row.phys + row.size))
    domains = unmapRange({ ...hw, domains }, f, start, size)
    ;({ k, domains } = flushedIfFull(parts, { ...call, k, hw: { ...hw, domains } }, client))
    k = release(parts.freeIova(k, hw, f, start), slots)
  }
  // In a domain with a flush queue nobody is told before the queue is flushed.
  if (!isLazy(hw, f)) domains = synced(parts, { ...hw, domains }, f, ranges)
  return { k, domains, unmapped: ranges }
}
