/**
 * A switch below a switch.
 */
import { T_N, acs, reflect } from '../machines.ts'
import { direct, viaRc, refused, undefinedAt, W, gv, type Vector } from '../rows.ts'

// prettier-ignore
export const golden: readonly Vector[] = [
  gv(83, 'a peer in the same lower switch is reached there', 'RT-20',
    T_N, [], ['EPE', W, 0xa010_0000, direct('EPF', 0)]),
  gv(84, 'a peer of the upper switch is reached there', 'RT-15e, RT-15b',
    T_N, [], ['EPE', W, 0xa100_0000, direct('EPG', 0)]),
  gv(85, 'Request Redirect below the port where the ways part does nothing', 'HW-AC-11',
    T_N, [acs('DSP21', 'RR')], ['EPE', W, 0xa100_0000, direct('EPG', 0)]),
  gv(86, 'a redirected request is undefined at the middle port without Upstream Forwarding', 'RT-20',
    T_N, [acs('DSP21', 'RR')], ['EPE', W, 0xa010_0000, undefinedAt('DSP11')]),
  gv(87, 'Upstream Forwarding at every port above and reflection bring a redirected request back', 'RT-20',
    T_N, [acs('DSP21', 'RR'), acs('DSP11', 'UF'), acs('RP0', 'UF'), reflect('RP0')],
    ['EPE', W, 0xa010_0000, viaRc('EPF', 0)]),
  gv(88, 'Request Redirect of the middle port acts on what parts there, not on what parts below', 'HW-AC-11',
    T_N, [acs('DSP11', 'RR'), acs('RP0', 'UF'), reflect('RP0')],
    ['EPE', W, 0xa100_0000, viaRc('EPG', 0)],
    ['EPE', W, 0xa010_0000, direct('EPF', 0)]),
  gv(89, 'Translation Blocking at the middle port stops what passes it, not what turns below', 'HW-AC-10, HW-AC-21',
    T_N, [acs('DSP11', 'TB'), acs('DSP21', 'DT')],
    ['EPE', W, 0xa010_0000, direct('EPF', 0), { translated: true }],
    ['EPE', W, 0xa100_0000, refused('DSP11', 'HW-AC-10'), { translated: true }]),
]
