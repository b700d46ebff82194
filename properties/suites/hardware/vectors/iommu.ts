/**
 * What an IOMMU does with what reaches it, and what never does.
 */
import { T_A, type Change, acs, atsOn, forwards, reflect, decodeFirst } from '../machines.ts'
import {
  direct,
  viaRc,
  ram,
  refused,
  undefinedAt,
  R,
  W,
  A,
  gv,
  under,
  translating,
  more,
  type Vector,
} from '../rows.ts'

const amd: Change = (machine) => ({ ...machine, cpu: { vendor: 'AMD', family: 0x19 } })

// prettier-ignore
export const golden: readonly Vector[] = [
  under(translating(0x1000, 0x5000), gv(63, 'an IOMMU translates what reaches it', 'IO-4',
    T_A, [], ['EPA', W, 0x1000, ram(0x5000)])),
  under(translating(0xa020_0000, 0x5000), gv(64, 'an IOVA inside a sibling window never reaches the IOMMU', 'HB-7',
    T_A, [], ['EPA', W, 0xa020_0000, direct('EPB', 0)])),
  under(translating(0xa020_0000, 0x5000), gv(65, 'a redirected IOVA reaches the IOMMU', 'RC-5',
    T_A, [acs('DSP1', 'RR'), acs('RP0', 'UF')], ['EPA', W, 0xa020_0000, ram(0x5000)])),
  under(translating(0xa020_0000, 0x5000), gv(66, 'a host bridge that decodes first passes a redirected IOVA in all the same', 'DP-8a',
    T_A, [acs('DSP1', 'RR'), decodeFirst],
    ['EPA', W, 0xa020_0000, ram(0x5000), { when: acs('RP0', 'UF') }],
    ['EPA', W, 0xa020_0000, undefinedAt('RP0')])),
  under(translating(0xb000_0000, 0x5000), gv(67, 'a host bridge that decodes first takes an IOVA for a peer, unless redirected', 'RC-5, HW-AC-11',
    T_A, [decodeFirst, forwards('RP0', 'RP1', 'read', 'write')],
    ['EPA', W, 0xb000_0000, viaRc('EPC', 0)],
    ['EPA', W, 0xb000_0000, ram(0x5000), { when: acs('RP0', 'RR') }])),
  under(translating(0x10_0000, 0xa020_0000), gv(68, 'an IOVA may lead to a BAR, where the root complex reflects', 'IO-5',
    T_A, [],
    ['EPA', W, 0x10_0000, viaRc('EPB', 0), { when: reflect('RP0') }],
    ['EPA', W, 0x10_0000, refused('RC', 'RC-4')])),
  under(translating(0x1000, 0x5000), gv(69, 'an IOVA that nobody mapped faults', 'IO-4',
    T_A, [], ['EPA', W, 0x9000, refused('RC', 'IO-4')], ['EPA', R, 0x9000, refused('RC', 'IO-4')])),
  under(translating(0x1000, 0x5000, 'read'), gv(70, 'a translation for reads faults on writes', 'IO-4',
    T_A, [], ['EPA', W, 0x1000, refused('RC', 'IO-4')], ['EPA', R, 0x1000, ram(0x5000)])),
  under(translating(0x1000, 0x5000), gv(71, 'a write to the interrupt range is an interrupt', 'IO-9',
    T_A, [], ['EPA', W, 0xfee0_0000, { kind: 'interrupt' }])),
  under(translating(0x1000, 0xfee0_0000), gv(72, 'no translation leads to the interrupt range', 'IO-9',
    T_A, [], ['EPA', W, 0x1000, refused('RC', 'IO-9')])),
  under(translating(0x1000, 0x6000), gv(73, 'a translated request needs ATS enabled in the IOMMU', 'IO-6',
    T_A, [],
    ['EPA', W, 0x5000, ram(0x5000), { translated: true, when: atsOn('EPA') }],
    ['EPA', W, 0x5000, refused('RC', 'IO-6'), { translated: true }])),
  under({ kind: 'identity' }, gv(74, 'in an identity domain a CPU address reaches a peer through the host', 'IO-3',
    T_A, [acs('DSP1', 'RR'), acs('RP0', 'UF'), reflect('RP0')], ['EPA', W, 0xa020_0010, viaRc('EPB', 0x10)])),
  under({ kind: 'blocked' }, gv(75, 'a blocked domain stops what reaches it, and no peer traffic below', 'IO-1',
    T_A, [], ['EPA', W, 0x1000, refused('RC', 'IO-4')], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)])),
]

// prettier-ignore
export const beyond: readonly Omit<Vector, 'id'>[] = [
  under({ kind: 'blocked' }, more('a blocked domain takes no translated request either', 'IO-3, IO-6',
    T_A, [atsOn('EPA')], ['EPA', W, 0x5000, refused('RC', 'IO-4'), { translated: true }])),
  under({ kind: 'identity' }, more('a translated request is no interrupt message, and reaches nothing there', 'DP-9, IO-9',
    T_A, [atsOn('EPA')], ['EPA', W, 0xfee0_0000, refused('RC', 'IO-9'), { translated: true }])),
  more('only a write is an interrupt message', 'IO-9',
    T_A, [], ['EPA', A, 0xfee0_0000, refused('RC', 'IO-9')], ['EPA', R, 0xfee0_0000, refused('RC', 'IO-9')]),
  under({ kind: 'identity' }, more('AMD keeps the top of 40 bits for HyperTransport', 'IO-10',
    T_A, [], ['EPA', W, 0xfd_0000_0000, refused('RC', 'IO-10'), { when: amd }],
    ['EPA', W, 0xfc_ffff_f000, refused('RC', 'RC-11'), { when: amd }],
    ['EPA', W, 0xfd_0000_0000, refused('RC', 'RC-11')])),
]
