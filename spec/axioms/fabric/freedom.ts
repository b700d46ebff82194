/** PA: what the specification leaves open, and so is a parameter of a machine. */
import { axioms } from '../axiom.ts'

export const FREEDOM = axioms(
  '{}',
  `
PA-1  | read        | RC-2 | For each kind of request and way through the root complex: whether it is forwarded.
PA-2  | read        | RC-4 | What becomes of a request that the root complex does not forward: for a read an error, or data that nobody wrote; a write vanishes.
PA-3  | read        | HW-AC-7 | Which controls a part without an ACS capability behaves as if it had.
PA-4  | read        | RT-22 | Whether functions of one device reach each other inside it.
PA-4b | read        | RT-23 | Whether a function serves its own BAR inside.
PA-6  | read        | RT-17 | What a port without the Enhanced bits does with a request from below for the BAR of a port: straight there, refused, or as Request Redirect says.
PA-9  | read        | RC-5 | Whether a root complex translates before it looks for peers.
PA-10 | from memory | HB-8 | Whether a root complex matches bus addresses against its root ports first.
PA-12 | from memory | IO-7 | Whether an ATS completion carries a host address or a bus address.
PA-13 | read        | Linux commit aadad097cd46 | Whether inbound windows are checked on an IOVA before the IOMMU sees it.
PA-15 | read        | Linux 6.12, drivers/pci/quirks.c, quirk_chelsio_T5_disable_root_port_attributes() | Whether a completer copies Relaxed Ordering from the request into its completion.
PA-22 | from memory | PCIe 7.5.1.3 | A machine is valid if BARs lie in the windows above them, windows of siblings are apart, and bus numbers nest.
PA-23 | from memory | RT-18 and RC-8 | Where the specification leaves an outcome undefined, software must not rely on it. | In this model such an outcome is not counted against any design (docs/limits.md).
`,
)
