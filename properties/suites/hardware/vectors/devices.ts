/**
 * Inside a device: its own BAR, its functions, its virtual functions, its address bits.
 */
import { T_A, VF, having, acs, egressControl, added, mseOff, bmeOff, cmb, inside, reflect } from '../machines.ts'
import {
  noTlp,
  direct,
  viaRc,
  ram,
  refused,
  lost,
  undefinedAt,
  R,
  W,
  gv,
  under,
  translating,
  more,
  type Vector,
} from '../rows.ts'

// prettier-ignore
export const golden: readonly Vector[] = [
  gv(49, 'a device that can routes to its sibling function inside', 'DP-3',
    T_A, [inside('EPM.f0'), inside('EPM.f1'), acs('EPM.f0')], ['EPM.f0', W, 0xb101_0000, noTlp('EPM.f1', 0)]),
  gv(50, 'Request Redirect of a function sends it out of the device, and only reflection brings it back', 'HW-AC-22',
    T_A, [inside('EPM.f0'), inside('EPM.f1'), acs('EPM.f0', 'RR'), acs('RP2', 'UF')],
    ['EPM.f0', W, 0xb101_0000, viaRc('EPM.f1', 0), { when: reflect('RP2') }],
    ['EPM.f0', W, 0xb101_0000, refused('RC', 'RC-4')]),
  gv(51, 'Request Redirect of the function with Upstream Forwarding off above it is undefined', 'HW-AC-22',
    T_A, [inside('EPM.f0'), inside('EPM.f1'), acs('EPM.f0', 'RR')], ['EPM.f0', W, 0xb101_0000, undefinedAt('RP2')]),
  gv(52, 'clear ACS bits do not create a route inside a device that has none', 'RT-22',
    T_A, [], ['EPM.f0', W, 0xb101_0000, undefinedAt('RP2')]),
  gv(53, 'Egress Control of a function counts function numbers', 'HW-AC-15',
    T_A, [inside('EPM.f0'), inside('EPM.f1'), egressControl('EPM.f0', [1])],
    ['EPM.f0', R, 0xb101_0000, refused('EPM.f0', 'HW-AC-15')]),
  gv(54, 'Completion Redirect of the sibling sends the completion out, and without reflection it is lost', 'DP-15',
    T_A, [inside('EPM.f0'), inside('EPM.f1'), acs('EPM.f0'), acs('EPM.f1', 'CR'), acs('RP2', 'UF')],
    ['EPM.f0', W, 0xb101_0000, noTlp('EPM.f1', 0)],
    ['EPM.f0', R, 0xb101_0000, lost('EPM.f1', 0, 'RC-7')]),
  // Adapted: the controller memory buffer is the whole BAR, and its CBA is the BAR's bus address.
  gv(90, 'a device that recognises its own BAR serves itself, and no request leaves it', 'HW-EX-2',
    T_A, [cmb('EPA')], ['EPA', W, 0xa000_0040, noTlp('EPA', 0x40)]),
  under(translating(0x7000, 0xa000_0000), gv(91, 'a device does not recognise its own BAR behind an IOVA', 'HW-EX-2',
    T_A, [cmb('EPA'), reflect('RP0')], ['EPA', W, 0x7000, viaRc('EPA', 0)])),
  gv(95, 'virtual functions claim nothing without their Memory Space Enable', 'RT-6',
    T_A, [added(VF), having('EPB', { decodesVirtual: false })],
    ['EPA', W, 0xa030_0000, refused('EPB', 'RT-2')]),
]

// prettier-ignore
export const beyond: readonly Omit<Vector, 'id'>[] = [
  more('a controller memory buffer makes no way inside to a sibling function', 'RT-22',
    T_A, [cmb('EPM.f0'), cmb('EPM.f1')],
    ['EPM.f0', W, 0xb100_0000, noTlp('EPM.f0', 0)], ['EPM.f0', W, 0xb101_0000, undefinedAt('RP2')]),
  more('no request leaves a device for an address that has more bits than it has', 'HW-EX-4',
    T_A, [having('EPA', { addressBits: 31 })],
    ['EPA', W, 0x8000_0000, refused('EPA', 'HW-EX-4')], ['EPA', W, 0x7fff_f000, ram(0x7fff_f000)]),
  more('a virtual function claims its BAR whatever its physical one does', 'RT-6',
    T_A, [added(VF)],
    ['EPA', W, 0xa030_0010, direct('EPB.v0', 0x10)],
    ['EPA', W, 0xa030_0010, direct('EPB.v0', 0x10), { when: mseOff('EPB') }],
    ['EPB.v0', W, 0x1000, ram(0x1000), { when: bmeOff('EPB') }]),
  more('virtual functions are of their physical function’s device', 'RT-22',
    T_A, [inside('EPB'), added({ ...VF, inside: true })],
    ['EPB', W, 0xa030_0000, noTlp('EPB.v0', 0)],
    ['EPB.v0', R, 0xa020_0000, noTlp('EPB', 0)],
    ['EPB', R, 0xa030_0000, refused('EPB', 'HW-AC-15'), { when: egressControl('EPB', [8]) }]),
]
