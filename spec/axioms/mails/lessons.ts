/** F: what history teaches a checker; E: what users struggle with. */
import { axioms } from '../axiom.ts'

export const LESSONS = axioms(
  '{}',
  `
F1  | read | Logan Gunthorpe, 19 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory" | The helper in that mail has three defects: it refuses memory that is no peer's, leaks a reference, and takes bus address 0 for a failure.
F2  | read | Benjamin Herrenschmidt, 18 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory" | Of his four answers Linux took three in 6.0; a bus address that is to be mapped in the IOMMU has no equivalent.
F3  | read | commit 3a19407913e8 (5.16) | Linux had the sign of the bus offset wrong from 4.20 on, and nobody saw it where the offset is 0; so a generator must not default to 0.
F4  | read | Jason Gunthorpe, 16 October 2024, on P2P in HMM | A wrong design is right where the offset is 0, the IOMMU off and ACS off: what hides a bug must be told with it. | The subject is not known here.
F5  | read | commits 977196b8c5b2 (4.20), 30280eee2db1 (6.0), 49580e690755 (6.2), 226d6099402d (6.17) and 13920e4b7b78 (7.1) | What a list may mix was decided anew five times: lists, entries, pages of an entry, bios, neighbours; each move broke something.
F6  | read | Jerome Glisse, 29 January 2019, "[RFC PATCH 4/5] mm/hmm: add support for peer to peer to HMM device memory" | Its loop skips a page, writes a wrong one's address and counts wrongly when it unmaps.
F7  | read | Logan Gunthorpe, January 2019, "[RFC PATCH 1/5] pci/p2p: add a function to test peer to peer capability" | A function that always refuses keeps every rule about safety; so a rule must ask for usefulness. | The subject is from memory.
F10 | read | Linux 6.12, drivers/pci/p2pdma.c, pci_p2pdma_distance_many() and pci_p2pdma_map_type() | Advice and mapping may disagree: one climbs to a PCI parent and the other does not, and map types are kept.
E3  | read | ROCm/rocm-xio issue 181; spdk issue 2728 | Users get host memory instead of a peer's, and nobody tells them.
E4  | read | intel/compute-runtime issues 935 and 942 | The list of host bridges is a belief: with a patched one, data was corrupted in silence.
E8  | read | sbates130272/linux-p2pmem issue 4; NVIDIA/QEMU issue 7 | Guests do not see the fabric, and ACS that is overridden lets devices reach each other past the IOMMU.
E9  | read | ROCm/rocm-xio pull request 196; spdk issue 1705 | Integrators get address arithmetic wrong: base plus offset over a mapping of many segments, stale IOVAs.
`,
)
