/** Translations after a step: of an IOMMU, of what its IOTLB may still hold, and of what a function keeps for itself. */
import type { Machine } from '../../model/machine/columns.ts'
import type { Domain, Kept, Translation } from '../../model/machine/domain.ts'
import type { World } from '../../model/world.ts'
import { int, mapOf, variant, type Itf } from './itf.ts'

/** Of each function what is found of its domain; nothing: it is left out. */
export const byFunction = (m: Machine, { hw }: World, of: (domain: Domain) => Itf | undefined): Itf =>
  mapOf(
    hw.attached.flatMap((named, f) => {
      const domain = hw.domains.get(named)
      const found = domain === undefined ? undefined : of(domain)
      return found === undefined ? [] : [[m.name[f], found] as const]
    }),
  )

export const domainOf = (domain: Domain): Itf =>
  variant(domain.kind, domain.kind === 'translate' ? domain.table.map(translationOf) : undefined)

/** Rows that were taken out, and that the IOTLB may hold until it is flushed. */
export const staleOf = (domain: Domain): Itf | undefined =>
  domain.kind === 'translate' && domain.stale !== undefined && domain.stale.length > 0
    ? domain.stale.map(translationOf)
    : undefined

/** The invalidation queue is carried out within its step: a row that the function was told to forget, and nobody waited for, is `told`. */
export const keptOf = ({ iova, address, read, write, told }: Kept): Itf => ({
  iova: int(iova),
  address: int(address),
  read,
  write,
  told: told === true,
})

const translationOf = ({ iova, phys, size, read, write }: Translation): Itf => ({
  iova: int(iova),
  phys: int(phys),
  size: int(size),
  read,
  write,
})
