/**
 * Who a request says it is from: Source Validation, aliases, forged ids.
 */
import { T_A, having, acs, forwards } from '../machines.ts'
import { direct, viaRc, ram, refused, lost, R, W, gv, underEach, translating, more, type Vector } from '../rows.ts'

// prettier-ignore
export const golden: readonly Vector[] = [
  gv(41, 'Source Validation stops a request under the id of another port’s device', 'HW-AC-9',
    T_A, [acs('DSP1', 'SV')], ['EPA', W, 0x1000, refused('DSP1', 'HW-AC-9'), { requester: 'EPB' }]),
  underEach({ EPA: translating(0x1000, 0x5000), EPB: translating(0x1000, 0x7000) },
    gv(42, 'without Source Validation the IOMMU takes it for that device', 'IO-2',
      T_A, [], ['EPA', W, 0x1000, ram(0x7000), { requester: 'EPB' }])),
  gv(43, 'Source Validation does not check completions', 'HW-AC-9',
    T_A, [acs('DSP2', 'SV')], ['EPA', R, 0xa020_0010, direct('EPB', 0x10)]),
]

// prettier-ignore
export const beyond: readonly Omit<Vector, 'id'>[] = [
  more('Source Validation looks at bus numbers: below the port that has both behind it a forged id passes', 'HW-AC-9',
    T_A, [acs('RP0', 'SV')], ['EPA', W, 0x1000, ram(0x1000), { requester: 'EPB' }],
    ['EPA', W, 0x1000, refused('RP0', 'HW-AC-9'), { requester: 'EPC' }]),
  more('the answer to a forged request goes to whose id it carried', 'RT-26',
    T_A, [forwards('RP0', 'RP1', 'read')], ['EPA', R, 0xb000_0000, lost('EPC', 0, 'RT-26'), { requester: 'EPB' }]),
  underEach({ 'EPM.f0': translating(0x1000, 0x5000) },
    more('an alias is who the IOMMU takes it for, and has its answers', 'IO-2',
      T_A, [having('EPM.f1', { sendsAs: 'EPM.f0' }), forwards('RP2', 'RP1', 'read')],
      ['EPM.f1', W, 0x1000, ram(0x5000)])),
  more('an alias has its answers', 'IO-2',
    T_A, [having('EPM.f1', { sendsAs: 'EPM.f0' }), acs('RP2', 'SV'), forwards('RP2', 'RP1', 'read')],
    ['EPM.f1', R, 0xb000_0000, viaRc('EPC', 0)]),
  more('so has a function that forges the id of its own device', 'RT-26',
    T_A, [forwards('RP2', 'RP1', 'read')], ['EPM.f1', R, 0xb000_0000, viaRc('EPC', 0), { requester: 'EPM.f0' }]),
]
