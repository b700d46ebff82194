/** DP: how the landing of a request is decided, step by step; model/hardware takes these steps. */
import { axioms } from '../axiom.ts'

export const PROCEDURE = axioms(
  'this model, after {}',
  `
DP-1  | from memory | RT-1 | A function whose Bus Master Enable is off sends nothing.
DP-2  | read        | RT-23 | An address that the function itself recognises is served inside.
DP-3  | read        | RT-22 and HW-AC-22 | An address of a sibling function is served inside if the device has that route and the sender's ACS lets it.
DP-4  | read        | RT-24 and RC-10 | Otherwise the request of a conventional function goes over its bus, that of an integrated endpoint into the root complex, and any other up the link.
DP-5  | from memory | RT-10, RT-21, RT-27 and RT-29 | A port first refuses a request that its link, its Bus Master Enable, its payload size or its routing of AtomicOps does not let in.
DP-6  | from memory | HW-AC-9, HW-AC-10 and HW-AC-31 | Then Source Validation and Translation Blocking.
DP-7  | from memory | RT-15 and HW-AC-18 | In a switch, a port looks at its own window first, then at BARs of ports, at the windows of other ports and at holes; what is left goes up.
DP-7b | read        | HW-AC-25 and PA-6 | In a switch: the BAR of a downstream port is as DSP Memory Target Access says.
DP-7c | read        | HW-AC-26 and PA-6 | In a switch: the BAR of the upstream port is as USP Memory Target Access says.
DP-7d | read        | HW-AC-18 | In a switch: the window of another port is as the peer controls say.
DP-8  | from memory | RC-5, RC-8 and HB-8 | At a root port, the request enters the root complex at once if that translates first; otherwise the port looks at its own window, at BARs of ports and at the windows of other ports, and lets in what is left.
DP-8a | from memory | RC-8 | At a root port, a request for the port's own window enters the root complex if Upstream Forwarding is on, and is undefined if it is off.
DP-8b | from memory | HW-AC-25 | At a root port: the BAR of a root port.
DP-8c | from memory | HB-8 and HW-AC-18 | At a root port: the window of another one, if the root complex matches bus addresses, as the peer controls say.
DP-9  | read        | IO-9 | In the root complex: the interrupt range of x86 comes first.
DP-10 | from memory | HB-2 and HB-8 | In the root complex: without an IOMMU the bus address is matched against root ports or goes through an inbound window.
DP-11 | from memory | IO-3, IO-4 and IO-6 | In the root complex: an IOMMU translates, takes a translated request as it is, or faults.
DP-12 | from memory | HB-1 and RC-11 | In the root complex: the host address is RAM, a host bridge's window, or nothing.
DP-13 | read        | RC-2 and RC-4 | In the root complex: what it does not forward is lost.
DP-14 | from memory | RT-14, RT-21, RT-27 and RT-29 | Down a port, enable bits, link, payload and AtomicOps may refuse a request, and windows choose the way; ACS does nothing.
DP-15 | from memory | RT-26, HW-AC-13 and RC-7 | The completion of a read goes back by bus numbers; where it does not arrive, the read has still touched its target.
DP-16 | from memory | PCIe 10.2 | A translated request uses its address as it is; a translation request goes up by address and never to a peer.
DP-17 | from memory | RT-5 | A transfer is right if each piece lands on the byte that was meant and each completion returns.
DP-18 | from memory | RT-5 | A refusal is always safe, and what was mapped is judged by its landing alone.
`,
)
