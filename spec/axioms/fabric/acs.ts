/** HW-AC: what ACS does in hardware. PCIe sections are those of the Base Specification, revisions 4 to 7. */
import { axioms } from '../axiom.ts'

export const ACS = axioms(
  '{}',
  `
HW-AC-1  | read        | PCIe 7.7.11; a patch with the Enhanced bits on linux-pci, January 2026 | The control word has Source Validation, Translation Blocking, Request Redirect, Completion Redirect, Upstream Forwarding, Egress Control and Direct Translated in bits 0 to 6, and in bits 7 to 12, of Enhanced ports only, I/O Request Blocking, two controls for BARs of ports and Unclaimed Request Redirect.
HW-AC-3  | read        | PCIe 7.7.11; Jason Gunthorpe on the Enhanced ACS bits, linux-pci, 2025 | A control bit that the capability does not have reads 0 and does nothing.
HW-AC-4  | read        | PCIe 6.12; Jason Gunthorpe, IOMMU group series, linux-pci, 2025 | ACS acts on the sender's side, on what travels up: it does not protect a port from others.
HW-AC-5  | from memory | PCIe 6.12 | What travels down is neither redirected nor blocked. | The Prolog model of PCIe agrees.
HW-AC-6  | from memory | PCIe 6.12.1.1 to 6.12.1.3 | Downstream ports and root ports may have all controls; functions of a multi-function device may have those about peers; bridges to conventional PCI, and what is behind them, have none. | QEMU's and Linux's tests of capabilities agree in part.
HW-AC-7  | read        | Linux 6.12, drivers/pci/quirks.c | A port without ACS routes as if all bits were 0; some parts without a capability behave as if Source Validation and the redirects were on.
HW-AC-9  | read        | PCIe 6.12.1.1, as quoted in Linux 6.12, drivers/pci/quirks.c | Source Validation refuses a request whose requester's bus is not behind the port, and checks no completion.
HW-AC-10 | read        | PCIe 7.0 6.12.1.1, as quoted in the P2PDMA ACS series, 2026 | Translation Blocking refuses every memory request that is not untranslated, at each port that it crosses, before any peer control.
HW-AC-11 | from memory | PCIe 6.12.1.1 | Request Redirect sends a peer request up instead of across, and leaves alone what goes up anyway. | The P2PDMA ACS series of 2026 agrees.
HW-AC-12 | read        | Jason Gunthorpe, IOMMU group series, linux-pci, 2025 | Request Redirect of the port that a request goes to does nothing to the request.
HW-AC-13 | read        | PCIe 6.12.1.1, as quoted in the P2PDMA ACS series, 2026 | Completion Redirect of the completer's port sends peer completions without Relaxed Ordering up, and does nothing to requests. | What a root port does then is from memory.
HW-AC-14 | from memory | PCIe 6.12.1.1 | Upstream Forwarding sends up a request that would leave by the port by which it came in, and does nothing to other requests.
HW-AC-15 | read        | PCIe 7.0 Table 6-11, as quoted in the P2PDMA ACS series, 2026 | With Egress Control the peer's bit in the vector decides: if it is clear, the request goes straight to the peer, even if Request Redirect is on; if it is set, the request is redirected where Request Redirect is on, and blocked where it is off.
HW-AC-17 | read        | PCIe 7.0 6.12.3 and 7.7.12.5, as quoted in the P2PDMA ACS series, 2026 | Direct Translated sends a translated peer request straight to the peer, whatever Request Redirect and Egress Control say, unless Translation Blocking is on.
HW-AC-18 | read        | PCIe 7.0 Table 6-11, as quoted in the P2PDMA ACS series, 2026 | For a peer request Translation Blocking comes first, then Direct Translated, then Egress Control, then Request Redirect.
HW-AC-19 | read        | KUnit tables of the P2PDMA ACS series, 2026 | A peer completion goes across if it has Relaxed Ordering or if Completion Redirect is off; otherwise it goes up.
HW-AC-20 | from memory | PCIe 6.12.1.1 | Completion Redirect without Request Redirect sends the request across and its completion up, so that reads need a root complex that reflects, and writes do not.
HW-AC-21 | read        | the P2PDMA ACS series, 2026 | Translation Blocking above the port where a translated request turns round does not hurt it.
HW-AC-22 | from memory | PCIe 6.12.1.2 | Between functions of one device the controls of the sending function count; what it redirects leaves on the link and needs Upstream Forwarding above. | The P2PDMA ACS series of 2026 reasons the same way.
HW-AC-24 | from memory | PCI-SIG ECN "ACS Enhanced Capability", 7 May 2019 | I/O Request Blocking refuses I/O requests, and no memory request.
HW-AC-25 | from memory | PCI-SIG ECN "ACS Enhanced Capability", 7 May 2019 | DSP Memory Target Access says what becomes of a request for the BAR of a downstream port: it goes straight there, or is blocked, or is redirected. | The encoding was read in a patch of January 2026.
HW-AC-26 | from memory | PCI-SIG ECN "ACS Enhanced Capability", 7 May 2019 | USP Memory Target Access says the same for the BAR of the upstream port.
HW-AC-27 | from memory | PCI-SIG ECN "ACS Enhanced Capability", 7 May 2019 | What HW-AC-25 and HW-AC-26 redirect leaves through the upstream port, and is in the window of the port above.
HW-AC-28 | from memory | PCI-SIG ECN "ACS Enhanced Capability", 7 May 2019 | Unclaimed Request Redirect sends up what no port of the switch claims.
HW-AC-29 | read        | Jason Gunthorpe on the Enhanced ACS bits, linux-pci, 2025 | Request Redirect alone does not isolate: redirects for BARs of ports and for unclaimed requests are needed, too, and Linux 6.12 does not set them.
HW-AC-31 | from memory | PCIe 6.12.1.1 | A port checks the requester first, then translation, then the target of the request, and last the peer controls. | That Source Validation and Translation Blocking come before was read.
`,
)
