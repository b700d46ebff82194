/**
 * Belief: pages of a process mapped for a device, those of an exporter by an operation of its VMA (`p2p_map`, `p2p_unmap`, Jerome
 * Glisse, 29 January 2019): read in the mails, never landed. Nobody needs struct pages for what the exporter maps.
 */
import type { Dma } from '../../address.ts'
import { isFunction } from '../../machine/columns.ts'
import type { Call, Mapped, Request, Unmapped } from '../design.ts'
import type { CpuTouch, Effects, IovaRange } from '../effects.ts'
import { withDomains } from '../iommu/domain.ts'
import { isP2p, withDma, type SgEntry, type Table } from '../lib/scatterlist.ts'
import type { Parts } from '../parts.ts'
import type { Kernel } from '../state.ts'

/** Pages that an exporter maps in one call: it may map fewer than it is asked for (A5-08). */
const AT_ONCE = 2

/** The exporter's `p2p_map`: the way is asked as everybody asks it; 0 pages where there is none. */
export const p2pMap: NonNullable<Parts['p2pMap']> = (parts, call, client, direction, run) => {
  const { k, hw } = call
  const { machine: m } = hw
  const [{ provider }] = run
  const type = isFunction(m, client) ? parts.classify(parts, hw, provider, client).type : ('NOT_SUPPORTED' as const)
  if (type === 'NOT_SUPPORTED') return { k, dmas: [], bus: false }
  const asked = run.slice(0, AT_ONCE)
  if (type === 'BUS_ADDR')
    return { k, dmas: asked.map(({ phys }) => parts.busAddress(phys, -m.hostOffset[m.host[provider]])), bus: true }
  let now = call
  const dmas: Dma[] = []
  for (const page of asked) {
    const mapped = parts.mapResource(parts, now, client, direction, page)
    if (mapped.dma === undefined) break
    now = after(now, mapped)
    dmas.push(mapped.dma)
  }
  return { k: now.k, domains: now.hw.domains, dmas, bus: false }
}

const after = (
  call: Call<Kernel>,
  { k, domains }: Pick<Effects, 'domains'> & { readonly k: Kernel },
): Call<Kernel> => ({
  ...call,
  k,
  hw: withDomains(call.hw, domains),
})

/** A range in the making: what is known of each page, by its place. */
export interface Range {
  call: Call<Kernel>
  readonly table: SgEntry[]
  readonly cpu: CpuTouch[]
}

export const begun = (call: Call<Kernel>, { table }: Request): Range => ({ call, table: [...table], cpu: [] })

/** A page of RAM as everybody maps it. */
export const mapRam = (own: Parts, range: Range, { client, direction }: Request, i: number): boolean => {
  const page = own.mapPage(own, range.call, client, direction, range.table[i])
  range.call = after(range.call, page)
  range.cpu.push(...(page.cpu ?? []))
  range.table[i] = withDma(range.table[i], page.dma, page.dma === undefined ? undefined : range.table[i].length)
  return page.dma !== undefined
}

/** A run of an exporter's pages from `i` on: what it gives is written from `to` on. How many it gave. */
export const mapRun = (own: Parts, range: Range, request: Request, i: number, to: number): number => {
  const { table } = range
  const end = table.findIndex((entry, at) => at > i && entry.provider !== table[i].provider)
  const run = table.slice(i, end < 0 ? undefined : end)
  const given = own.p2pMap!(own, range.call, request.client, request.direction, run)
  range.call = after(range.call, given)
  for (const [n, dma] of given.dmas.entries())
    table[to + n] = withDma(table[to + n], dma, table[to + n].length, given.bus)
  return given.dmas.length
}

export const ended = ({ call: { k, hw }, table, cpu }: Range): Mapped<Kernel> => ({
  k,
  rc: 0,
  table,
  nents: table.length,
  cpu,
  domains: hw.domains,
})

/** `p2p_unmap` and `dma_unmap_page`, page by page: of a bus address nobody takes anything back. */
export const unmapUserRange: NonNullable<Parts['unmapUserRange']> = (own, call, { table, ...request }) => {
  let now = call
  const cpu: CpuTouch[] = []
  const unmapped: IovaRange[] = []
  for (const entry of table) {
    if (entry.dma === undefined || entry.marked) continue
    const one: Unmapped<Kernel> = (isP2p(entry) ? own.unmapResource : own.unmapPage)(own, now, {
      ...request,
      table: [entry],
    })
    now = after(now, one)
    cpu.push(...(one.cpu ?? []))
    unmapped.push(...(one.unmapped ?? []))
  }
  const left: Table = table.map((entry) => (entry.marked ? { ...entry, marked: false } : entry))
  return { k: now.k, table: left, domains: now.hw.domains, cpu, unmapped }
}
