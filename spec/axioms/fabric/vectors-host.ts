/** HW-GV-55 to HW-GV-95: examples of where a request lands, through the host and in special machines; each is a row of a test. */
import { axioms } from '../axiom.ts'

export const VECTORS_HOST = axioms(
  'worked out from {}',
  `
HW-GV-55 | read        | RC-3 | A root complex may pass writes between its ports and not reads.
HW-GV-56 | read        | RC-4 | A root complex may pass neither writes nor reads between its ports.
HW-GV-57 | read        | RC-4 | A root complex may answer a read that it does not forward, with all ones.
HW-GV-58 | from memory | HW-AC-11 and RC-6 | A request redirected at a root port still lands where the root complex passes it on.
HW-GV-59 | read        | RC-2 | Across sockets the root complex decides anew, for each operation.
HW-GV-60 | read        | RC-2 | The root complex may pass requests to an integrated endpoint.
HW-GV-61 | from memory | RC-11 | Nobody answers at an address that is neither RAM nor claimed.
HW-GV-62 | read        | RC-10 | The root complex may drop requests of an integrated endpoint.
HW-GV-63 | from memory | IO-4 | An IOMMU translates what reaches it.
HW-GV-64 | read        | HB-7 | An IOVA inside a sibling window never reaches the IOMMU.
HW-GV-65 | read        | RC-5 | A redirected IOVA reaches the IOMMU.
HW-GV-66 | from memory | DP-8a | A host bridge that decodes first passes a redirected IOVA in all the same.
HW-GV-67 | from memory | RC-5 and HW-AC-11 | A host bridge that decodes first takes an IOVA for a peer, unless redirected.
HW-GV-68 | read        | IO-5 | An IOVA may lead to a BAR, where the root complex reflects.
HW-GV-69 | from memory | IO-4 | An IOVA that nobody mapped faults.
HW-GV-70 | from memory | IO-4 | A translation for reads faults on writes.
HW-GV-71 | read        | IO-9 | A write to the interrupt range is an interrupt.
HW-GV-72 | read        | IO-9 | No translation leads to the interrupt range.
HW-GV-73 | read        | IO-6 | A translated request needs ATS enabled in the IOMMU.
HW-GV-74 | from memory | IO-3 | In an identity domain a CPU address reaches a peer through the host.
HW-GV-75 | read        | IO-1 | A blocked domain stops what reaches it, and no peer traffic below.
HW-GV-76 | from memory | HB-4 | With an offset the bus address is right inside a switch.
HW-GV-77 | from memory | HB-6 | With an offset the bus address lands in RAM when redirected to the host bridge.
HW-GV-78 | from memory | HB-8 | With an offset a redirected bus address lands where the root complex matches bus addresses.
HW-GV-79 | from memory | HB-5 | A CPU address used as a bus address finds no inbound window.
HW-GV-80 | from memory | HB-4 | With an offset an IOVA must lead to the CPU address.
HW-GV-81 | from memory | HB-5 | A bus address in an IOMMU table leads to RAM.
HW-GV-82 | from memory | CP-1 | A CPU reaches a BAR by its CPU address, and RAM by the same number as the bus address.
HW-GV-83 | from memory | RT-20 | A peer in the same lower switch is reached there.
HW-GV-84 | from memory | RT-15e and RT-15b | A peer of the upper switch is reached there.
HW-GV-85 | from memory | HW-AC-11 | Request Redirect below the port where the ways part does nothing.
HW-GV-86 | from memory | RT-20 | A redirected request is undefined at the middle port without Upstream Forwarding.
HW-GV-87 | from memory | RT-20 | Upstream Forwarding at every port above and reflection bring a redirected request back.
HW-GV-88 | from memory | HW-AC-11 | Request Redirect of the middle port acts on what parts there, not on what parts below.
HW-GV-89 | read        | HW-AC-10 and HW-AC-21 | Translation Blocking at the middle port stops what passes it, not what turns below.
HW-GV-90 | read        | HW-EX-2 | A device that recognises its own BAR serves itself, and no request leaves it.
HW-GV-91 | read        | HW-EX-2 | A device does not recognise its own BAR behind an IOVA.
HW-GV-92 | read        | RT-27 | A packet longer than its receiver takes is malformed.
HW-GV-93 | from memory | RT-29 | AtomicOp Egress Blocking stops an atomic.
HW-GV-94 | read        | RT-24 | Devices of a conventional bus reach each other there, and are the bridge above it.
HW-GV-95 | from memory | RT-6 | Virtual functions claim nothing without their Memory Space Enable.
`,
)
