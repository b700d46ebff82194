/**
 * Rules that no golden vector reaches, each with where it has requests land.
 */
import { describe, expect, it } from 'vitest'
import { PAGE, bus, iova, phys } from '../../../model/address.ts'
import { deliverFromCpu } from '../../../model/hardware/from-cpu.ts'
import type { Hop } from '../../../model/hardware/landing.ts'
import { translationFor } from '../../../model/hardware/ats.ts'
import { power, type Domain } from '../../../model/machine/columns.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import {
  T_A,
  T_C,
  T_N,
  T_O,
  VF,
  acs,
  added,
  atsOn,
  atsReturnsBus,
  bmeOff,
  changed,
  decodeFirst,
  egressControl,
  enhanced,
  everyAcsBit,
  forwards,
  having,
  implicitAcs,
  inbound,
  inboundFirst,
  inside,
  inventsData,
  linkDown,
  mseOff,
  reflect,
  type Change,
} from './machines.ts'
import {
  A,
  R,
  W,
  bar,
  direct,
  indexOf,
  lost,
  more,
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

const amd: Change = (machine) => ({ ...machine, cpu: { vendor: 'AMD', family: 0x19 } })
const noAtomics = (name: string): Change => having(name, { atomics: { routes: false } })

/** What each of these asks is a line of the model that no golden vector would miss. */
// prettier-ignore
const MORE: readonly Omit<Vector, 'id'>[] = [
  more('a root port without Bus Master Enable passes nothing up', 'RT-10',
    T_A, [bmeOff('RP0')], ['EPA', W, 0x1000, refused('RP0', 'RT-10')]),
  more('a root port without Memory Space Enable claims nothing from above', 'RT-10, DP-12',
    T_A, [mseOff('RP0'), forwards('RP1', 'RP0', 'write')], ['EPC', W, 0xa020_0010, refused('RC', 'RC-11')]),
  more('Egress Control of a root port blocks a request for another root port', 'DP-8c, HW-AC-15',
    T_A, [egressControl('RP0', [2]), forwards('RP0', 'RP1', 'write')],
    ['EPA', W, 0xb000_0000, refused('RP0', 'HW-AC-15')]),
  more('a CPU address that the host bridge takes comes out as the bus address', 'HB-1, HB-4',
    T_O, [inbound(0, 0, 0x10_0000_0000), reflect('RP0')], ['EPA', W, 0x6_4020_0010, viaRc('EPB', 0x10)]),
  more('an inbound window moves an address by its own distance', 'HB-2',
    T_O, [inbound(0x8000_0000, 0, 0x1000_0000)],
    ['EPA', W, 0x8000_1000, ram(0x1000)], ['EPA', W, 0x1000, refused('RC', 'HB-2')]),
  more('a redirected completion is undefined at a root port without Upstream Forwarding', 'HW-AC-14, DP-15',
    T_A, [acs('DSP2', 'CR')], ['EPA', R, 0xa020_0010, undefinedAt('RP0')], ['EPA', W, 0xa020_0010, bar('EPB', 0x10)]),
  more('a redirected completion is undefined at a switch port without Upstream Forwarding', 'HW-AC-14, DP-15',
    T_N, [acs('DSP22', 'CR')], ['EPE', R, 0xa010_0000, undefinedAt('DSP11')]),
  more('equal bus numbers in two domains are not taken for each other', 'HB-3, DP-15',
    T_A, [forwards('RP3', 'RP0', 'read')], ['EPD', R, 0xa000_0000, viaRc('EPA', 0)]),

  more('a port whose link is down takes nothing from below, and no CPU reaches past one', 'RT-21',
    T_A, [],
    ['EPA', W, 0x1000, refused('DSP1', 'RT-21'), { when: linkDown('DSP1') }],
    ['CPU', W, 0xa020_0010, refused('RP0', 'RT-21'), { when: linkDown('RP0') }]),

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

  more('Unclaimed Request Redirect is about holes in the switch’s window only', 'HW-AC-28',
    T_A, [enhanced('DSP1', { unclaimed: 'redirect' })],
    ['EPA', W, 0xa050_0000, undefinedAt('RP0')],
    ['EPA', W, 0xa020_0010, direct('EPB', 0x10)]),
  more('Direct Translated of a function keeps a translated request inside', 'HW-AC-17',
    T_A, [inside('EPM.f0'), inside('EPM.f1'), acs('EPM.f0', 'DT', 'RR')],
    ['EPM.f0', W, 0xb101_0000, noTlp('EPM.f1', 0), { translated: true }],
    ['EPM.f0', W, 0xb101_0000, undefinedAt('RP2')]),
  more('a translated request without Direct Translated is redirected like any other', 'HW-AC-18',
    T_A, [acs('DSP1', 'RR'), acs('RP0', 'UF')], ['EPA', W, 0xa020_0010, refused('RC', 'RC-4'), { translated: true }]),
  more('Direct Translated works at a root port, too', 'HW-AC-17, DP-8c',
    T_A, [egressControl('RP0', [2], 'DT'), forwards('RP0', 'RP1', 'write')],
    ['EPA', W, 0xb000_0000, viaRc('EPC', 0), { translated: true }],
    ['EPA', W, 0xb000_0000, refused('RP0', 'HW-AC-15')]),
  more('a port that behaves as if it had Completion Redirect redirects completions', 'PA-3',
    T_A, [implicitAcs('DSP2', 'CR'), acs('RP0', 'UF')],
    ['EPA', R, 0xa020_0010, lost('EPB', 0x10, 'RC-7')]),
  more('a completer that does not copy Relaxed Ordering has its completions redirected', 'PA-15',
    T_A, [acs('DSP2', 'CR'), acs('RP0', 'UF'), having('EPB', { copiesOrdering: false })],
    ['EPA', R, 0xa020_0010, lost('EPB', 0x10, 'RC-7'), { relaxed: true }]),

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
  under(translating(0x1000, 0x5000), more('some hosts apply their inbound windows before the IOMMU', 'PA-13',
    T_O, [inbound(0x8000_0000, 0, 0x1000_0000)],
    ['EPA', W, 0x8000_1000, ram(0x5000), { when: inboundFirst }],
    ['EPA', W, 0x1000, refused('RC', 'HB-2'), { when: inboundFirst }],
    ['EPA', W, 0x1000, ram(0x5000)])),
  under({ kind: 'blocked' }, more('a host bridge that decodes first forwards to peers past a blocked domain', 'PA-9, RC-5',
    T_A, [forwards('RP0', 'RP1', 'write')],
    ['EPA', W, 0xb000_0000, viaRc('EPC', 0), { when: decodeFirst }],
    ['EPA', W, 0xb000_0000, refused('RC', 'IO-4')])),
  more('invented data answers reads only, also where nobody is', 'PA-2, RC-11',
    T_A, [inventsData],
    ['EPA', W, 0xb000_0000, refused('RC', 'RC-4')],
    ['EPA', R, 0xb800_0000, refused('RC', 'PA-2')]),
  more('no request leaves a device for an address that has more bits than it has', 'HW-EX-4',
    T_A, [having('EPA', { addressBits: 31 })],
    ['EPA', W, 0x8000_0000, refused('EPA', 'HW-EX-4')], ['EPA', W, 0x7fff_f000, ram(0x7fff_f000)]),

  more('a packet is measured wherever it is received', 'RT-27',
    T_A, [forwards('RP1', 'RP0', 'write')],
    ['EPA', W, 0xa020_0010, refused('DSP1', 'RT-27'), { payload: 256, when: having('DSP1', { maxPayload: 128 }) }],
    ['EPC', W, 0xa020_0010, refused('USP', 'RT-27'), { payload: 256, when: having('USP', { maxPayload: 128 }) }],
    ['EPA', W, 0xa020_0010, direct('EPB', 0x10), { payload: 128, when: having('EPB', { maxPayload: 128 }) }],
    ['EPA', R, 0xa020_0010, direct('EPB', 0x10), { payload: 256, when: having('EPB', { maxPayload: 128 }) }]),
  more('a root complex cuts what it forwards', 'RC-1, RT-27',
    T_A, [having('EPC', { maxPayload: 128 }), forwards('RP0', 'RP1', 'write')],
    ['EPA', W, 0xb000_0000, viaRc('EPC', 0), { payload: 256, when: having('RP1', { maxPayload: 128 }) }],
    ['EPA', W, 0xb000_0000, refused('EPC', 'RT-27'), { payload: 256 }]),

  more('an atomic lands where all on the way can do it', 'RT-29',
    T_A, [having('EPA', { atomics: { completes: false } }), forwards('RP0', 'RP1', 'atomic')],
    ['EPA', A, 0xa020_0010, direct('EPB', 0x10)],
    ['EPA', A, 0xb000_0000, viaRc('EPC', 0)],
    ['EPA', A, 0x1000, ram(0x1000)]),
  more('every port on the way has to route AtomicOps', 'RT-29',
    T_A, [forwards('RP1', 'RP0', 'atomic')],
    ['EPA', A, 0xa020_0010, refused('DSP1', 'RT-29'), { when: noAtomics('DSP1') }],
    ['EPA', A, 0xa020_0010, refused('DSP2', 'RT-29'), { when: noAtomics('DSP2') }],
    ['EPA', A, 0xa020_0010, direct('EPB', 0x10), { when: noAtomics('USP') }],
    ['EPA', A, 0x1000, refused('USP', 'RT-29'), { when: noAtomics('USP') }],
    ['EPC', A, 0xa020_0010, refused('USP', 'RT-29'), { when: noAtomics('USP') }],
    ['EPA', A, 0x1000, refused('RP0', 'RT-29'), { when: noAtomics('RP0') }],
    ['EPA', W, 0x1000, ram(0x1000), { when: noAtomics('RP0') }]),
  more('an upstream port may block AtomicOps on their way out, too', 'RT-29',
    T_A, [having('USP', { atomics: { blocked: true } })], ['EPA', A, 0x1000, refused('USP', 'RT-29')]),
  more('the completer has to carry AtomicOps out, for RAM the root port', 'RT-29',
    T_A, [],
    ['EPA', A, 0xa020_0010, refused('EPB', 'RT-29'), { when: having('EPB', { atomics: { completes: false } }) }],
    ['EPA', A, 0x1000, refused('RC', 'RT-29'), { when: having('RP0', { atomics: { completes: false } }) }]),
  more('what a root complex does with atomics follows from nothing else that it does', 'RC-2, RT-29',
    T_A, [forwards('RP0', 'RP1', 'read', 'write')], ['EPA', A, 0xb000_0000, refused('RC', 'RC-4')]),
  under(translating(0x1000, 0x5000, 'read'), more('an atomic needs leave to read', 'IO-4',
    T_A, [], ['EPA', A, 0x1000, refused('RC', 'IO-4')])),
  under(translating(0x1000, 0x5000, 'write'), more('and to write', 'IO-4',
    T_A, [], ['EPA', A, 0x1000, refused('RC', 'IO-4')])),
  more('an atomic whose answer is lost has changed the byte', 'RT-29, RC-7',
    T_A, [acs('DSP2', 'CR'), acs('RP0', 'UF')], ['EPA', A, 0xa020_0010, lost('EPB', 0x10, 'RC-7')]),

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

  more('a CPU finds nobody outside RAM and windows, nor in a hole', 'CP-1, RC-11',
    T_A, [],
    ['CPU', R, 0x9000_0000, refused('RC', 'RC-11')],
    ['CPU', R, 0xb800_0000, refused('RC', 'RC-11')],
    ['CPU', R, 0xb200_0010, bar('RCI', 0x10)]),
]

describe('rules of the fabric that no golden vector reaches', () => {
  for (const vector of MORE) it(vector.says, () => tryAll(vector))
})

describe('the reasons', () => {
  it('tell a CPU address outside every window from a hole in one (RC-11)', () => {
    const because = (address: number) => {
      const hops: Hop[] = []
      deliverFromCpu(power(layOut(T_A)), phys(address), 'read', hops)
      return hops.at(-1)!.because
    }
    expect([0x9000_0000, 0xb800_0000].map(because)).toEqual(['RC-11', 'RC-11-hole'])
  })
})

describe('the address that a function gets by ATS (IO-7, PA-12)', () => {
  const ask = (file: MachineFile, change: readonly Change[], domain: Domain): number | undefined => {
    const m = layOut(changed(file, [atsOn('EPA'), ...change]))
    const f = indexOf(m, 'EPA')
    return translationFor({ ...power(m), domains: new Map([[f, domain]]) }, f, bus(0x1000), 'write')
  }
  const toBar = translating(0x1000, 0x6_4020_0000)

  it('is the host address, which below an offset means something else', () => {
    expect(ask(T_O, [], toBar)).toBe(0x6_4020_0000)
  })
  it('is the bus address where the IOMMU is built so, for BARs', () => {
    expect(ask(T_O, [atsReturnsBus], toBar)).toBe(0x4020_0000)
    expect(ask(T_O, [atsReturnsBus], translating(0x1000, 0x5000))).toBe(0x5000)
  })
  it('is none where Translation Blocking is on, on the way up (HW-AC-10, DP-16)', () => {
    expect(ask(T_O, [acs('DSP1', 'TB')], toBar)).toBeUndefined()
    expect(ask(T_O, [acs('RP0', 'TB')], toBar)).toBeUndefined()
    expect(ask(T_O, [acs('DSP2', 'TB')], toBar)).toBe(0x6_4020_0000)
  })
  it('is none without ATS, without a mapping, or in a blocked domain (IO-6)', () => {
    expect(ask(T_O, [having('EPA', { ats: false })], toBar)).toBeUndefined()
    expect(ask(T_O, [], translating(0x2000, 0x5000))).toBeUndefined()
    expect(ask(T_O, [], { kind: 'blocked' })).toBeUndefined()
  })
  it('is none for a function that masters nothing (RT-1)', () => {
    expect(ask(T_O, [bmeOff('EPA')], toBar)).toBeUndefined()
  })
  it('is none where a peer claims the IOVA below: peers do not answer such requests (DP-16)', () => {
    const entry = {
      kind: 'translate',
      table: [{ iova: iova(0x4020_0000), phys: phys(0x5000), size: PAGE, read: true, write: true }],
    } as const
    const at = (change: readonly Change[]) => {
      const m = layOut(changed(T_O, [atsOn('EPA'), ...change]))
      const f = indexOf(m, 'EPA')
      return translationFor({ ...power(m), domains: new Map([[f, entry]]) }, f, bus(0x4020_0000), 'write')
    }
    expect(at([])).toBeUndefined()
    expect(at([acs('DSP1', 'RR', 'DT'), acs('RP0', 'UF')])).toBe(0x5000)
  })
})
