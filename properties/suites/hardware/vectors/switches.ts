/**
 * Crossing a switch: windows, enable bits and links.
 */
import { T_A, acs, everyAcsBit, enhanced, linkDown, mseOff, bmeOff, forwards, reflect } from '../machines.ts'
import { bar, direct, ram, refused, undefinedAt, R, W, gv, more, type Vector } from '../rows.ts'

// prettier-ignore
export const golden: readonly Vector[] = [
  gv(1, 'a write to another port’s window goes straight across the switch', 'RT-15b',
    T_A, [], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  gv(2, 'a read of another port’s window has its data back', 'HW-AC-19',
    T_A, [], ['EPA', R, 0xa020_0010, direct('EPB', 0x10)]),
  gv(3, 'an address outside the switch goes up and is RAM', 'RT-15e',
    T_A, [], ['EPA', W, 0x0000_1000, ram(0x1000)]),
  gv(4, 'an address in the port’s own window is undefined', 'RT-18',
    T_A, [], ['EPA', W, 0xa010_0000, undefinedAt('DSP1')]),
  gv(5, 'a device’s own BAR is undefined too, if the device does not recognise it', 'RT-23, RT-18',
    T_A, [], ['EPA', W, 0xa000_0000, undefinedAt('DSP1')]),
  gv(6, 'a hole in the switch’s window is refused by the switch', 'RT-15d',
    T_A, [], ['EPA', W, 0xa050_0000, refused('USP', 'RT-15d')]),
  gv(7, 'Unclaimed Request Redirect sends it up, and the switch refuses it from above', 'HW-AC-28, RT-14b',
    T_A, [enhanced('DSP1', { unclaimed: 'redirect' }), acs('RP0', 'UF'), reflect('RP0')],
    ['EPA', W, 0xa050_0000, refused('USP', 'RT-14b')]),
  gv(8, 'an address in the root port’s window only, with Upstream Forwarding off, is undefined there', 'RC-8',
    T_A, [], ['EPA', W, 0xa0e0_0000, undefinedAt('RP0')]),
  gv(9, 'a peer port with Memory Space Enable off claims nothing', 'RT-16',
    T_A, [mseOff('DSP2')], ['EPA', W, 0xa020_0010, refused('USP', 'RT-15d')]),
  gv(10, 'an endpoint with Memory Space Enable off refuses', 'RT-2',
    T_A, [mseOff('EPB')],
    ['EPA', W, 0xa020_0010, refused('EPB', 'RT-2')],
    ['EPA', R, 0xa020_0010, refused('EPB', 'RT-2')]),
  gv(11, 'nothing leaves a function with Bus Master Enable off', 'RT-1',
    T_A, [bmeOff('EPA')], ['EPA', W, 0xa020_0010, refused('EPA', 'RT-1')]),
  gv(12, 'a downstream port with Bus Master Enable off refuses what comes from below', 'RT-10',
    T_A, [bmeOff('DSP1')], ['EPA', R, 0xa020_0010, refused('DSP1', 'RT-10')]),
  gv(13, 'an upstream port with Bus Master Enable off stops what goes up, not what goes across', 'RT-16',
    T_A, [bmeOff('USP')],
    ['EPA', W, 0x0000_1000, refused('USP', 'RT-10')],
    ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  gv(14, 'an upstream port with Memory Space Enable off refuses what comes from above, not peers', 'RT-16, RT-14c',
    T_A, [mseOff('USP')],
    ['EPA', W, 0xa020_0010, direct('EPB', 0x10)],
    ['CPU', W, 0xa020_0010, refused('USP', 'RT-14c')]),
  gv(15, 'no ACS bit acts on what comes from above', 'HW-AC-5',
    T_A, [everyAcsBit('DSP2'), everyAcsBit('RP0')], ['CPU', W, 0xa020_0000, bar('EPB', 0)]),
  gv(16, 'a port whose link is down refuses what it would send there', 'RT-21',
    T_A, [linkDown('DSP2')], ['EPA', R, 0xa020_0010, refused('DSP2', 'RT-21')]),
  // D3hot claims what Memory Space Enable off claims, nothing: there is no field of its own for it.
  gv(17, 'an endpoint in D3hot refuses', 'RT-2',
    T_A, [mseOff('EPB')], ['EPA', W, 0xa020_0010, refused('EPB', 'RT-2')]),
]

// prettier-ignore
export const beyond: readonly Omit<Vector, 'id'>[] = [
  more('a root port without Bus Master Enable passes nothing up', 'RT-10',
    T_A, [bmeOff('RP0')], ['EPA', W, 0x1000, refused('RP0', 'RT-10')]),
  more('a root port without Memory Space Enable claims nothing from above', 'RT-10, DP-12',
    T_A, [mseOff('RP0'), forwards('RP1', 'RP0', 'write')], ['EPC', W, 0xa020_0010, refused('RC', 'RC-11')]),
  more('a port whose link is down takes nothing from below, and no CPU reaches past one', 'RT-21',
    T_A, [],
    ['EPA', W, 0x1000, refused('DSP1', 'RT-21'), { when: linkDown('DSP1') }],
    ['CPU', W, 0xa020_0010, refused('RP0', 'RT-21'), { when: linkDown('RP0') }]),
]
