/**
 * Receivers of long packets and of AtomicOps.
 */
import { T_A, type Change, having, acs, forwards } from '../machines.ts'
import { direct, viaRc, ram, refused, lost, R, W, A, gv, under, translating, more, type Vector } from '../rows.ts'

const noAtomics = (name: string): Change => having(name, { atomics: { routes: false } })

// prettier-ignore
export const golden: readonly Vector[] = [
  gv(92, 'a packet longer than its receiver takes is malformed', 'RT-27',
    T_A, [having('EPB', { maxPayload: 128 })],
    ['EPA', W, 0xa020_0010, refused('EPB', 'RT-27'), { payload: 256 }]),
  gv(93, 'AtomicOp Egress Blocking stops an atomic', 'RT-29',
    T_A, [having('DSP2', { atomics: { blocked: true } })], ['EPA', A, 0xa020_0010, refused('DSP2', 'RT-29')]),
]

// prettier-ignore
export const beyond: readonly Omit<Vector, 'id'>[] = [
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
]
