/**
 * Conventional PCI behind a bridge.
 */
import { T_C, acs, everyAcsBit, mseOff, bmeOff } from '../machines.ts'
import { direct, ram, refused, lost, R, W, A, gv, underEach, translating, more, type Vector } from '../rows.ts'

// prettier-ignore
export const golden: readonly Vector[] = [
  underEach({ BRG: translating(0x1000, 0x5000), X: translating(0x1000, 0x9000) },
    gv(94, 'devices of a conventional bus reach each other there, and are the bridge above it', 'RT-24',
      T_C, [], ['X', W, 0xa020_0000, direct('Y', 0)], ['X', W, 0x1000, ram(0x5000)])),
]

// prettier-ignore
export const beyond: readonly Omit<Vector, 'id'>[] = [
  more('what a conventional device sends elsewhere goes through its bridge', 'RT-12, RT-24',
    T_C, [acs('DSP2', 'SV')],
    ['X', R, 0xa020_0000, direct('Y', 0)],
    ['X', R, 0xa000_0000, direct('EPA', 0)],
    ['X', W, 0xa030_0000, refused('BRG', 'RT-24')],
    ['X', W, 0xa010_0000, refused('BRG', 'RT-24')],
    ['X', W, 0x1000, refused('BRG', 'RT-10'), { when: bmeOff('BRG') }],
    ['X', W, 0xa020_0000, direct('Y', 0), { when: bmeOff('BRG') }]),
  more('a bridge to conventional PCI passes down what is in its window', 'RT-24, DP-14',
    T_C, [],
    ['EPA', R, 0xa010_0000, direct('X', 0)],
    ['EPA', W, 0xa030_0000, refused('BRG', 'RT-24')],
    ['EPA', W, 0xa040_0000, refused('BRG', 'RT-14c')],
    ['EPA', W, 0xa010_0000, refused('BRG', 'RT-14c'), { when: mseOff('BRG') }]),
  more('no ACS word stands between conventional devices, and those above their bridge act on it', 'RT-24, HW-AC-13',
    T_C, [everyAcsBit('DSP2'), acs('RP0', 'UF')],
    ['X', R, 0xa020_0000, direct('Y', 0)],
    ['EPA', R, 0xa010_0000, lost('X', 0, 'RC-7')]),
  more('conventional PCI has no AtomicOps', 'RT-29, RT-24',
    T_C, [],
    ['X', A, 0xa020_0000, refused('Y', 'RT-29')],
    ['X', A, 0x1000, refused('BRG', 'RT-29')],
    ['EPA', A, 0xa010_0000, refused('BRG', 'RT-29')]),
]
