/** INV: what is expected of every function of the kernel, whatever it is asked. */
import { axioms } from '../axiom.ts'

export const INVARIANTS = axioms(
  'derived from {}, Linux 6.12.117',
  `
INV-A | read | AR-4 and MT-16 | The address of a marked entry is its CPU physical address plus the bus address of the BAR minus the BAR's CPU physical address; an entry without a mark never has such an address.
INV-B | read | MT-16, DD-1 and DI-3 | An entry is mapped as the map type of its own page map and its client says; RAM is never taken for a peer, and a bus address never gets an IOVA, a bounce or a cache flush.
INV-C | read | DD-1 and DI-9 | Mapping peer memory out of reach fails with EREMOTEIO: nothing is mapped silently, and no error says to try again.
INV-D | read | DD-2, DI-9 and DI-12 | A mapping that fails, or is unmapped, leaves no mark, IOVA, translation or bounce buffer, and the list as it was.
INV-E | read | PM-28, BK-1 and SG-5 | No entry, piece or run that was joined spans two page maps.
INV-F | read | GU-1 and GU-2 | Nobody pins peer memory for long, nobody gets a reference to it without asking for it, and a call that fails holds none.
INV-G | read | AR-8 and AR-11 | A provider can go exactly when every allocation and mapping of its memory is gone; each owns one reference, and nothing uses a page later.
INV-H | read | AR-10 | A page is free in its pool exactly when its count says so, and is not handed out while somebody holds it.
INV-Q | read | DX-8 | A list is unmapped with the number of entries that it was mapped with.
INV-R | read | AC-2 and AC-4 | A parameter changes the ACS bits that it names, and no others. | LAT-10 breaks it.
`,
)
