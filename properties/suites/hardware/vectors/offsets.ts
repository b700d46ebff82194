/**
 * Host bridges with an offset or inbound windows, and several domains.
 */
import { T_A, T_O, acs, forwards, reflect, rcBusPeer, inboundFirst, inbound } from '../machines.ts'
import { bar, direct, viaRc, ram, refused, R, W, gv, under, translating, more, type Vector } from '../rows.ts'

// prettier-ignore
export const golden: readonly Vector[] = [
  gv(76, 'with an offset the bus address is right inside a switch', 'HB-4',
    T_O, [], ['EPA', W, 0x4020_0010, direct('EPB', 0x10)]),
  gv(77, 'with an offset the bus address lands in RAM when redirected to the host bridge', 'HB-6',
    T_O, [acs('DSP1', 'RR'), acs('RP0', 'UF'), reflect('RP0')], ['EPA', W, 0x4020_0010, ram(0x4020_0010)]),
  gv(78, 'with an offset a redirected bus address lands where the root complex matches bus addresses', 'HB-8',
    T_O, [acs('DSP1', 'RR'), acs('RP0', 'UF'), reflect('RP0'), rcBusPeer], ['EPA', W, 0x4020_0010, viaRc('EPB', 0x10)]),
  gv(79, 'a CPU address used as a bus address finds no inbound window', 'HB-5',
    T_O, [], ['EPA', W, 0x6_4020_0010, refused('RC', 'HB-2')]),
  under(translating(0x1000, 0x6_4020_0000), gv(80, 'with an offset an IOVA must lead to the CPU address', 'HB-4',
    T_O, [reflect('RP0')], ['EPA', W, 0x1000, viaRc('EPB', 0)])),
  under(translating(0x1000, 0x4020_0000), gv(81, 'a bus address in an IOMMU table leads to RAM', 'HB-5',
    T_O, [], ['EPA', W, 0x1000, ram(0x4020_0000)])),
  gv(82, 'a CPU reaches a BAR by its CPU address, and RAM by the same number as the bus address', 'CP-1',
    T_O, [], ['CPU', W, 0x6_4020_0010, bar('EPB', 0x10)], ['CPU', W, 0x4020_0010, ram(0x4020_0010)]),
]

// prettier-ignore
export const beyond: readonly Omit<Vector, 'id'>[] = [
  more('a CPU address that the host bridge takes comes out as the bus address', 'HB-1, HB-4',
    T_O, [inbound(0, 0, 0x10_0000_0000), reflect('RP0')], ['EPA', W, 0x6_4020_0010, viaRc('EPB', 0x10)]),
  more('an inbound window moves an address by its own distance', 'HB-2',
    T_O, [inbound(0x8000_0000, 0, 0x1000_0000)],
    ['EPA', W, 0x8000_1000, ram(0x1000)], ['EPA', W, 0x1000, refused('RC', 'HB-2')]),
  more('equal bus numbers in two domains are not taken for each other', 'HB-3, DP-15',
    T_A, [forwards('RP3', 'RP0', 'read')], ['EPD', R, 0xa000_0000, viaRc('EPA', 0)]),
  under(translating(0x1000, 0x5000), more('some hosts apply their inbound windows before the IOMMU', 'PA-13',
    T_O, [inbound(0x8000_0000, 0, 0x1000_0000)],
    ['EPA', W, 0x8000_1000, ram(0x5000), { when: inboundFirst }],
    ['EPA', W, 0x1000, refused('RC', 'HB-2'), { when: inboundFirst }],
    ['EPA', W, 0x1000, ram(0x5000)])),
]
