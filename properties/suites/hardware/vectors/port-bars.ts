/**
 * The BARs of ports, and what ports send and answer themselves.
 */
import { T_A, T_N, having, acs, enhanced, mseOff, reflect } from '../machines.ts'
import { bar, direct, viaRc, ram, refused, lost, undefinedAt, R, W, gv, more, type Vector } from '../rows.ts'

// prettier-ignore
export const golden: readonly Vector[] = [
  gv(18, 'the BAR of a port is reached, where nothing forbids it', 'RT-17',
    T_A, [], ['EPA', W, 0xa0c1_0000, direct('DSP2', 0)]),
  gv(19, 'DSP Memory Target Access blocks', 'HW-AC-25',
    T_A, [enhanced('DSP1', { downstreamBars: 'block' })], ['EPA', R, 0xa0c1_0000, refused('DSP1', 'HW-AC-25')]),
  gv(20, 'DSP Memory Target Access redirects, and the port above finds its own window', 'HW-AC-27',
    T_A, [enhanced('DSP1', { downstreamBars: 'redirect' })], ['EPA', W, 0xa0c1_0000, undefinedAt('RP0')]),
  gv(21, 'USP Memory Target Access blocks, or lets through', 'HW-AC-26',
    T_A, [],
    ['EPA', W, 0xa0f0_0000, refused('DSP1', 'HW-AC-26'), { when: enhanced('DSP1', { upstreamBars: 'block' }) }],
    ['EPA', W, 0xa0f0_0000, direct('USP', 0), { when: enhanced('DSP1', { upstreamBars: 'direct' }) }]),
]

// prettier-ignore
export const beyond: readonly Omit<Vector, 'id'>[] = [
  more('a port that is not Enhanced may refuse requests for the BARs of ports, or treat them as for peers', 'RT-17, PA-6',
    T_A, [],
    ['EPA', W, 0xa0c1_0000, refused('DSP1', 'RT-17'), { when: having('DSP1', { portBarRequests: 'refuse' }) }],
    ['EPA', W, 0xa0f0_0000, refused('DSP1', 'RT-17'), { when: having('DSP1', { portBarRequests: 'refuse' }) }],
    ['EPA', W, 0xa0c1_0000, direct('DSP2', 0), { when: having('DSP1', { portBarRequests: 'as peers' }) }],
    ['EPA', W, 0xa0c1_0000, undefinedAt('RP0'), { when: having('DSP1', { portBarRequests: 'as peers', acs: ['RR'] }) }]),
  more('each Memory Target Access control is for its own BARs', 'HW-AC-25, HW-AC-26',
    T_A, [],
    ['EPA', W, 0xa0f0_0000, direct('USP', 0), { when: enhanced('DSP1', { downstreamBars: 'block' }) }],
    ['EPA', W, 0xa0c1_0000, direct('DSP2', 0), { when: enhanced('DSP1', { upstreamBars: 'block' }) }],
    ['EPA', W, 0xa0c0_0000, refused('DSP1', 'HW-AC-25'), { when: enhanced('DSP1', { downstreamBars: 'block' }) }]),
  more('USP Memory Target Access redirects to where the root complex reflects it', 'HW-AC-27, RT-14a',
    T_A, [enhanced('DSP1', { upstreamBars: 'redirect' }), acs('RP0', 'UF'), reflect('RP0')],
    ['EPA', W, 0xa0f0_0000, viaRc('USP', 0)]),
  more('Request Redirect says nothing of the BARs of ports', 'RT-17, HW-AC-29',
    T_A, [acs('DSP1', 'RR')], ['EPA', W, 0xa0c1_0000, direct('DSP2', 0)]),
  more('the BARs of a switch’s ports are reached from above, unless switched off', 'RT-14a, RT-14b, RT-10',
    T_A, [],
    ['CPU', R, 0xa0f0_0010, bar('USP', 0x10)],
    ['CPU', R, 0xa0c1_0010, bar('DSP2', 0x10)],
    ['CPU', W, 0xa0c1_0000, refused('USP', 'RT-14b'), { when: mseOff('DSP2') }]),
  more('the BAR of another root port is a port’s BAR', 'DP-8b, HW-AC-25',
    T_A, [having('RP1', { bar: { base: 0xb010_0000, size: 0x1_0000 } })],
    ['EPA', W, 0xb010_0000, direct('RP1', 0)],
    ['EPA', W, 0xb010_0000, refused('RP0', 'HW-AC-25'), { when: enhanced('RP0', { downstreamBars: 'block' }) }],
    ['EPA', W, 0xb010_0000, refused('RC', 'RC-4'), { when: enhanced('RP0', { downstreamBars: 'redirect' }) }],
    ['EPC', R, 0xb010_0000, direct('RP1', 0)]),
  more('the completion of a port’s own BAR enters its switch by no port, and meets ACS words only above it', 'DP-15, HW-AC-13',
    T_N, [having('DSP21', { bar: { base: 0xa080_0000, size: 0x1_0000 } }), acs('DSP21', 'CR'), acs('DSP22', 'CR'), acs('RP0', 'UF')],
    ['EPF', R, 0xa080_0000, direct('DSP21', 0)],
    ['EPG', R, 0xa080_0000, direct('DSP21', 0)],
    ['EPG', R, 0xa080_0000, lost('DSP21', 0, 'RC-7'), { when: acs('DSP11', 'CR') }]),
  more('a port’s own requests enter its switch by no port', 'DP-4, RT-13',
    T_A, [acs('RP0', 'SV')], ['DSP1', W, 0x1000, ram(0x1000)], ['USP', W, 0x1000, ram(0x1000)], ['RP0', W, 0x1000, ram(0x1000)]),
  more('the same of an upstream port', 'DP-15, HW-AC-13',
    T_A, [acs('DSP1', 'CR'), acs('DSP2', 'CR')], ['EPA', R, 0xa0f0_0000, direct('USP', 0)]),
]
