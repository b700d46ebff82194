/**
 * What is taken on trust about IOVAs.
 */
import { overlaps, physToBus } from '../../model/address.ts'
import { hostWindows } from '../../model/machine/columns.ts'
import type { Assumption, Event } from '../rule.ts'

export const iovaAvoidsWindows: Assumption = {
  id: 'iova-avoids-windows',
  sentence:
    'No IOVA that is handed out lies in a window of the client’s own host bridge, and none that user space chose lies beyond what the client can put on its bus.',
  why: 'A switch routes by address and knows nothing of IOVAs: a request with an IOVA inside a sibling’s window goes to the sibling and never reaches the IOMMU. Linux reserves the windows that firmware reported. A design that allocates otherwise takes it on trust that no IOVA lies there. Whoever chooses a number is asked about neither: VFIO and iommufd look at the aperture of the IOMMU and at reserved regions alone, and a device with fewer address bits cannot say a number above them.',
  sources: ['DI-14, HB-7, HW-GV-64, L59', 'DI-21, DI-29, HW-EX-4'],
  isChoice: true,
  holdsIn: (events) =>
    events.every(
      (event) => event.before.hw.domains === event.after.hw.domains || (avoids(event.after) && isInReach(event)),
    ),
}

/** Of what a driver maps its mask decides, and what it says of its device S2 may take at its word. */
const isInReach = ({ operation, after: { hw, ledger }, index }: Event): boolean => {
  if (operation.kind !== 'iommu_map') return true
  const { machine: m } = hw
  const length = ledger.get(index)!.meant.reduce((sum, one) => sum + one.length, 0)
  return operation.iova + length <= m.reach[m.clientFunction[operation.client]]
}

const avoids = ({ hw: { machine: m, domains, attached } }: Event['after']): boolean => {
  for (const [f, domain] of domains) {
    if (domain.kind !== 'translate') continue
    // Functions of one domain may be below several host bridges: a VMD sends for those of another.
    const hosts = new Set(m.host.filter((_, g) => attached[g] === f))
    const windows = [...hosts].flatMap((h) =>
      hostWindows(m, h).map(({ base, size }) => ({ base: physToBus(base, m.hostOffset[h]), size })),
    )
    for (const window of windows)
      if (domain.table.some(({ iova, size }) => overlaps(iova, size, window.base, window.size))) return false
  }
  return true
}

export const refusalsLeaveNothing: Assumption = {
  id: 'refusals-leave-nothing',
  sentence: 'No list that was refused has left a translation behind.',
  why: 'The IOVAs of a refused list are free again. The next list that gets them finds an old translation there: its map succeeds, and its DMA goes where the old translation leads. The refused list itself breaks S8.',
  sources: ['LAT-3, DI-8', 'docs/findings/stale-translation.md'],
  defect: {
    rule: 'S8',
    designs: [
      'raw-phys',
      'orchestrator-check',
      'hard-disable',
      'pgmap-callback',
      'pgmap-callback-fixed',
      'four-way',
      'soft-iommu',
      'proxy-ops',
      'linux-6.12',
    ],
  },
  holdsIn: (events) =>
    events.every(
      ({ outcome, before, after }) =>
        outcome.kind !== 'mapped' || outcome.rc === 0 || translations(after) <= translations(before),
    ),
}

const translations = ({ hw: { domains } }: Event['after']): number =>
  [...domains.values()].reduce((sum, domain) => sum + (domain.kind === 'translate' ? domain.table.length : 0), 0)
