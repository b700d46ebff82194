/**
 * The golden vectors HW-GV-1 to HW-GV-95 against `deliver`.
 *
 * Landings were worked out from the rules by hand, never from running the model: a row that fails says that one of
 * the two is wrong.
 */
import { describe, expect, it } from 'vitest'
import { bdf, isBridge } from '../../../model/machine/columns.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { addressProblems } from '../../../model/machine/addresses.ts'
import { shapeProblems } from '../../../model/machine/shape.ts'
import {
  T_A,
  T_C,
  T_N,
  T_O,
  VF,
  acs,
  added,
  atsOn,
  bmeOff,
  decodeFirst,
  egressControl,
  enhanced,
  everyAcsBit,
  forwards,
  having,
  implicitAcs,
  inside,
  inventsData,
  linkDown,
  mseOff,
  rcBusPeer,
  reflect,
  withoutAcs,
  writtenInVain,
} from './machines.ts'
import {
  A,
  R,
  W,
  bar,
  direct,
  gv,
  indexOf,
  lost,
  noTlp,
  ram,
  refused,
  translating,
  tryAll,
  undefinedAt,
  under,
  underEach,
  viaRc,
  type Vector,
} from './rows.ts'

/** DSP2 is port 2 of its switch. */
const DSP2_BIT = 2

// prettier-ignore
const VECTORS: readonly Vector[] = [
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

  gv(22, 'a redirected request is dropped by a root complex that does not reflect', 'RC-2, PA-2',
    T_A, [acs('DSP1', 'RR'), acs('RP0', 'UF')],
    ['EPA', W, 0xa020_0010, refused('RC', 'RC-4')],
    ['EPA', R, 0xa020_0010, refused('RC', 'RC-4')]),
  gv(23, 'a redirected request lands where the root complex reflects', 'RC-6',
    T_A, [acs('DSP1', 'RR'), acs('RP0', 'UF'), reflect('RP0')],
    ['EPA', W, 0xa020_0010, viaRc('EPB', 0x10)],
    ['EPA', R, 0xa020_0010, viaRc('EPB', 0x10)]),
  gv(24, 'a redirected request is undefined where the port above lacks Upstream Forwarding', 'RT-20',
    T_A, [acs('DSP1', 'RR'), reflect('RP0')], ['EPA', W, 0xa020_0010, undefinedAt('RP0')]),
  gv(25, 'Request Redirect on the target’s port does nothing to requests toward it', 'HW-AC-12',
    T_A, [acs('DSP2', 'RR')],
    ['EPA', W, 0xa020_0010, direct('EPB', 0x10)],
    ['EPA', R, 0xa020_0010, direct('EPB', 0x10)]),
  gv(26, 'Request Redirect on a port acts when the device behind it sends', 'IO-11',
    T_A, [acs('DSP2', 'RR'), acs('RP0', 'UF')], ['EPB', W, 0xa000_0000, refused('RC', 'RC-4')]),
  gv(27, 'a write lands, the read is lost, when only Completion Redirect is on and nothing reflects', 'HW-AC-20, RC-7',
    T_A, [acs('DSP2', 'CR'), acs('RP0', 'UF')],
    ['EPA', W, 0xa020_0010, direct('EPB', 0x10)],
    ['EPA', R, 0xa020_0010, lost('EPB', 0x10, 'RC-7')]),
  gv(28, 'a redirected completion comes back where the root complex reflects', 'RC-7',
    T_A, [acs('DSP2', 'CR'), acs('RP0', 'UF'), reflect('RP0')], ['EPA', R, 0xa020_0010, bar('EPB', 0x10)]),
  gv(29, 'Completion Redirect does nothing to a completion with Relaxed Ordering', 'HW-AC-13',
    T_A, [acs('DSP2', 'CR'), acs('RP0', 'UF')], ['EPA', R, 0xa020_0010, direct('EPB', 0x10), { relaxed: true }]),
  gv(30, 'Completion Redirect on the requester’s port does nothing', 'HW-AC-13',
    T_A, [acs('DSP1', 'CR')], ['EPA', R, 0xa020_0010, direct('EPB', 0x10)]),
  gv(31, 'a clear bit of the Egress Control Vector sends straight to the peer, despite Request Redirect', 'HW-AC-15',
    T_A, [egressControl('DSP1', [], 'RR')], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  gv(32, 'a set bit of the Egress Control Vector blocks where Request Redirect is off', 'HW-AC-15',
    T_A, [egressControl('DSP1', [DSP2_BIT])],
    ['EPA', W, 0xa020_0010, refused('DSP1', 'HW-AC-15')],
    ['EPA', R, 0xa020_0010, refused('DSP1', 'HW-AC-15')]),
  gv(33, 'a set bit of the Egress Control Vector redirects where Request Redirect is on', 'HW-AC-15',
    T_A, [egressControl('DSP1', [DSP2_BIT], 'RR'), acs('RP0', 'UF'), reflect('RP0')],
    ['EPA', W, 0xa020_0010, viaRc('EPB', 0x10)]),
  gv(34, 'a control bit that is not implemented does nothing', 'HW-AC-3',
    T_A, [writtenInVain('DSP1', [DSP2_BIT])], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  gv(35, 'Direct Translated exempts a translated request from Request Redirect', 'HW-AC-17',
    T_A, [acs('DSP1', 'DT', 'RR')], ['EPA', W, 0xa020_0010, direct('EPB', 0x10), { translated: true }]),
  gv(36, 'Direct Translated does not exempt an untranslated request from Request Redirect', 'HW-AC-17',
    T_A, [acs('DSP1', 'DT', 'RR'), acs('RP0', 'UF')], ['EPA', W, 0xa020_0010, refused('RC', 'RC-4')]),
  gv(37, 'Direct Translated exempts a translated request from Egress Control', 'HW-AC-17',
    T_A, [egressControl('DSP1', [2], 'DT')], ['EPA', W, 0xa020_0010, direct('EPB', 0x10), { translated: true }]),
  gv(38, 'Translation Blocking stops a translated request, Direct Translated or not', 'HW-AC-10',
    T_A, [acs('DSP1', 'DT', 'TB')], ['EPA', W, 0xa020_0010, refused('DSP1', 'HW-AC-10'), { translated: true }]),
  gv(39, 'Translation Blocking does nothing to an untranslated request', 'HW-AC-10',
    T_A, [acs('DSP1', 'TB')], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  under({ kind: 'identity' }, gv(40, 'Translation Blocking above the turning point does nothing below it', 'HW-AC-21',
    T_A, [acs('RP0', 'TB'), atsOn('EPA')],
    ['EPA', W, 0xa020_0010, direct('EPB', 0x10), { translated: true }],
    ['EPA', W, 0x5000, refused('RP0', 'HW-AC-10'), { translated: true }])),
  gv(41, 'Source Validation stops a request under the id of another port’s device', 'HW-AC-9',
    T_A, [acs('DSP1', 'SV')], ['EPA', W, 0x1000, refused('DSP1', 'HW-AC-9'), { requester: 'EPB' }]),
  underEach({ EPA: translating(0x1000, 0x5000), EPB: translating(0x1000, 0x7000) },
    gv(42, 'without Source Validation the IOMMU takes it for that device', 'IO-2',
      T_A, [], ['EPA', W, 0x1000, ram(0x7000), { requester: 'EPB' }])),
  gv(43, 'Source Validation does not check completions', 'HW-AC-9',
    T_A, [acs('DSP2', 'SV')], ['EPA', R, 0xa020_0010, direct('EPB', 0x10)]),
  gv(44, 'with Upstream Forwarding all the way up and reflection a device reaches its own BAR', 'HW-AC-14',
    T_A, [acs('DSP1', 'UF'), acs('RP0', 'UF'), reflect('RP0')], ['EPA', W, 0xa000_0000, viaRc('EPA', 0)]),
  gv(45, 'Upstream Forwarding does nothing to a request for another port', 'HW-AC-14',
    T_A, [acs('DSP1', 'UF')], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  // IORB and its I/O write lie outside: the model has memory requests only. This is the row's other half.
  gv(46, 'Enhanced controls do nothing to a memory request for a peer (the row’s I/O write is left out)', 'HW-AC-24',
    T_A, [enhanced('DSP1', { downstreamBars: 'block', upstreamBars: 'block', unclaimed: 'redirect' })],
    ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  gv(47, 'a port without ACS routes straight across', 'HW-AC-7',
    T_A, [withoutAcs('DSP1')], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  gv(48, 'a port may redirect without having the capability', 'PA-3',
    T_A, [implicitAcs('DSP1', 'RR', 'UF'), acs('RP0', 'UF')], ['EPA', W, 0xa020_0010, refused('RC', 'RC-4')]),

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

  gv(55, 'a root complex may pass writes between its ports and not reads', 'RC-3',
    T_A, [forwards('RP0', 'RP1', 'write')],
    ['EPA', W, 0xb000_0000, viaRc('EPC', 0)],
    ['EPA', R, 0xb000_0000, refused('RC', 'RC-4')]),
  gv(56, 'a root complex may pass neither writes nor reads between its ports', 'RC-4',
    T_A, [], ['EPA', W, 0xb000_0000, refused('RC', 'RC-4')], ['EPA', R, 0xb000_0000, refused('RC', 'RC-4')]),
  gv(57, 'a root complex may answer a read that it does not forward, with all ones', 'RC-4',
    T_A, [inventsData], ['EPA', R, 0xb000_0000, refused('RC', 'PA-2')]),
  gv(58, 'a request redirected at a root port still lands where the root complex passes it on', 'HW-AC-11, RC-6',
    T_A, [acs('RP0', 'RR'), forwards('RP0', 'RP1', 'read', 'write')], ['EPA', W, 0xb000_0000, viaRc('EPC', 0)]),
  gv(59, 'across sockets the root complex decides anew, for each operation', 'RC-2',
    T_A, [forwards('RP0', 'RP1', 'read', 'write'), forwards('RP0', 'RP3', 'write')],
    ['EPA', W, 0xc000_0000, viaRc('EPD', 0)],
    ['EPA', R, 0xc000_0000, refused('RC', 'RC-4')]),
  gv(60, 'the root complex may pass requests to an integrated endpoint', 'RC-2',
    T_A, [forwards('RP0', 'RCI', 'read', 'write')], ['EPA', W, 0xb200_0000, viaRc('RCI', 0)]),
  gv(61, 'nobody answers at an address that is neither RAM nor claimed', 'RC-11',
    T_A, [], ['EPA', W, 0xb800_0000, refused('RC', 'RC-11')], ['EPA', R, 0xb800_0000, refused('RC', 'RC-11')]),
  gv(62, 'the root complex may drop requests of an integrated endpoint', 'RC-10',
    T_A, [], ['RCI', W, 0xa020_0010, refused('RC', 'RC-4')]),

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
  // Adapted: recognition of a controller memory buffer is the bit `inside`, and its CBA is the BAR's bus address.
  gv(90, 'a device that recognises its own BAR serves itself, and no request leaves it', 'HW-EX-2',
    T_A, [inside('EPA')], ['EPA', W, 0xa000_0040, noTlp('EPA', 0x40)]),
  under(translating(0x7000, 0xa000_0000), gv(91, 'a device does not recognise its own BAR behind an IOVA', 'HW-EX-2',
    T_A, [inside('EPA'), reflect('RP0')], ['EPA', W, 0x7000, viaRc('EPA', 0)])),
  gv(92, 'a packet longer than its receiver takes is malformed', 'RT-27',
    T_A, [having('EPB', { maxPayload: 128 })],
    ['EPA', W, 0xa020_0010, refused('EPB', 'RT-27'), { payload: 256 }]),
  gv(93, 'AtomicOp Egress Blocking stops an atomic', 'RT-29',
    T_A, [having('DSP2', { atomics: { blocked: true } })], ['EPA', A, 0xa020_0010, refused('DSP2', 'RT-29')]),
  underEach({ BRG: translating(0x1000, 0x5000), X: translating(0x1000, 0x9000) },
    gv(94, 'devices of a conventional bus reach each other there, and are the bridge above it', 'RT-24',
      T_C, [], ['X', W, 0xa020_0000, direct('Y', 0)], ['X', W, 0x1000, ram(0x5000)])),
  gv(95, 'virtual functions claim nothing without their Memory Space Enable', 'RT-6',
    T_A, [added(VF), having('EPB', { decodesVirtual: false })],
    ['EPA', W, 0xa030_0000, refused('EPB', 'RT-2')]),
]

/** Rules of the document that rest on memory of the specification alone (label [M]), or have no label of their own. */
const FROM_MEMORY = new Set(
  'RT-1 RT-6 RT-10 RT-16 RT-21 HW-AC-27 RC-7 RC-8 RC-11 HB-4 HB-5 HB-6 HB-8 IO-3 IO-4 CP-1 DP-3 DP-15'.split(' '),
)

/** What is to be known of a row's evidence: it asks what the specification leaves open, or rests on memory. */
const evidence = ({ why, tries }: Vector): string => {
  const open = tries.some(([, , , { kind }]) => kind === 'undefined') ? ['undefined by the specification'] : []
  const remembered = why.split(', ').some((rule) => FROM_MEMORY.has(rule)) ? ['from memory'] : []
  return [...open, ...remembered].map((note) => ` [${note}]`).join('')
}

describe('golden vectors of the fabric', () => {
  for (const vector of VECTORS) it(`HW-GV-${vector.id}: ${vector.says}${evidence(vector)}`, () => tryAll(vector))

  it('are HW-GV-1 to HW-GV-95, each of them', () => {
    const ids = VECTORS.map(({ id }) => id)
    expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 95 }, (_, i) => i + 1))
  })

  it('each try something', () => {
    expect(VECTORS.filter(({ tries }) => tries.length === 0)).toEqual([])
  })
})

describe('topologies of the golden vectors', () => {
  // prettier-ignore
  const PLACES: readonly (readonly [MachineFile, name: string, at: string, behind?: readonly [number, number]])[] = [
    [T_A, 'RP0',    '0000:00:01.0', [0x01, 0x04]],
    [T_A, 'USP',    '0000:01:00.0', [0x02, 0x04]],
    [T_A, 'DSP1',   '0000:02:00.0', [0x03, 0x03]],
    [T_A, 'EPA',    '0000:03:00.0'],
    [T_A, 'DSP2',   '0000:02:01.0', [0x04, 0x04]],
    [T_A, 'EPB',    '0000:04:00.0'],
    [T_A, 'RP1',    '0000:00:02.0', [0x05, 0x05]],
    [T_A, 'EPC',    '0000:05:00.0'],
    [T_A, 'RP2',    '0000:00:03.0', [0x06, 0x06]],
    [T_A, 'EPM.f0', '0000:06:00.0'],
    [T_A, 'EPM.f1', '0000:06:00.1'],
    [T_A, 'RCI',    '0000:00:1f.0'],
    [T_A, 'RP3',    '0001:00:01.0', [0x01, 0x01]],
    [T_A, 'EPD',    '0001:01:00.0'],
    [T_N, 'DSP11',  '0000:02:00.0', [0x03, 0x06]],
    [T_C, 'BRG',    '0000:04:00.0', [0x05, 0x05]],
    [T_C, 'X',      '0000:05:00.0'],
    [T_C, 'Y',      '0000:05:01.0'],
  ]

  it('give every function the bus number that is written down for it', () => {
    const found = PLACES.map(([file, name]) => {
      const m = layOut(file)
      const f = indexOf(m, name)
      const behind = isBridge(m.kind[f]) ? [[m.secondary[f], m.subordinate[f]]] : []
      return [file, name, bdf(m, f), ...behind]
    })
    expect(found).toEqual(PLACES)
  })

  it('T-A, T-N and T-C are machines that a scenario file may describe', () => {
    for (const file of [T_A, T_N, T_C]) expect([...shapeProblems(file), ...addressProblems(layOut(file))]).toEqual([])
  })

  it('T-O is refused in a scenario file for the aliasing that it exists to show, and nothing else (HB-6)', () => {
    expect([...shapeProblems(T_O), ...addressProblems(layOut(T_O))].map(({ path }) => path)).toEqual(['ram[0]'])
  })
})
