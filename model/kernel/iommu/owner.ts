/**
 * Belief: whose domain a group is in (`__iommu_take_dma_ownership`, `__iommu_release_dma_ownership` of `drivers/iommu/iommu.c`, Linux
 * 6.12.117; DI-21, DI-30). User space gets a new domain, and the default domain comes back when a driver has the group again.
 *
 * Whoever leaves a domain has the IOTLB emptied of it (`amd_iommu_domain_flush_all` of `detach_device`, `intel_context_flush_no_pasid`),
 * and its ATS is off meanwhile.
 */
import type { Hw } from '../../machine/columns.ts'
import type { Domain } from '../../machine/domain.ts'
import { domainOf, type Domains } from './domain.ts'

/** `default_domain`, whoever has the group; undefined: there is no IOMMU. */
export const defaultDomainOf = (hw: Domains, f: number): Domain | undefined => {
  const domain = domainOf(hw, f)
  return (domain?.kind === 'translate' ? domain.instead : undefined) ?? domain
}

const isTaken = (hw: Domains, f: number): boolean => defaultDomainOf(hw, f) !== domainOf(hw, f)

/** The group of `f` in a domain of user space's, in which nothing is mapped yet; or where it is, if it is there or has no IOMMU. */
export const takenByUser = (hw: Hw, f: number): Hw => {
  const domain = domainOf(hw, f)
  return domain === undefined || isTaken(hw, f)
    ? hw
    : inDomain(hw, f, { kind: 'translate', table: [], instead: emptied(domain) })
}

/** The group of `f` in its default domain; the same machine where it is there. */
export const givenBack = (hw: Hw, f: number): Hw => (isTaken(hw, f) ? inDomain(hw, f, defaultDomainOf(hw, f)!) : hw)

const inDomain = (hw: Hw, f: number, domain: Domain): Hw => ({
  ...hw,
  domains: new Map(hw.domains).set(hw.attached[f], domain),
})

const emptied = (domain: Domain): Domain => {
  if (domain.kind !== 'translate') return domain
  const { stale: _, ...left } = domain
  return left
}
