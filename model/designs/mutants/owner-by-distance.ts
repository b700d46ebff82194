/**
 * Groups of owners by the distance of PCI, with a driver that uses a private page of its owner as it lies: there need be no link.
 * xe asks so, too, and then maps the page through its BAR. Breaks S12 and S14.
 */
import { acquireBy, firstByPci } from '../../kernel/gpu/drm-pagemap.ts'
import { linux } from '../../kernel/linux.ts'
import { linuxMm } from '../../kernel/mm/linux-mm.ts'
import { aliases } from '../proposals/hmm-three-way-distance.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'owner-by-distance',
    basis: 'owner-groups',
    mendedBy: 'owner-groups',
    summary: 'owner-groups where devices that reach each other by PCI count as linked',
    sources: ['a mutant of this project: the predicate of xe without its device_map', 'A2-03, R7.0-6'],
  },
  { ...parts, memory: linuxMm, acquireOwner: acquireBy(firstByPci(aliases)) },
)
