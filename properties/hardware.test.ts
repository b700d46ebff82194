/**
 * The golden vectors GV-1 to GV-95 of `hardware.md` 8.1 against `deliver`.
 *
 * Landings come from that document, never from running the model: a row that fails says that one of
 * the two is wrong.
 */
import { describe, expect, it } from 'vitest'
import { PAGE, bus, hex, iova, phys } from '../model/address.ts'
import { deliver } from '../model/hardware/deliver.ts'
import { ROOT_COMPLEX, type Access, type Hop, type Landing } from '../model/hardware/landing.ts'
import type { RuleId } from '../model/hardware/reasons.ts'
import { bdf, isBridge, power, type Domain, type Machine } from '../model/machine/columns.ts'
import type { MachineFile } from '../model/machine/file.ts'
import { layOut } from '../model/machine/layout.ts'
import { addressProblems } from '../model/machine/addresses.ts'
import { shapeProblems } from '../model/machine/shape.ts'
import {
  T_A,
  T_N,
  T_O,
  acs,
  bmeOff,
  changed,
  egressControl,
  everyAcsBit,
  forwards,
  inbound,
  inside,
  mseOff,
  rcBusPeer,
  reflect,
  withoutAcs,
  writtenInVain,
  type Change,
} from './hardware-machines.ts'

/** A landing by names; `at: 'RC'` is the root complex. */
type Expected =
  | { readonly kind: 'ram'; readonly address: number }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'bar'; readonly owner: string; readonly offset: number; readonly route?: Route }
  | { readonly kind: 'read lost'; readonly owner: string; readonly offset: number; readonly because: string }
  | { readonly kind: 'nowhere'; readonly at: string; readonly because: string }
  | { readonly kind: 'undefined'; readonly at: string }

/** How far up the request went; stated only where the document does. */
type Route = 'inside the device' | 'below the root complex' | 'through the root complex'

const bar = (owner: string, offset: number, route?: Route): Expected =>
  route === undefined ? { kind: 'bar', owner, offset } : { kind: 'bar', owner, offset, route }
const noTlp = (owner: string, offset: number): Expected => bar(owner, offset, 'inside the device')
const direct = (owner: string, offset: number): Expected => bar(owner, offset, 'below the root complex')
const viaRc = (owner: string, offset: number): Expected => bar(owner, offset, 'through the root complex')
const ram = (address: number): Expected => ({ kind: 'ram', address })
/** UR, CA, ACS Violation or dropped, by the component `at`; the rule tells which. */
const refused = (at: string, because: string): Expected => ({ kind: 'nowhere', at, because })
/** READ_LOST: the byte was touched, the completion never came back. */
const lost = (owner: string, offset: number, because: string): Expected => ({
  kind: 'read lost',
  owner,
  offset,
  because,
})
const undefinedAt = (at: string): Expected => ({ kind: 'undefined', at })

const R: Access = 'read'
const W: Access = 'write'

type Try = readonly [initiator: string, access: Access, address: number, landing: Expected, alsoChanged?: Change]

interface Vector {
  readonly id: number
  readonly says: string
  /** The document's own reason. */
  readonly why: string
  readonly topology: MachineFile
  readonly change: readonly Change[]
  readonly tries: readonly Try[]
  /** What the initiator's IOMMU does; left out: it has none. */
  readonly domain?: Domain
}

const gv = (
  id: number,
  says: string,
  why: string,
  topology: MachineFile,
  change: readonly Change[],
  ...tries: readonly Try[]
): Vector => ({ id, says, why, topology, change, tries })

/** The vector with an IOMMU above its initiator. */
const under = (domain: Domain, vector: Vector): Vector => ({ ...vector, domain })

/** One page of IOVA. */
const translating = (from: number, to: number, only?: Access): Domain => ({
  kind: 'translate',
  table: [{ iova: iova(from), phys: phys(to), size: PAGE, read: only !== 'write', write: only !== 'read' }],
})

const more = (
  says: string,
  why: string,
  topology: MachineFile,
  change: readonly Change[],
  ...tries: readonly Try[]
): Omit<Vector, 'id'> => ({ says, why, topology, change, tries })

/**
 * Adapted: `hardware.md` indexes a switch's Egress Control Vector by the Port Number of the link and
 * calls DSP2 port 2; this model indexes it by device number, and DSP2 is 02:01.0.
 */
const DSP2_BIT = 1
/**
 * Adapted: the model has no CPU accesses. A CPU's write comes down through RP0 (CP-1), and so does a
 * write of EPC that the root complex passes on.
 */
const FROM_ABOVE = forwards('RP1', 'RP0', 'write')

// prettier-ignore
const VECTORS: readonly Vector[] = [
  gv(1, 'a write to another port’s window goes straight across the switch', 'RT-15b',
    T_A, [], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  gv(2, 'a read of another port’s window has its data back', 'AC-19',
    T_A, [], ['EPA', R, 0xa020_0010, direct('EPB', 0x10)]),
  gv(3, 'an address outside the switch goes up and is RAM', 'RT-15e',
    T_A, [], ['EPA', W, 0x0000_1000, ram(0x1000)]),
  gv(4, 'an address in the port’s own window is undefined', 'RT-18',
    T_A, [], ['EPA', W, 0xa010_0000, undefinedAt('DSP1')]),
  gv(5, 'a device’s own BAR is undefined too, if the device does not recognise it', 'RT-23, RT-18',
    T_A, [], ['EPA', W, 0xa000_0000, undefinedAt('DSP1')]),
  gv(6, 'a hole in the switch’s window is refused by the switch', 'RT-15d',
    T_A, [], ['EPA', W, 0xa050_0000, refused('USP', 'RT-15d')]),
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
    ['EPC', W, 0xa020_0010, refused('USP', 'RT-14c'), FROM_ABOVE]),
  gv(15, 'no ACS bit acts on what comes from above', 'AC-5',
    T_A, [everyAcsBit('DSP2'), everyAcsBit('RP0'), FROM_ABOVE], ['EPC', W, 0xa020_0000, bar('EPB', 0)]),

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
  gv(25, 'Request Redirect on the target’s port does nothing to requests toward it', 'AC-12',
    T_A, [acs('DSP2', 'RR')],
    ['EPA', W, 0xa020_0010, direct('EPB', 0x10)],
    ['EPA', R, 0xa020_0010, direct('EPB', 0x10)]),
  gv(26, 'Request Redirect on a port acts when the device behind it sends', 'IO-11',
    T_A, [acs('DSP2', 'RR'), acs('RP0', 'UF')], ['EPB', W, 0xa000_0000, refused('RC', 'RC-4')]),
  gv(27, 'a write lands, the read is lost, when only Completion Redirect is on and nothing reflects', 'AC-20, RC-7',
    T_A, [acs('DSP2', 'CR'), acs('RP0', 'UF')],
    ['EPA', W, 0xa020_0010, direct('EPB', 0x10)],
    ['EPA', R, 0xa020_0010, lost('EPB', 0x10, 'RC-7')]),
  gv(28, 'a redirected completion comes back where the root complex reflects', 'RC-7',
    T_A, [acs('DSP2', 'CR'), acs('RP0', 'UF'), reflect('RP0')], ['EPA', R, 0xa020_0010, bar('EPB', 0x10)]),
  gv(30, 'Completion Redirect on the requester’s port does nothing', 'AC-13',
    T_A, [acs('DSP1', 'CR')], ['EPA', R, 0xa020_0010, direct('EPB', 0x10)]),
  gv(31, 'a clear bit of the Egress Control Vector sends straight to the peer, despite Request Redirect', 'AC-15',
    T_A, [egressControl('DSP1', [], 'RR')], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  gv(32, 'a set bit of the Egress Control Vector blocks where Request Redirect is off', 'AC-15',
    T_A, [egressControl('DSP1', [DSP2_BIT])],
    ['EPA', W, 0xa020_0010, refused('DSP1', 'AC-15')],
    ['EPA', R, 0xa020_0010, refused('DSP1', 'AC-15')]),
  gv(33, 'a set bit of the Egress Control Vector redirects where Request Redirect is on', 'AC-15',
    T_A, [egressControl('DSP1', [DSP2_BIT], 'RR'), acs('RP0', 'UF'), reflect('RP0')],
    ['EPA', W, 0xa020_0010, viaRc('EPB', 0x10)]),
  gv(34, 'a control bit that is not implemented does nothing', 'AC-3',
    T_A, [writtenInVain('DSP1', [DSP2_BIT])], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  gv(36, 'Direct Translated does not exempt an untranslated request from Request Redirect', 'AC-17',
    T_A, [acs('DSP1', 'DT', 'RR'), acs('RP0', 'UF')], ['EPA', W, 0xa020_0010, refused('RC', 'RC-4')]),
  gv(39, 'Translation Blocking does nothing to an untranslated request', 'AC-10',
    T_A, [acs('DSP1', 'TB')], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  gv(43, 'Source Validation does not check completions', 'AC-9',
    T_A, [acs('DSP2', 'SV')], ['EPA', R, 0xa020_0010, direct('EPB', 0x10)]),
  gv(44, 'with Upstream Forwarding all the way up and reflection a device reaches its own BAR', 'AC-14',
    T_A, [acs('DSP1', 'UF'), acs('RP0', 'UF'), reflect('RP0')], ['EPA', W, 0xa000_0000, viaRc('EPA', 0)]),
  gv(45, 'Upstream Forwarding does nothing to a request for another port', 'AC-14',
    T_A, [acs('DSP1', 'UF')], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  gv(47, 'a port without ACS routes straight across', 'AC-7',
    T_A, [withoutAcs('DSP1')], ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),

  gv(49, 'a device that can routes to its sibling function inside', 'DP-3',
    T_A, [inside('EPM.f0'), inside('EPM.f1'), acs('EPM.f0')], ['EPM.f0', W, 0xb101_0000, noTlp('EPM.f1', 0)]),
  gv(50, 'Request Redirect of a function sends it out of the device, and only reflection brings it back', 'AC-22',
    T_A, [inside('EPM.f0'), inside('EPM.f1'), acs('EPM.f0', 'RR'), acs('RP2', 'UF')],
    ['EPM.f0', W, 0xb101_0000, viaRc('EPM.f1', 0), reflect('RP2')],
    ['EPM.f0', W, 0xb101_0000, refused('RC', 'RC-4')]),
  gv(51, 'Request Redirect of the function with Upstream Forwarding off above it is undefined', 'AC-22',
    T_A, [inside('EPM.f0'), inside('EPM.f1'), acs('EPM.f0', 'RR')], ['EPM.f0', W, 0xb101_0000, undefinedAt('RP2')]),
  gv(52, 'clear ACS bits do not create a route inside a device that has none', 'RT-22',
    T_A, [], ['EPM.f0', W, 0xb101_0000, undefinedAt('RP2')]),
  gv(53, 'Egress Control of a function counts function numbers', 'AC-15',
    T_A, [inside('EPM.f0'), inside('EPM.f1'), egressControl('EPM.f0', [1])],
    ['EPM.f0', R, 0xb101_0000, refused('EPM.f0', 'AC-15')]),
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
  gv(58, 'a request redirected at a root port still lands where the root complex passes it on', 'AC-11, RC-6',
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
  under(translating(0x10_0000, 0xa020_0000), gv(68, 'an IOVA may lead to a BAR, where the root complex reflects', 'IO-5',
    T_A, [],
    ['EPA', W, 0x10_0000, viaRc('EPB', 0), reflect('RP0')],
    ['EPA', W, 0x10_0000, refused('RC', 'RC-4')])),
  under(translating(0x1000, 0x5000), gv(69, 'an IOVA that nobody mapped faults', 'IO-4',
    T_A, [], ['EPA', W, 0x9000, refused('RC', 'IO-4')], ['EPA', R, 0x9000, refused('RC', 'IO-4')])),
  under(translating(0x1000, 0x5000, 'read'), gv(70, 'a translation for reads faults on writes', 'IO-4',
    T_A, [], ['EPA', W, 0x1000, refused('RC', 'IO-4')], ['EPA', R, 0x1000, ram(0x5000)])),
  under(translating(0x1000, 0x5000), gv(71, 'a write to the interrupt range is an interrupt', 'IO-9',
    T_A, [], ['EPA', W, 0xfee0_0000, { kind: 'interrupt' }])),
  under(translating(0x1000, 0xfee0_0000), gv(72, 'no translation leads to the interrupt range', 'IO-9',
    T_A, [], ['EPA', W, 0x1000, refused('RC', 'IO-9')])),
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

  gv(83, 'a peer in the same lower switch is reached there', 'RT-20',
    T_N, [], ['EPE', W, 0xa010_0000, direct('EPF', 0)]),
  gv(84, 'a peer of the upper switch is reached there', 'RT-15e, RT-15b',
    T_N, [], ['EPE', W, 0xa100_0000, direct('EPG', 0)]),
  gv(85, 'Request Redirect below the port where the ways part does nothing', 'AC-11',
    T_N, [acs('DSP21', 'RR')], ['EPE', W, 0xa100_0000, direct('EPG', 0)]),
  gv(86, 'a redirected request is undefined at the middle port without Upstream Forwarding', 'RT-20',
    T_N, [acs('DSP21', 'RR')], ['EPE', W, 0xa010_0000, undefinedAt('DSP11')]),
  gv(87, 'Upstream Forwarding at every port above and reflection bring a redirected request back', 'RT-20',
    T_N, [acs('DSP21', 'RR'), acs('DSP11', 'UF'), acs('RP0', 'UF'), reflect('RP0')],
    ['EPE', W, 0xa010_0000, viaRc('EPF', 0)]),
  gv(88, 'Request Redirect of the middle port acts on what parts there, not on what parts below', 'AC-11',
    T_N, [acs('DSP11', 'RR'), acs('RP0', 'UF'), reflect('RP0')],
    ['EPE', W, 0xa100_0000, viaRc('EPG', 0)],
    ['EPE', W, 0xa010_0000, direct('EPF', 0)]),
  // Adapted: recognition of a controller memory buffer is the bit `inside`, and its CBA is the BAR's bus address.
  gv(90, 'a device that recognises its own BAR serves itself, and no request leaves it', 'EX-2',
    T_A, [inside('EPA')], ['EPA', W, 0xa000_0040, noTlp('EPA', 0x40)]),
  under(translating(0x7000, 0xa000_0000), gv(91, 'a device does not recognise its own BAR behind an IOVA', 'EX-2',
    T_A, [inside('EPA'), reflect('RP0')], ['EPA', W, 0x7000, viaRc('EPA', 0)])),
]

/** Cases that no golden vector reaches: each is one that a wrong line in `deliver` survived. */
// prettier-ignore
const MORE: readonly Omit<Vector, 'id'>[] = [
  more('a root port without Bus Master Enable passes nothing up', 'RT-10',
    T_A, [bmeOff('RP0')], ['EPA', W, 0x1000, refused('RP0', 'RT-10')]),
  more('a root port without Memory Space Enable claims nothing from above', 'RT-10, DP-12',
    T_A, [mseOff('RP0'), forwards('RP1', 'RP0', 'write')], ['EPC', W, 0xa020_0010, refused('RC', 'RC-11')]),
  more('Egress Control of a root port blocks a request for another root port', 'DP-8c, AC-15',
    T_A, [egressControl('RP0', [2]), forwards('RP0', 'RP1', 'write')],
    ['EPA', W, 0xb000_0000, refused('RP0', 'AC-15')]),
  more('a CPU address that the host bridge takes comes out as the bus address', 'HB-1, HB-4',
    T_O, [inbound(0, 0, 0x10_0000_0000), reflect('RP0')], ['EPA', W, 0x6_4020_0010, viaRc('EPB', 0x10)]),
  more('an inbound window moves an address by its own distance', 'HB-2',
    T_O, [inbound(0x8000_0000, 0, 0x1000_0000)],
    ['EPA', W, 0x8000_1000, ram(0x1000)], ['EPA', W, 0x1000, refused('RC', 'HB-2')]),
  more('a redirected completion is undefined at a root port without Upstream Forwarding', 'AC-14, DP-15',
    T_A, [acs('DSP2', 'CR')], ['EPA', R, 0xa020_0010, undefinedAt('RP0')], ['EPA', W, 0xa020_0010, bar('EPB', 0x10)]),
  more('a redirected completion is undefined at a switch port without Upstream Forwarding', 'AC-14, DP-15',
    T_N, [acs('DSP22', 'CR')], ['EPE', R, 0xa010_0000, undefinedAt('DSP11')]),
  more('equal bus numbers in two domains are not taken for each other', 'HB-3, DP-15',
    T_A, [forwards('RP3', 'RP0', 'read')], ['EPD', R, 0xa000_0000, viaRc('EPA', 0)]),
]

const LEFT_OUT: Readonly<Record<string, readonly number[]>> = {
  'no Enhanced ACS control bits': [7, 46],
  'no BARs of bridges': [18, 19, 20, 21],
  'no links that are down': [16],
  'no power states': [17],
  'no Relaxed Ordering': [29],
  'no translated requests (ATS)': [35, 37, 38, 40, 73, 89],
  'no forged requester ids': [41, 42],
  'no ACS behaviour without an ACS capability (PA-3)': [48],
  'no reads that a root complex answers with invented data (PA-2)': [57],
  'no host bridge that decodes before its IOMMU (PA-9)': [66, 67],
  'no CPU accesses, and no second root port on T-O that could stand in': [82],
  'no payload sizes': [92],
  'no atomic operations': [93],
  'no bridges to conventional PCI': [94],
  'no virtual functions': [95],
}

/** `RT-2` of `RT-2-none`: the document's rule, without the model's case of it. */
const ruleOf = (because: RuleId): string => because.split('-').slice(0, 2).join('-')

/** What the model says, in the words of {@link Expected}. */
const byNames = (m: Machine, landing: Landing): Expected => {
  const component = (at: number): string => (at === ROOT_COMPLEX ? 'RC' : m.name[at])
  switch (landing.kind) {
    case 'interrupt':
      return landing
    case 'ram':
      return ram(landing.address)
    case 'bar':
      return bar(m.name[landing.owner], landing.offset)
    case 'read lost':
      return lost(m.name[landing.owner], landing.offset, ruleOf(landing.because))
    case 'nowhere':
      return refused(component(landing.at), ruleOf(landing.because))
    case 'undefined':
      return undefinedAt(component(landing.at))
    default:
      return landing satisfies never
  }
}

const routeOf = (m: Machine, hops: readonly Hop[]): Route => {
  if (hops.some(({ at }) => at === ROOT_COMPLEX)) return 'through the root complex'
  return hops.some(({ at }) => isBridge(m.kind[at])) ? 'below the root complex' : 'inside the device'
}

const indexOf = (m: Machine, name: string): number => {
  const f = m.name.indexOf(name)
  if (f < 0) throw new Error(`no function ${name}`)
  return f
}

const tryAll = ({ why, topology, change, tries, domain }: Omit<Vector, 'id'>): void => {
  expect.assertions(tries.length)
  for (const [initiator, access, address, expected, alsoChanged] of tries) {
    const m = layOut(changed(topology, alsoChanged === undefined ? change : [...change, alsoChanged]))
    const hops: Hop[] = []
    const f = indexOf(m, initiator)
    const hw = { ...power(m), domains: new Map(domain === undefined ? [] : [[f, domain]]) }
    const landing = byNames(m, deliver(hw, f, bus(address), access, hops))
    const stated = 'route' in expected ? { ...landing, route: routeOf(m, hops) } : landing
    expect(stated, `${initiator} ${access} ${hex(address)} (${why})`).toEqual(expected)
  }
}

describe('rules of hardware.md that no golden vector reaches', () => {
  for (const vector of MORE) it(vector.says, () => tryAll(vector))
})

describe('golden vectors of hardware.md', () => {
  for (const vector of VECTORS) it(`GV-${vector.id}: ${vector.says}`, () => tryAll(vector))

  it('are GV-1 to GV-95, each either here or left out for a reason', () => {
    const ids = [...VECTORS.map(({ id }) => id), ...Object.values(LEFT_OUT).flat()]
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
  ]

  it('give every function the bus number that hardware.md gives it', () => {
    const found = PLACES.map(([file, name]) => {
      const m = layOut(file)
      const f = indexOf(m, name)
      const behind = isBridge(m.kind[f]) ? [[m.secondary[f], m.subordinate[f]]] : []
      return [file, name, bdf(m, f), ...behind]
    })
    expect(found).toEqual(PLACES)
  })

  it('T-A and T-N are machines that a scenario file may describe', () => {
    for (const file of [T_A, T_N]) expect([...shapeProblems(file), ...addressProblems(layOut(file))]).toEqual([])
  })

  it('T-O is refused in a scenario file for the aliasing that it exists to show, and nothing else (HB-6)', () => {
    expect([...shapeProblems(T_O), ...addressProblems(layOut(T_O))].map(({ path }) => path)).toEqual(['ram[0]'])
  })
})
