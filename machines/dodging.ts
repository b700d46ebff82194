/**
 * Calls that never ask for the map type, and what becomes of the request then: `dma_map_resource`, and stacks that hand out BAR
 * addresses of their own accord. Linux refuses neither (docs/findings/resource-address.md).
 */
import { ROOT } from '../model/machine/columns.ts'
import type { Iommu } from '../model/machine/domain.ts'
import type { Asked } from './cases.ts'
import { surelyRedirecting, type Pair } from './why.ts'

/** What the IOMMU does, as far as it was told; groups are made only where there is one. */
export const iommuTold = ({ cmdline, dump }: Asked): Iommu | undefined =>
  cmdline.iommu ?? (dump.functions.some((f) => f.iommuGroup !== undefined) ? 'translating' : undefined)

export const dodging = (asked: Asked, pair: Pair): string => {
  const iommu = iommuTold(asked)
  const [isDirect, sameRootPort] = [isDirectWay(pair), pair.meet !== ROOT]
  const onward = sameRootPort ? 'reflect the request to the port it came from' : 'pass the request on'
  const raw = isDirect
    ? 'a BAR address that nobody mapped goes straight through the switch'
    : 'a BAR address that nobody mapped faults'
  const translated = `behind an IOMMU that translates, dma_map_resource gives an address that goes to the root complex, which has to ${onward}, and ${raw}`
  const untranslated = `without translation (iommu=pt, or no IOMMU) both are the BAR's own address, which goes ${isDirect ? 'straight through the switch' : 'to the root complex'}`
  const cases =
    iommu === undefined ? [translated, untranslated] : iommu === 'translating' ? [translated] : [untranslated]
  return `dma_map_resource, and stacks that hand out BAR addresses, do not ask for the map type: ${cases.join('; ')}`
}

/** Without doubt: no function on the way redirects. */
const isDirectWay = (pair: Pair): boolean =>
  pair.meet !== ROOT && surelyRedirecting(pair).length === 0 && pair.redirecting.every((found) => found.length === 0)
