/**
 * What is taken on trust about IOVAs.
 */
import { overlaps, physToBus } from '../../model/address.ts'
import type { Assumption, Event } from '../rule.ts'

export const iovaAvoidsWindows: Assumption = {
  id: 'iova-avoids-windows',
  sentence: 'No IOVA that is handed out lies in a window of the client’s own host bridge.',
  why: 'A switch routes by address and knows nothing of IOVAs: one inside a sibling’s window goes to the sibling and never reaches the IOMMU. Linux reserves the windows that firmware reported; a design that allocates otherwise takes it on trust.',
  sources: ['kernel-semantics.md DI-14', 'hardware.md HB-7, HW-GV-64', 'threads.md L59'],
  holdsIn: (events) => events.every(({ before, after }) => before.hw.domains === after.hw.domains || avoids(after)),
}

const avoids = ({ hw: { machine: m, domains } }: Event['after']): boolean => {
  for (const [f, domain] of domains) {
    if (domain.kind !== 'translate') continue
    const h = m.host[f]
    const window = physToBus(m.hostWindow[h], m.hostOffset[h])
    if (domain.table.some(({ iova, size }) => overlaps(iova, size, window, m.hostWindowSize[h]))) return false
  }
  return true
}
