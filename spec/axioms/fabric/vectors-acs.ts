/** HW-GV-1 to HW-GV-54: examples of where a request lands, inside switches; each is a row of a test. */
import { axioms } from '../axiom.ts'

export const VECTORS_ACS = axioms(
  'worked out from {}',
  `
HW-GV-1  | from memory | RT-15b | A write to another port’s window goes straight across the switch.
HW-GV-2  | read        | HW-AC-19 | A read of another port’s window has its data back.
HW-GV-3  | from memory | RT-15e | An address outside the switch goes up and is RAM.
HW-GV-4  | from memory | RT-18 | An address in the port’s own window is undefined.
HW-GV-5  | from memory | RT-23 and RT-18 | A device’s own BAR is undefined too, if the device does not recognise it.
HW-GV-6  | from memory | RT-15d | A hole in the switch’s window is refused by the switch.
HW-GV-7  | from memory | HW-AC-28 and RT-14b | Unclaimed Request Redirect sends it up, and the switch refuses it from above.
HW-GV-8  | from memory | RC-8 | An address in the root port’s window only, with Upstream Forwarding off, is undefined there.
HW-GV-9  | from memory | RT-16 | A peer port with Memory Space Enable off claims nothing.
HW-GV-10 | from memory | RT-2 | An endpoint with Memory Space Enable off refuses.
HW-GV-11 | from memory | RT-1 | Nothing leaves a function with Bus Master Enable off.
HW-GV-12 | from memory | RT-10 | A downstream port with Bus Master Enable off refuses what comes from below.
HW-GV-13 | from memory | RT-16 | An upstream port with Bus Master Enable off stops what goes up, not what goes across.
HW-GV-14 | from memory | RT-16 and RT-14c | An upstream port with Memory Space Enable off refuses what comes from above, not peers.
HW-GV-15 | from memory | HW-AC-5 | No ACS bit acts on what comes from above.
HW-GV-16 | from memory | RT-21 | A port whose link is down refuses what it would send there.
HW-GV-17 | from memory | RT-2 | An endpoint in D3hot refuses.
HW-GV-18 | read        | RT-17 | The BAR of a port is reached, where nothing forbids it.
HW-GV-19 | from memory | HW-AC-25 | DSP Memory Target Access blocks.
HW-GV-20 | from memory | HW-AC-27 | DSP Memory Target Access redirects, and the port above finds its own window.
HW-GV-21 | from memory | HW-AC-26 | USP Memory Target Access blocks, or lets through.
HW-GV-22 | read        | RC-2 and PA-2 | A redirected request is dropped by a root complex that does not reflect.
HW-GV-23 | from memory | RC-6 | A redirected request lands where the root complex reflects.
HW-GV-24 | from memory | RT-20 | A redirected request is undefined where the port above lacks Upstream Forwarding.
HW-GV-25 | read        | HW-AC-12 | Request Redirect on the target’s port does nothing to requests toward it.
HW-GV-26 | read        | IO-11 | Request Redirect on a port acts when the device behind it sends.
HW-GV-27 | from memory | HW-AC-20 and RC-7 | A write lands, the read is lost, when only Completion Redirect is on and nothing reflects.
HW-GV-28 | from memory | RC-7 | A redirected completion comes back where the root complex reflects.
HW-GV-29 | read        | HW-AC-13 | Completion Redirect does nothing to a completion with Relaxed Ordering.
HW-GV-30 | read        | HW-AC-13 | Completion Redirect on the requester’s port does nothing.
HW-GV-31 | read        | HW-AC-15 | A clear bit of the Egress Control Vector sends straight to the peer, despite Request Redirect.
HW-GV-32 | read        | HW-AC-15 | A set bit of the Egress Control Vector blocks where Request Redirect is off.
HW-GV-33 | read        | HW-AC-15 | A set bit of the Egress Control Vector redirects where Request Redirect is on.
HW-GV-34 | read        | HW-AC-3 | A control bit that is not implemented does nothing.
HW-GV-35 | read        | HW-AC-17 | Direct Translated exempts a translated request from Request Redirect.
HW-GV-36 | read        | HW-AC-17 | Direct Translated does not exempt an untranslated request from Request Redirect.
HW-GV-37 | read        | HW-AC-17 | Direct Translated exempts a translated request from Egress Control.
HW-GV-38 | read        | HW-AC-10 | Translation Blocking stops a translated request, Direct Translated or not.
HW-GV-39 | read        | HW-AC-10 | Translation Blocking does nothing to an untranslated request.
HW-GV-40 | read        | HW-AC-21 | Translation Blocking above the turning point does nothing below it.
HW-GV-41 | read        | HW-AC-9 | Source Validation stops a request under the id of another port’s device.
HW-GV-42 | read        | IO-2 | Without Source Validation the IOMMU takes it for that device.
HW-GV-43 | read        | HW-AC-9 | Source Validation does not check completions.
HW-GV-44 | from memory | HW-AC-14 | With Upstream Forwarding all the way up and reflection a device reaches its own BAR.
HW-GV-45 | from memory | HW-AC-14 | Upstream Forwarding does nothing to a request for another port.
HW-GV-46 | from memory | HW-AC-24 | Enhanced controls do nothing to a memory request for a peer (the row’s I/O write is left out).
HW-GV-47 | read        | HW-AC-7 | A port without ACS routes straight across.
HW-GV-48 | read        | PA-3 | A port may redirect without having the capability.
HW-GV-49 | read        | DP-3 | A device that can routes to its sibling function inside.
HW-GV-50 | from memory | HW-AC-22 | Request Redirect of a function sends it out of the device, and only reflection brings it back.
HW-GV-51 | from memory | HW-AC-22 | Request Redirect of the function with Upstream Forwarding off above it is undefined.
HW-GV-52 | read        | RT-22 | Clear ACS bits do not create a route inside a device that has none.
HW-GV-53 | read        | HW-AC-15 | Egress Control of a function counts function numbers.
HW-GV-54 | from memory | DP-15 | Completion Redirect of the sibling sends the completion out, and without reflection it is lost.
`,
)
