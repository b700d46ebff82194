/** AC: what Linux writes to ACS control words; DOC: what its documentation asks of drivers. */
import { axioms } from '../axiom.ts'

const PCI = axioms(
  'drivers/pci, {}, Linux 6.12.117',
  `
AC-1 | judged | pci_enable_acs() and pci_std_enable_acs() in pci.c | Where an IOMMU asked for ACS, Linux switches Source Validation, Request Redirect, Completion Redirect and Upstream Forwarding on as far as they are there, and Translation Blocking for devices outside or without ATS. | At enumeration and whenever configuration is restored; from 7.0 on when DMA is set up.
AC-2 | judged | __pci_config_acs() in pci.c | disable_acs_redir= names RR, CR and EC of a device and clears them; config_acs= names bits from right to left as SV, TB, RR, CR, UF, EC, DT and sets them to 0 or 1, or leaves them at x.
AC-3 | judged | pci_dev_str_match() in pci.c | A parameter names a device by its place, domain:bus:device.function and a path from there, or by its ids after "pci:"; the first match counts and what cannot be read ends the list.
AC-4 | judged | __pci_config_acs() in pci.c | A parameter starts from the word that firmware left: a bit that it does not name gets the firmware's value back, whatever Linux or another parameter had written. | So since 6.12.23 and 6.15; 6.11 to 6.14 and earlier 6.12 compute otherwise.
AC-5 | judged | pci_enable_acs() in pci.c, pci_quirk_enable_intel_spt_pch_acs() in quirks.c | The word is written once, at the end; a device without an ACS capability, or with a quirk that writes elsewhere, is left to the quirk.
AC-6 | read   | pci_bridge_has_acs_redir() in p2pdma.c | P2PDMA reads the control word whenever it computes a map type, and what it has kept does not follow later changes.
AC-7 | read   | pci_dev_specific_acs_enabled() in quirks.c | IOMMU groups take some functions to isolate whatever their ACS words say: Intel's integrated endpoints, root ports of Intel's PCHs and of several ARM makers, network cards that do not talk among their functions. A map type never depends on that.
`,
)

const DOCUMENTED = axioms(
  'Documentation/driver-api/pci/p2pdma.rst, {}, Linux 6.12.117',
  `
DOC-3 | read | "Client Drivers" | A client maps peer memory as a scatterlist, never as a single page; it does not touch that memory with the CPU; and it gets the memory only after somebody has asked for the distance.
`,
)

export const ACS_CONTROL = [...PCI, ...DOCUMENTED]
