/**
 * Lists mapped part by part: what designs of 2017, and the block layer of 6.17, make of a mixed list.
 */
import { withDomains } from '../../kernel/iommu/domain.ts'
import { rangesOf } from '../../kernel/iommu/iova.ts'
import { within } from '../../address.ts'
import type { Call, Mapped, Request, Unmapped } from '../../kernel/design.ts'
import type { Bounce, CpuTouch, IovaRange } from '../../kernel/effects.ts'
import { EIO } from '../../kernel/errno.ts'
import type { Parts } from '../../kernel/parts.ts'
import { VOID, isP2p, withDma, type SgEntry, type Table } from '../../kernel/lib/scatterlist.ts'
import type { Kernel } from '../../kernel/state.ts'

/** Neighbours that belong together, as one table each. */
export const splitRuns = (table: Table, together: (a: SgEntry, b: SgEntry) => boolean): Table[] => {
  const runs: SgEntry[][] = []
  for (const [i, entry] of table.entries()) {
    if (i > 0 && together(table[i - 1], entry)) runs[runs.length - 1].push(entry)
    else runs.push([entry])
  }
  return runs
}

/** Pages of one page map, or of none. */
export const samePgmap = (a: SgEntry, b: SgEntry): boolean => a.pgmap === b.pgmap

type MapRun = (call: Call<Kernel>, request: Request) => Mapped<Kernel>
type Rollback = (call: Call<Kernel>, mapped: Request, nents: number) => Pick<Mapped<Kernel>, 'k' | 'domains' | 'table'>

/**
 * Maps each run by itself, in order, and packs the answers into one table as one mapping would be. Where a run
 * fails, `rollback` says what becomes of those before it.
 */
export const mapRuns = (
  runs: readonly Table[],
  mapRun: MapRun,
  rollback: Rollback,
  call: Call<Kernel>,
  request: Request,
): Mapped<Kernel> => {
  const cpu: CpuTouch[] = []
  const bounced: Bounce[] = []
  const outputs: SgEntry[] = []
  let now = call
  for (const table of runs) {
    const mapped = mapRun(now, { ...request, table })
    now = after(now, mapped)
    cpu.push(...(mapped.cpu ?? []))
    if (mapped.rc !== 0) {
      const left = rollback(now, { ...request, table: packed(request.table, outputs) }, outputs.length)
      return { ...left, rc: mapped.rc, nents: 0, cpu, domains: left.domains ?? now.hw.domains }
    }
    bounced.push(...(mapped.bounced ?? []))
    outputs.push(...mapped.table.slice(0, mapped.nents))
  }
  const { k, hw } = now
  return { k, rc: 0, table: packed(request.table, outputs), nents: outputs.length, cpu, bounced, domains: hw.domains }
}

/** The entries as they were given, their DMA fields filled from the first on. */
const packed = (table: Table, outputs: readonly SgEntry[]): SgEntry[] =>
  table.map((entry, i) => {
    const { dma, dmaLength, marked, swiotlb } = outputs[i] ?? VOID
    return withDma(entry, dma, dmaLength, marked, swiotlb)
  })

/**
 * Peer memory by bus address and everything else by `inner`, each run by itself: `fill` says what an entry with a bus
 * address looks like. Peer memory that is out of reach inside the switch is EIO.
 */
export const mapByKind = (
  own: Parts,
  inner: Parts,
  fill: (k: Kernel, entry: SgEntry) => SgEntry,
  rollback: Rollback,
  call: Call<Kernel>,
  request: Request,
): Mapped<Kernel> => {
  const mapRun: MapRun = (now, run) => {
    const { table, client } = run
    if (!isP2p(table[0])) return inner.mapSg(inner, now, run)
    const direct = table.every(({ provider }) => own.mapType(own, now, provider, client).type === 'BUS_ADDR')
    return direct
      ? { k: now.k, rc: 0, table: table.map((entry) => fill(now.k, entry)), nents: table.length }
      : { k: now.k, rc: -EIO, table, nents: 0 }
  }
  return mapRuns(
    splitRuns(request.table, (a, b) => isP2p(a) === isP2p(b)),
    mapRun,
    rollback,
    call,
    request,
  )
}

/** Where the next call is made. */
const after = (call: Call<Kernel>, { k, domains }: Pick<Mapped<Kernel>, 'k' | 'domains'>): Call<Kernel> => ({
  ...call,
  k,
  hw: withDomains(call.hw, domains),
})

/**
 * Unmaps the entries of each IOVA range by themselves, and those with bus addresses, as they were mapped; whoever mapped
 * run by run knows which.
 */
export const unmapRuns = (
  unmapRun: (call: Call<Kernel>, request: Request, nents: number) => Unmapped<Kernel>,
  call: Call<Kernel>,
  request: Request,
  nents: number,
): Unmapped<Kernel> => {
  let now = call
  const unmapped: IovaRange[] = []
  const cpu: CpuTouch[] = []
  const ranges = rangesOf(call.k, call.hw, call.hw.machine.clientFunction[request.client])
  const rangeOf = ({ dma, marked }: SgEntry): number =>
    marked || dma === undefined ? -1 : ranges.findIndex(({ iova, size }) => within(dma, iova, size))
  for (const table of splitRuns(request.table.slice(0, nents), (a, b) => rangeOf(a) === rangeOf(b))) {
    const one = unmapRun(now, { ...request, table }, table.length)
    now = after(now, one)
    unmapped.push(...(one.unmapped ?? []))
    cpu.push(...(one.cpu ?? []))
  }
  const table = request.table.map((entry) => (entry.marked ? { ...entry, marked: false } : entry))
  return { k: now.k, table, domains: now.hw.domains, unmapped, cpu }
}
