/**
 * The rules of the fabric that a hop can cite: ids of `hardware.md`, said in one sentence each.
 * Evidence of every rule is in that document; none is judged by a booted Linux (docs/limits.md).
 */
export const REASONS = {
  'RT-1': 'its Bus Master Enable is off: no request leaves it',
  'RT-2': 'the address lies in a BAR that is switched on: it claims the request',
  'RT-2-none': 'no function at the end of the link claims the address: Unsupported Request',
  'RT-10': 'its Bus Master Enable is off: requests from below are refused',
  'RT-10-closed': 'its Memory Space Enable is off: it passes nothing down',
  'RT-14b': 'the address lies in a downstream port’s window: down',
  'RT-14c': 'the address is in no window of this switch: Unsupported Request',
  'RT-15b': 'the address lies in the window of another port of this switch: straight to the peer',
  'RT-15d': 'the address lies in the switch’s window, but no port claims it: Unsupported Request',
  'RT-15e': 'the address is outside the switch: up',
  'RT-18': 'it leads back out of the port it came in by, and Upstream Forwarding is off: undefined',
  'AC-11': 'a peer request, and P2P Request Redirect is on: up instead of across',
  'AC-13': 'a peer completion, and P2P Completion Redirect is on: up instead of across',
  'AC-14': 'it leads back out of the port it came in by, and Upstream Forwarding is on: up',
  'AC-15-direct': 'Egress Control is on and the peer’s bit in the vector is clear: straight to the peer',
  'AC-15-redirect': 'Egress Control is on, the peer’s bit is set, Request Redirect is on: up instead of across',
  'AC-15-block': 'Egress Control is on, the peer’s bit is set, Request Redirect is off: ACS Violation',
  'DP-2': 'it recognises its own BAR: served inside, nothing leaves the device',
  'DP-3': 'a sibling function of the same device claims the address: routed inside the device',
  'DP-4': 'it sits on the root bus: straight into the root complex',
  'DP-8': 'no window of this root port holds the address: into the root complex',
  'RC-2': 'the root complex forwards this kind of request between these two ports',
  'RC-4': 'the root complex does not forward this kind of request between these two ports: dropped',
  'RC-7': 'the completion is to turn round at this root port, and it does not reflect: lost',
  'RC-11': 'neither RAM nor a host bridge window: nobody answers',
  'RC-11-hole': 'a host bridge window, but no root port or integrated endpoint claims it: nobody answers',
  'HB-1': 'it lies in a host bridge’s outbound window: translated to that bridge’s bus address',
  'HB-2': 'an inbound window of the host bridge takes it: now a CPU physical address',
  'HB-2-none': 'no inbound window of the host bridge takes it: Unsupported Request',
  'HB-8': 'the root complex finds the bus address in a root port’s window before its inbound windows',
  'DP-12': 'it is RAM',
  'DP-15-ok': 'the completion finds its way back to the requester',
} as const satisfies Record<string, string>

export type RuleId = keyof typeof REASONS
