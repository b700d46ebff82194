/**
 * Belief: writing an IOMMU's page tables (`drivers/iommu/iommu.c`, Linux 6.12). What the tables then do
 * to a request is truth (`model/hardware/iommu.ts`).
 */
import { advance, overlaps, type Iova } from '../../address.ts'
import type { Hw } from '../../machine/columns.ts'
import type { Domain, Invalidation, Translation } from '../../machine/domain.ts'
import type { Direction } from '../lib/scatterlist.ts'

/** What of the machine says whose domain is which. */
export type Domains = Pick<Hw, 'attached' | 'domains'>

/** `iommu_get_domain_for_dev`: the domain of the function's group; undefined: it has no IOMMU. */
export const domainOf = ({ attached, domains }: Domains, f: number): Domain | undefined => domains.get(attached[f])

/** Functions of the group of `f`. */
export const membersOf = ({ attached }: Domains, f: number): number[] =>
  attached.flatMap((name, g) => (name === attached[f] ? [g] : []))

/** Rows of the table of the function's group; empty where nothing translates. */
export const tableOf = (hw: Domains, f: number): readonly Translation[] => {
  const domain = domainOf(hw, f)
  return domain?.kind === 'translate' ? domain.table : []
}

/** DI-6, `dma_info_to_prot`: what a mapping in this direction lets the device do. */
export const permissions = (direction: Direction): { read: boolean; write: boolean } => ({
  read: direction !== 'DMA_FROM_DEVICE',
  write: direction !== 'DMA_TO_DEVICE',
})

/** `iommu_map`: rows added to the table. */
export const mapRows = (hw: Domains, f: number, rows: readonly Translation[]): Hw['domains'] =>
  withTable(hw, f, [...tableOf(hw, f), ...rows.filter(({ size }) => size > 0)])

/** `iommu_unmap`: `[iova, iova + size)` leaves the table; rows that reach beyond it are cut. */
export const unmapRange = (hw: Domains, f: number, iova: Iova, size: number): Hw['domains'] =>
  withTable(
    hw,
    f,
    tableOf(hw, f).flatMap((row) => (overlaps(row.iova, row.size, iova, size) ? cut(row, iova, size) : [row])),
  )

/** `fq_domain`: unmaps of the domain wait for a flush queue, and not for the IOTLB (DI-22). */
export const hasFlushQueue = (domain: Domain | undefined): boolean =>
  domain?.kind === 'translate' && domain.lazy === true

/** {@link hasFlushQueue} of the domain of `f`. */
export const isLazy = (hw: Domains, f: number): boolean => hasFlushQueue(domainOf(hw, f))

/** What of `row` lies between two IOVAs. */
const between = (row: Translation, from: number, to: number): Translation => {
  const skipped = Math.max(0, from - row.iova)
  const start = advance(row.iova, skipped)
  return { ...row, iova: start, phys: advance(row.phys, skipped), size: Math.min(row.iova + row.size, to) - start }
}

/** What of `row` lies before and behind the range. */
const cut = (row: Translation, iova: Iova, size: number): Translation[] =>
  [between(row, row.iova, iova), between(row, iova + size, Infinity)].filter((part) => part.size > 0)

/** What stands in the invalidation queue of the domain of `f`. */
const queueOf = (hw: Domains, f: number): readonly Invalidation[] | undefined => {
  const domain = domainOf(hw, f)
  return domain?.kind === 'translate' ? domain.queue : undefined
}

/** Commands put into the invalidation queue of the domain of `f`, behind those that stand in it. */
export const withQueued = (hw: Domains, f: number, commands: readonly Invalidation[]): Hw['domains'] =>
  withRows(hw, f, { queue: [...(queueOf(hw, f) ?? []), ...commands] })

/** The domain of `f` with other rows, or with another queue. */
const withRows = (
  hw: Domains,
  f: number,
  change: Partial<Pick<Extract<Domain, { kind: 'translate' }>, 'table' | 'queue'>>,
): Hw['domains'] => {
  const before = domainOf(hw, f)
  const known = before?.kind === 'translate' ? before : { kind: 'translate' as const, table: [] }
  return new Map(hw.domains).set(hw.attached[f], { ...known, ...change })
}

export const withTable = (hw: Domains, f: number, table: readonly Translation[]): Hw['domains'] =>
  withRows(hw, f, { table })

/** The machine with its tables as a call left them; undefined: the call left them alone. */
export const withDomains = (hw: Hw, domains: Hw['domains'] | undefined): Hw =>
  domains === undefined ? hw : { ...hw, domains }
