/** GV: examples of what Linux answers, worked out by hand from the axioms named; they are rows of a test. */
import { axioms } from '../axiom.ts'

export const VECTORS = axioms(
  'worked out from {}, Linux 6.12.117',
  `
GV-1  | read | MT-2, MT-4, MT-6 and MT-10 | A function and itself are 0 apart, two of one device 2, two below one switch 4, all of them BUS_ADDR; behind two root ports they are 4 to 8 apart and ask the host bridge.
GV-2  | read | MT-3 and MT-5 | Request Redirect of a port on the way sends it to the host bridge; of the root port above, of a port beside the way, or Source Validation only, it does not.
GV-3  | read | MT-10 and LAT-8 | A function whose own Request Redirect is set is 0 from itself and not BUS_ADDR.
GV-4  | read | MT-6 to MT-9 | Which pairs of root devices and processors are taken for forwarding, and which are not.
GV-5  | read | AR-4 and MT-16 | Two bus offsets, one of which wraps in 64 bits, and the addresses that they make.
GV-6  | read | DD-1 to DD-4 | Four lists and forced bouncing without an IOMMU: marks 0, 1, 0; EREMOTEIO with the first entry unmapped; EIO beyond the mask; a bus address never bounces.
GV-7  | read | DI-3, DI-10 and DI-12 | RAM, RAM, two bus addresses and RAM are packed into four entries, the marks one place further to the front, and unmapped by one range.
GV-8  | read | DI-3 and DI-10 | RAM with an offset in its page ends an output entry before and behind it.
GV-9  | read | DI-4 and DI-9 | A list of bus addresses takes no IOVA, and one with a peer out of reach loses all its marks.
GV-10 | read | DI-3, DI-5 and LAT-20 | Where an entry would cross a boundary of 64 KiB room is left before it, unless that is less than its length.
GV-11 | read | DI-10 and DI-11 | Three runs of 32 KiB become one entry of 64 KiB and one of 32.
GV-14 | read | GU-1 to GU-4 | What get_user_pages() answers for a peer page: EREMOTEIO, a short count, 0, EINVAL or EFAULT, by flags and path.
GV-17 | read | AC-2 and AC-4 | A config_acs string of seven letters, the mask and flags it makes and the word that follows.
`,
)
