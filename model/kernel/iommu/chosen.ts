/**
 * Belief: memory mapped at an IOVA that user space chose (`vfio_dma_do_map` of `drivers/vfio/vfio_iommu_type1.c`, `iopt_check_iova`
 * of `drivers/iommu/iommufd/io_pagetable.c`, Linux 6.12.117; DI-21, DI-28, DI-30).
 *
 * The windows of the host bridge are no reserved regions: whoever chooses an IOVA in one is not refused.
 */
import { PAGE, advance, handOver, iova, overlaps } from '../../address.ts'
import type { Call, PageMapped, Request, Unmapped } from '../design.ts'
import type { IovaRange } from '../effects.ts'
import { EBUSY, EEXIST, EFAULT, EINVAL, ENODEV, EPERM, EREMOTEIO } from '../errno.ts'
import type { Parts } from '../parts.ts'
import { isP2p, type Direction, type SgEntry } from '../lib/scatterlist.ts'
import type { Refusal } from '../refusals.ts'
import type { Kernel } from '../state.ts'
import type { Chosen } from './chooser.ts'
import { synced } from './device-tlb.ts'
import { domainOf, mapRows, permissions, unmapRange } from './domain.ts'
import { apertureEnd, directRegions, reservedRegions } from './reserved.ts'

interface Refused {
  readonly rc: number
  readonly because: Refusal
}

/** The entry's bytes at that IOVA, for every function of the client's group. */
export const mapChosen = (
  call: Call<Kernel>,
  client: number,
  direction: Direction,
  entry: SgEntry,
  chosen: Chosen,
): PageMapped<Kernel> & { readonly rc: number } => {
  const { k, hw } = call
  const f = hw.machine.clientFunction[client]
  const refused = refusal(call, f, entry, chosen) ?? unpinned(direction, entry, chosen)
  if (refused !== undefined) return { k, dma: undefined, ...refused }
  const range: IovaRange = { iova: chosen.iova, size: entry.length }
  const name = hw.attached[f]
  const rows = [{ ...range, phys: entry.phys, ...permissions(direction) }]
  return {
    k: { ...k, chosen: new Map(k.chosen).set(name, [...(k.chosen.get(name) ?? []), range]) },
    rc: 0,
    dma: handOver(chosen.iova),
    domains: mapRows(hw, f, rows),
  }
}

/** In this order: the group is claimed first, then the numbers are looked at, and last the memory. */
const refusal = (
  { k, hw }: Call<Kernel>,
  f: number,
  { phys, length }: SgEntry,
  { iova: at, by, holder }: Chosen,
): Refused | undefined => {
  if (f < 0 || domainOf(hw, f) === undefined) return { rc: -ENODEV, because: 'no group' }
  if (holder === 'driver') return { rc: -EPERM, because: 'group in use' }
  // `opened_file` and `cdev_device_open_cnt` of `vfio_group`: each keeps the other out, before anybody claims the group.
  if (holder !== undefined && holder !== by) return { rc: -EBUSY, because: 'group of another user' }
  if (directRegions(hw, f).length > 0) return { rc: -EINVAL, because: 'firmware maps' }
  if ([at, phys, length].some((n) => n % PAGE !== 0)) return { rc: -EINVAL, because: 'part of a page' }
  const meets = ({ iova: start, size }: IovaRange): boolean => overlaps(start, size, at, length)
  const isReserved = reservedRegions(hw, f).some(meets)
  const isTaken = (k.chosen.get(hw.attached[f]) ?? []).some(meets)
  if (isTaken && (by === 'VFIO type1' || !isReserved)) return { rc: -EEXIST, because: 'IOVA taken' }
  if (isReserved) return { rc: -EINVAL, because: 'IOVA reserved' }
  return at + length > apertureEnd(hw.machine) ? { rc: -EINVAL, because: 'beyond the aperture' } : undefined
}

/**
 * DI-28, `vaddr_get_pfns`, `pfn_reader_user_pin`: both pin for long (FOLL_LONGTERM), and only VFIO looks for frames where there are no
 * pages to pin. Whoever pins for long cannot ask for peer memory (FOLL_PCI_P2PDMA). To write, GUP refuses the mapping before it has seen
 * a page: the file of the pool tracks what is dirty.
 */
const unpinned = (direction: Direction, entry: SgEntry, { by, held }: Chosen): Refused | undefined => {
  if (held === 'nothing') return { rc: -EFAULT, because: 'nothing there' }
  if (held === 'pages of P2PDMA')
    return { rc: direction === 'DMA_TO_DEVICE' ? -EREMOTEIO : -EFAULT, because: 'pages of P2PDMA' }
  return by === 'iommufd' && isP2p(entry) ? { rc: -EFAULT, because: 'memory without pages' } : undefined
}

/** VFIO_IOMMU_UNMAP_DMA, IOMMU_IOAS_UNMAP: the whole of it. */
export const unmapChosen = (parts: Parts, { k, hw }: Call<Kernel>, { client, table }: Request): Unmapped<Kernel> => {
  const f = hw.machine.clientFunction[client]
  const ranges = table.flatMap(({ dma, length }): IovaRange[] =>
    dma === undefined ? [] : [{ iova: iova(advance(dma, 0)), size: length }],
  )
  const isGone = ({ iova: start }: IovaRange): boolean => ranges.some((range) => range.iova === start)
  const name = hw.attached[f]
  let { domains } = hw
  for (const range of ranges) domains = unmapRange({ ...hw, domains }, f, range.iova, range.size)
  domains = synced(parts, { ...hw, domains }, f, ranges)
  const left = (k.chosen.get(name) ?? []).filter((range) => !isGone(range))
  return { k: { ...k, chosen: new Map(k.chosen).set(name, left) }, table, domains, unmapped: ranges }
}
