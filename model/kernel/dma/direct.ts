/**
 * Belief: mapping without an IOMMU, or with one that passes through (`kernel/dma/direct.c`, Linux 6.12).
 *
 * Rules DD-1 to DD-5 and DD-7, read in the source of 6.12.117 and judged by it (docs/linux.md).
 */
import { advance, busToPhys, handOver, phys as physical, within, type Bus, type Dma, type Phys } from '../../address.ts'
import type { Machine } from '../../machine/columns.ts'
import type { Call, Mapped, Request, SyncFor, Synced, Unmapped } from '../design.ts'
import type { Bounce, CpuTouch } from '../effects.ts'
import { EIO, EREMOTEIO } from '../errno.ts'
import type { MapPage, Parts } from '../parts.ts'
import type { MapType } from '../pci/map-type.ts'
import { NO_PROVIDER, isP2p, withDma, type SgEntry, type Table } from '../lib/scatterlist.ts'
import type { Refusal } from '../refusals.ts'
import type { Kernel } from '../state.ts'
import { archSync } from './arch-sync.ts'
import { bounce, copiesAt, copyIn, copyOut, isBug, release } from './swiotlb.ts'

/** DD-1, `dma_direct_map_sg`: every entry by its own page; the first that fails unwinds those before it. */
export const mapSg = (parts: Parts, call: Call<Kernel>, { client, direction, table }: Request): Mapped<Kernel> => {
  const mapped: SgEntry[] = []
  const cpu: CpuTouch[] = []
  const bounced: Bounce[] = []
  let { k } = call
  let provider = NO_PROVIDER
  let type: MapType = 'NOT_SUPPORTED'
  const fail = (rc: number, because: Refusal, from: readonly SgEntry[]): Mapped<Kernel> => {
    const taken = [...parts.unwind(mapped), ...from]
    return { k: release(k, bounced), rc, because, table: taken, nents: 0, cpu }
  }
  for (const [i, entry] of table.entries()) {
    // MT-16: the map type is looked up again only where the pgmap changes.
    if (isP2p(entry) && entry.provider !== provider) {
      provider = entry.provider
      ;({ k, type } = parts.mapType(parts, { ...call, k }, provider, client))
    }
    if (isP2p(entry) && type === 'NOT_SUPPORTED') return fail(-EREMOTEIO, 'not supported', table.slice(i))
    if (isP2p(entry) && type === 'BUS_ADDR') {
      mapped.push(parts.asBusAddress(parts, k, entry))
      continue
    }
    const page = parts.directPage({ ...call, k }, client, direction, entry)
    k = page.k
    cpu.push(...(page.cpu ?? []))
    bounced.push(...(page.bounced ?? []))
    // DD-4: a page that cannot be mapped is EIO, whatever it is.
    if (page.dma === undefined) {
      const failed = fail(-EIO, 'unreachable', [withDma(entry, undefined, entry.dmaLength), ...table.slice(i + 1)])
      return page.stops === undefined ? failed : { ...failed, stops: page.stops }
    }
    mapped.push(withDma(entry, page.dma, entry.length))
  }
  return { k, rc: 0, table: mapped, nents: mapped.length, cpu, bounced }
}

/** DD-3, `dma_direct_map_page`: it has no P2P rule but that peer memory never bounces (LAT-5). */
export const directPage: MapPage = ({ k, hw }, client, _, entry) => {
  const m = hw.machine
  const f = m.clientFunction[client]
  const dma = physToDma(m, f, entry.phys)
  if (m.forceBounce[f] || dma === undefined || !isCapable(dma, entry.length, m.dmaBits[f])) {
    if (!isP2p(entry) && isBug(m, entry.length)) return { k, dma: undefined, stops: entry.phys }
    const slot = isP2p(entry) ? undefined : bounce(k, m, f, entry.phys, entry.length)
    const at = slot && physToDma(m, f, slot.bounce.slot)
    if (slot === undefined || at === undefined || at + entry.length > 2 ** m.dmaBits[f]) return { k, dma: undefined }
    return { k: slot.k, dma: at, bounced: [slot.bounce], cpu: [copyIn(slot.bounce)] }
  }
  return { k, dma, cpu: archSync(m, f, [entry]) }
}

/** `dma_capable`: the last byte is below the mask. Of no bytes it is the one before, and before 0 the last of all. */
const isCapable = (dma: Dma, length: number, bits: number): boolean =>
  dma + length === 0 ? bits === 64 : dma + length <= 2 ** bits

/**
 * `phys_to_dma`: unchanged, unless firmware described the host bridge's inbound windows to the kernel; on x86
 * nobody evaluates such a description. undefined: no window holds it.
 */
const physToDma = (m: Machine, f: number, address: Phys): Dma | undefined => {
  if (m.cpuVendor !== 'other') return handOver(address)
  const range = m.hostInbound[m.host[f]].find((r) => within(address, r.phys, r.size))
  return range && handOver(advance(range.bus, address - range.phys))
}

/** The inverse, for what has to be given back. */
const dmaToPhys = (m: Machine, f: number, dma: Dma): Phys => {
  const range = m.cpuVendor === 'other' && m.hostInbound[m.host[f]].find((r) => within(dma, r.bus, r.size))
  const bus = dma as number as Bus
  return range ? advance(range.phys, bus - range.bus) : busToPhys(bus, 0)
}

/** DD-5, `dma_direct_unmap_sg`: takes marks back and slots; the dma fields stay as they are. */
export const unmapSg = (parts: Parts, call: Call<Kernel>, request: Request): Unmapped<Kernel> => ({
  ...givenBack(call, request),
  table: parts.unwind(request.table),
})

/** `dma_direct_unmap_page`: slots go back; of what did not bounce nothing is to be taken back. */
export const unmapPage = (_: Parts, call: Call<Kernel>, request: Request): Unmapped<Kernel> => ({
  ...givenBack(call, request),
  table: request.table,
})

const givenBack = (
  { k, hw }: Call<Kernel>,
  { client, direction, table }: Request,
): Pick<Unmapped<Kernel>, 'k' | 'cpu'> => {
  const m = hw.machine
  const f = m.clientFunction[client]
  const given = table.flatMap(({ dma, dmaLength = 0, marked }) =>
    dma === undefined || marked ? [] : [{ phys: dmaToPhys(m, f, dma), length: dmaLength }],
  )
  const slots = k.bounced.filter(({ slot }) => given.some(({ phys }) => phys === slot))
  const copied = direction === 'DMA_TO_DEVICE' ? [] : slots
  const cpu = [...archSync(m, f, given), ...copied.map((slot) => copyOut(slot))]
  return { k: release(k, slots), cpu }
}

/**
 * DD-6, `dma_direct_sync_sg_for_cpu`, `dma_direct_sync_sg_for_device`: each entry by its DMA address. LAT-4: nobody looks
 * at the mark, so that a bus address is taken for the number of some memory, or of somebody's bounce slot.
 */
export const syncSg = (
  _: Parts,
  { k, hw }: Call<Kernel>,
  { client, direction, table }: Request,
  by: SyncFor,
): Synced => {
  const m = hw.machine
  const f = m.clientFunction[client]
  const cpu = table.flatMap(({ dma, length }): CpuTouch[] => {
    if (dma === undefined) return []
    const phys = dmaToPhys(m, f, dma)
    return [...archSync(m, f, [{ phys, length }]), ...copiesAt(k, phys, length, direction, by)]
  })
  return { cpu }
}

/** DD-2: the marks of entries that were mapped, taken back. */
export const unmark = (table: Table): Table =>
  table.map((entry) => (entry.marked ? { ...entry, marked: false } : entry))

/** DD-7, `dma_direct_map_resource`: the CPU physical address as it is, if the mask holds it. */
export const directResource = ({ k, hw }: Call<Kernel>, client: number, bytes: SgEntry): ReturnType<MapPage> => {
  const fits = bytes.phys + bytes.length <= 2 ** hw.machine.dmaBits[hw.machine.clientFunction[client]]
  return { k, dma: fits ? handOver(physical(bytes.phys)) : undefined }
}
