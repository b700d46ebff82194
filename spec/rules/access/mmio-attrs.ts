/**
 * S26 MmioAttrs: a BAR is mapped as what it is.
 */
import { hex, overlaps } from '../../../model/address.ts'
import type { Translation } from '../../../model/machine/domain.ts'
import { peersAreMappedAsLists } from '../../assumptions/index.ts'
import { addedRows } from '../../iovas.ts'
import { isPeer, mapEvent, type MapEvent } from '../../meant.ts'
import { always, type Event } from '../../rule.ts'
import { barTouched } from './no-cpu-touch.ts'

export const mmioAttrs = always<null>({
  id: 'S26',
  name: 'MmioAttrs',
  sentence:
    'A translation for peer memory says that it is MMIO, and nobody flushes caches for a BAR when a list is mapped, handed over or unmapped.',
  why: 'A translation without this attribute says that the memory is cached. Some machines then look for the data in caches that do not have it, or flush a BAR, which no cache holds.',
  sources: ['A5-17, NW-7, DI-13', 'L06, L35'],
  assumptions: [peersAreMappedAsLists],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    const map = mapEvent(event)
    const found = flushed(event) ?? (map === undefined ? mirrored(event) : cached(map))
    if (found !== undefined) {
      const allowed = ['a translation with IOMMU_MMIO, and no cache maintenance']
      return { state, fired: true, broken: { step: event.index, entry: 0, offset: 0, found, allowed } }
    }
    return { state, fired: map !== undefined && map.outcome.rc === 0 && map.operation.list.some(isPeer) }
  },
})

const flushed = ({ outcome, before: { hw } }: Event): string | undefined => {
  if (outcome.kind !== 'mapped' && outcome.kind !== 'synced' && outcome.kind !== 'unmapped') return undefined
  const touch = outcome.cpu?.find((one) => one.how === 'cache maintenance' && barTouched(hw.machine, one) >= 0)
  return touch && `cache maintenance on ${touch.length} bytes of a BAR at ${hex(touch.phys)}`
}

/** Of a page that a device mirrors (hmm_dma_map_pfn, which says MMIO from 6.18 on). */
const mirrored = (event: Event): string | undefined => {
  const { operation, before } = event
  if (operation.kind !== 'hmm_dma_map_pfn') return undefined
  const m = before.hw.machine
  const leadsToBar = ({ phys, size: length }: Translation): boolean => barTouched(m, { phys, length, how: 'copy' }) >= 0
  const row = addedRows(event, operation.device).find((one) => one.mmio !== true && leadsToBar(one))
  return row && saysMemory(row)
}

const saysMemory = ({ iova }: Translation): string =>
  `the translation of ${hex(iova)} leads to a BAR, and says that it is memory`

/** Of a list that was mapped: what a refused one leaves behind is S8's affair. */
const cached = ({ operation, outcome, ...map }: MapEvent): string | undefined => {
  if (outcome.rc !== 0) return undefined
  const peers = operation.list.filter(isPeer)
  const isOfPeer = ({ phys, size }: Translation): boolean =>
    peers.some((peer) => overlaps(phys, size, peer.phys, peer.length))
  const row = addedRows(map, operation.client).find((one) => one.mmio !== true && isOfPeer(one))
  return row && saysMemory(row)
}
