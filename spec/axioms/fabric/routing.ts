/** RT: where requests and completions go. PCIe sections are those of the Base Specification, revisions 4 to 7. */
import { axioms } from '../axiom.ts'

export const ROUTING = axioms(
  '{}',
  `
RT-1   | from memory | PCIe 7.5.1.1.3 | A function sends memory requests, interrupts included, only while its Bus Master Enable is on.
RT-2   | from memory | PCIe 7.5.1.1.3 and 2.3.1 | A function claims an address if its Memory Space Enable is on, it is in D0, and the address is in one of its BARs; otherwise the request is unsupported. | That a function out of D0 claims nothing was read.
RT-3   | from memory | PCIe 7.5.1.2.1 and 7.8.6 | A BAR is a power of two of bytes, 128 at least, and aligned to its size.
RT-5   | from memory | PCIe 2.2.7 | No request crosses a boundary of 4 KiB, so each piece of a transfer has one landing.
RT-6   | from memory | PCIe 9.3.4 | BAR i of virtual function n starts n sizes behind the first; the physical function switches them on, while each virtual function has a Bus Master Enable of its own.
RT-8   | read        | Linux 6.12, drivers/pci/probe.c; PCIe 7.5.1.3 | Memory windows of a bridge start and end on 1 MiB; a window whose base is above its limit is closed.
RT-9   | from memory | PCIe 7.5.1.3 | An address is in the window of a bridge if it is in either of them, prefetchable or not.
RT-10  | from memory | PCIe 7.5.1.1.3 | A bridge whose Memory Space Enable is off claims nothing from above; one whose Bus Master Enable is off refuses requests from below, and lets completions pass.
RT-11  | from memory | PCIe 7.5.1.2.1 | A bridge may have two BARs of its own, outside its windows and inside its parent's.
RT-12  | from memory | PCI-to-PCI Bridge Architecture 4 | A bridge to conventional PCI passes up what is not in its own windows.
RT-13  | read        | PCIe 1.3.3, as quoted in public articles | A switch routes every kind of packet between any two ports by the rules of bridges, and never splits one.
RT-14  | from memory | PCIe 1.3.3 | A request that enters a switch from above goes to the upstream port's BAR, to a downstream port's BAR or out of the port whose window holds it, and is unsupported otherwise; ACS has no say. | A public model of PCIe in Prolog agrees that what matches nothing is unsupported.
RT-14a | from memory | PCIe 1.3.3 | From above: the BAR of the upstream port is claimed by that port.
RT-14b | from memory | PCIe 1.3.3 | From above: in the window of the switch, the BAR of a downstream port or the window of one takes it, and else it is unsupported.
RT-14c | from memory | PCIe 1.3.3 | From above: outside window and BAR of the switch it is unsupported.
RT-15b | from memory | PCIe 1.3.3 | From below: in the window of another downstream port it goes straight out of that port.
RT-15d | from memory | PCIe 1.3.3 | From below: in the window of the switch, and claimed by no port of it, it is unsupported.
RT-15e | from memory | PCIe 1.3.3 | From below: anything else leaves through the upstream port, if its Bus Master Enable is on.
RT-16  | from memory | PCIe 1.3.3 and 7.5.1.1.3 | From port to port inside a switch only the windows and enable bits of the two downstream ports count, not those of the upstream port.
RT-17  | read        | Jason Gunthorpe on the Enhanced ACS bits, linux-pci, 2025 | Whether a request from below may reach the BAR of a switch port was left open, and vendors differ.
RT-18  | from memory | PCIe 6.12.1.1 | What a port does with a request that leads back out of it is undefined while Upstream Forwarding is off. | Stephen Bates, March 2018: an error event in practice, and some switches can be told to reflect it.
RT-20  | from memory | PCIe 6.12.1.1 | A request that a switch redirects up is, for the port above, in that port's own window; so every port above a redirecting one needs Upstream Forwarding. | Proposed kernel documentation of 2026 reasons the same way.
RT-21  | from memory | PCIe 2.9.1 and 6.2.11 | A request for a port whose link is down is unsupported; a write vanishes.
RT-22  | read        | Linux 6.12, drivers/pci/quirks.c; the P2PDMA ACS series on dri-devel, 2026 | Routes between the functions of one device are optional hardware; where they are missing, the request leaves on the link, and turns round above if it can.
RT-23  | read        | CVE-2021-3929 (QEMU's NVMe) | The specification does not say what a function does with its own BAR: it may serve it inside or send the request.
RT-24  | read        | Linux 6.12, drivers/pci/search.c and drivers/pci/pci.c | A bridge to conventional PCI sends under its own requester ID, and devices below it reach each other over the wires, where no ACS is.
RT-25  | from memory | PCIe 2.3.2 and 2.4 | A write has no completion, so its requester does not learn that it was lost; a read ends with data, an error or a timeout. | Public lists of completion errors agree.
RT-26  | from memory | PCIe 2.2.4.2 | A completion goes by the bus number of the requester, whatever windows and enable bits say; a read that landed may still lose its completion.
RT-27  | read        | PCIe 2.2.2, as quoted in public articles; Linux 6.12, drivers/pci/probe.c | A payload longer than the Max_Payload_Size of a receiver on the way is malformed there.
RT-28  | from memory | PCIe 2.2.6.4 | Relaxed Ordering changes nothing about where a request lands.
RT-29  | from memory | PCIe 6.15 | An AtomicOp needs every port on the way to route it, no port out of which it leaves to block it, and a completer that carries it out; otherwise it is unsupported. | Linux's pci_enable_atomic_ops_to_root() asks for the same.
RT-30  | from memory | PCIe 6.6.2 | A function that is reset clears its enable bits, forgets what it had under way and what translations it had cached, and shows nobody what was in it before; its BARs are to be written anew. | Linux writes them back as they were (HP-3).
RT-31  | from memory | PCIe 2.2.6.2; Linux 6.12, arch/x86/pci/common.c, pci_real_dma_dev() | In the domain of a VMD a function sends under its own requester ID, which it has from configuration writes, and ports and completions there go by it; what leaves the domain carries the VMD's.
`,
)
