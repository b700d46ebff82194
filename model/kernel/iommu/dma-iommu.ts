/**
 * Belief: mapping a list through a translating IOMMU (`drivers/iommu/dma-iommu.c`, Linux 6.12).
 *
 * One IOVA range for everything that needs one; bus addresses stay out of it. Rules DI-2 to DI-9, read in the source of
 * 6.12.117. Packing the answer is `dma-iommu-pack.ts`.
 */
import { PAGE, advance, alignUp, handOver, iova as asIova, type Iova } from '../../address.ts'
import type { Translation } from '../../machine/domain.ts'
import type { Call, Mapped, PageMapped, Request } from '../design.ts'
import { finalise, type Stashed } from './dma-iommu-pack.ts'
import { pagesOf, takeBack } from './dma-iommu-unmap.ts'
import { mapRows, permissions } from './domain.ts'
import type { Bounce, CpuTouch } from '../effects.ts'
import { EINVAL, EIO, ENOMEM, EREMOTEIO } from '../errno.ts'
import { allocate, free } from './iova.ts'
import type { MapPage, Parts } from '../parts.ts'
import type { MapType } from '../pci/map-type.ts'
import { NO_PROVIDER, isP2p, withDma, type Direction, type SgEntry, type Table } from '../lib/scatterlist.ts'
import type { Refusal } from '../refusals.ts'
import type { Kernel } from '../state.ts'
import { archSync } from '../dma/arch-sync.ts'
import { bounce, copyIn, isBug } from '../dma/swiotlb.ts'

const FOUR_GIB = 2 ** 32

/** `iommu_dma_map_sg` */
export const mapSg = (parts: Parts, call: Call<Kernel>, request: Request): Mapped<Kernel> => {
  const { hw, choose } = call
  const { client, direction, table } = request
  const m = hw.machine
  const f = m.clientFunction[client]
  if (m.untrusted[f]) return parts.mapSgBounced(parts, call, request)
  // Before anybody asks whose memory it is: peer memory is flushed like RAM.
  const cpu = archSync(m, f, table)
  const laid = layOut(parts, call, request)
  if ('rc' in laid) return { ...laid, table: invalidated(table), nents: 0, cpu }
  const { stashed, size } = laid
  if (size === 0) return { k: laid.k, rc: 0, ...finalise(stashed, asIova(0), m.maxSegment[f], m.boundary[f]), cpu }
  const range = allocate(laid.k, hw, f, size, choose)
  if (range === undefined)
    return { k: laid.k, rc: -ENOMEM, because: 'no IOVA', table: invalidated(table), nents: 0, cpu }
  const rows = rowsOf(stashed, range.base, permissions(direction))
  const domains = mapRows(hw, f, rows)
  // LAT-3: a short result gives the range back to the allocator and leaves the rows in the table.
  if (rows.reduce((bytes, row) => bytes + row.size, 0) < size)
    return {
      k: free(range.k, hw, f, range.base),
      rc: -EINVAL,
      because: 'lost run',
      table: invalidated(table),
      nents: 0,
      cpu,
      domains,
    }
  return { k: range.k, rc: 0, ...finalise(stashed, range.base, m.maxSegment[f], m.boundary[f]), cpu, domains }
}

/** DI-3: how much IOVA space the list needs, and what each entry takes of it. */
const layOut = (
  parts: Parts,
  call: Call<Kernel>,
  { client, table }: Request,
): { k: Kernel; stashed: Stashed[]; size: number } | { k: Kernel; rc: number; because: Refusal } => {
  const boundary = call.hw.machine.boundary[call.hw.machine.clientFunction[client]]
  const stashed: Stashed[] = []
  let { k } = call
  let provider = NO_PROVIDER
  let type: MapType = 'NOT_SUPPORTED'
  let size = 0
  let previous = -1
  for (const entry of table) {
    const padding = (boundary - (size % boundary)) % boundary
    if (isP2p(entry) && entry.provider !== provider) {
      provider = entry.provider
      ;({ k, type } = parts.mapType(parts, { ...call, k }, provider, client))
    }
    if (isP2p(entry) && type === 'BUS_ADDR') {
      stashed.push({ entry: parts.asBusAddress(parts, k, entry), offset: 0, padded: 0 })
      continue
    }
    if (isP2p(entry) && type === 'NOT_SUPPORTED') return { k, rc: -EREMOTEIO, because: 'not supported' }
    const offset = entry.phys % PAGE
    const padded = alignUp(entry.length + offset, PAGE)
    // `sg->length` is an unsigned int: EOVERFLOW, and to the caller EINVAL (DI-9).
    if (padded >= FOUR_GIB) return { k, rc: -EINVAL, because: 'long entry' }
    // LAT-20: the padding becomes part of the entry before, and with it the memory that follows that one.
    // Of an entry that takes nothing `padded - 1` wraps, and is longer than any padding (DI-20).
    if (padding > 0 && (padded === 0 || padding < padded - 1)) {
      const grown = stashed[previous].padded + padding
      if (grown >= FOUR_GIB) return { k, rc: -EINVAL, because: 'long padding' }
      stashed[previous] = { ...stashed[previous], padded: grown }
      size += padding
    }
    previous = stashed.push({ entry, offset, padded }) - 1
    size += padded
  }
  return { k, stashed, size }
}

/**
 * DI-7, `iommu_map_sg`: one row for each run of physically contiguous entries; bus entries are skipped.
 *
 * DI-8 (LAT-2): a run is written when an entry is looked at that does not continue it. Where the last entry
 * is a bus entry and its memory happens to follow the run's, nobody ever looks at another one.
 */
const rowsOf = (stashed: readonly Stashed[], base: Iova, allowed: { read: boolean; write: boolean }): Translation[] => {
  const rows: Translation[] = []
  let run: Translation | undefined
  let at = base
  for (let i = 0; i <= stashed.length; i++) {
    const { entry, offset, padded } = stashed[Math.min(i, stashed.length - 1)]
    const start = advance(entry.phys, -offset)
    // A run without length is none: the entry behind it begins anew.
    if (run?.size === 0) run = undefined
    if (run !== undefined && start !== run.phys + run.size) {
      rows.push(run)
      at = advance(at, run.size)
      run = undefined
    }
    if (entry.marked || i === stashed.length) continue
    run = run === undefined ? { iova: at, phys: start, size: padded, ...allowed } : { ...run, size: run.size + padded }
  }
  return rows
}

/** DI-9, `__invalidate_sg`: the list as it was, its DMA fields void. */
const invalidated = (table: Table): Table => table.map((entry) => withDma(entry, undefined, 0, false))

/** DI-13, `__iommu_dma_map` of one run of bytes: a range of its own. It has no P2P rule (LAT-5). */
export const iommuPage = (
  { k, hw, choose }: Call<Kernel>,
  client: number,
  direction: Direction,
  { phys, length }: Pick<SgEntry, 'phys' | 'length'>,
  mmio = false,
): PageMapped<Kernel> => {
  const f = hw.machine.clientFunction[client]
  const offset = phys % PAGE
  const size = alignUp(length + offset, PAGE)
  const range = allocate(k, hw, f, size, choose)
  if (range === undefined) return { k, dma: undefined }
  const row = { iova: range.base, phys: advance(phys, -offset), size, ...permissions(direction) }
  const domains = mapRows(hw, f, [mmio ? { ...row, mmio } : row])
  return { k: range.k, dma: handOver(advance(range.base, offset)), domains }
}

/** DI-13, `iommu_dma_map_resource`: the only one that says `IOMMU_MMIO`, until 6.18. */
export const iommuResource: MapPage = (call, client, direction, bytes) =>
  iommuPage(call, client, direction, bytes, true)

/** DI-13, `iommu_dma_map_page`: what shares a page with other data bounces for an untrusted device. */
export const untrustedPage = (call: Call<Kernel>, client: number, direction: Direction, entry: SgEntry) => {
  const m = call.hw.machine
  const { phys, length } = entry
  const f = m.clientFunction[client]
  const cpu = archSync(m, f, [entry])
  if (!m.untrusted[f] || (phys % PAGE === 0 && length % PAGE === 0))
    return { ...iommuPage(call, client, direction, entry), cpu }
  if (isBug(m, length)) return { k: call.k, dma: undefined, stops: phys }
  const slot = bounce(call.k, m, f, phys, length)
  if (slot === undefined) return { k: call.k, dma: undefined }
  const copied = [copyIn(slot.bounce)]
  const mapped = iommuPage({ ...call, k: slot.k }, client, direction, { phys: slot.bounce.slot, length })
  if (mapped.dma === undefined) return { k: call.k, dma: undefined, cpu: copied }
  return { ...mapped, bounced: [slot.bounce], cpu: copied }
}

/** DI-2, `iommu_dma_map_sg_swiotlb`: page by page for an untrusted device, and nobody asks about peers (LAT-1). */
export const mapSgBounced = (parts: Parts, call: Call<Kernel>, request: Request): Mapped<Kernel> => {
  const { client, direction, table } = request
  const mapped: SgEntry[] = []
  const cpu: CpuTouch[] = []
  const bounced: Bounce[] = []
  let { k } = call
  let domains = call.hw.domains
  for (const [i, plain] of table.entries()) {
    const entry: SgEntry = i === 0 ? { ...plain, swiotlb: true } : plain
    const page = parts.iommuPage({ ...call, k, hw: { ...call.hw, domains } }, client, direction, entry)
    ;({ k, domains = domains } = page)
    cpu.push(...(page.cpu ?? []))
    bounced.push(...(page.bounced ?? []))
    if (page.dma === undefined) {
      const { k: left, domains: restored = domains } = takeBack(
        parts,
        { ...call, k, hw: { ...call.hw, domains } },
        client,
        mapped.flatMap(pagesOf),
      )
      const failed = [...mapped, withDma(entry, undefined, entry.dmaLength), ...table.slice(i + 1)]
      const { stops } = page
      const stopped = stops === undefined ? {} : { stops }
      return { k: left, rc: -EIO, because: 'page by page', table: failed, nents: 0, cpu, domains: restored, ...stopped }
    }
    mapped.push(withDma(entry, page.dma, entry.length))
  }
  return { k, rc: 0, table: mapped, nents: mapped.length, cpu, bounced, domains }
}
