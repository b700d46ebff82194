/**
 * What a root complex passes on, drops or answers itself.
 */
import { T_A, acs, forwards, decodeFirst, inventsData } from '../machines.ts'
import { bar, viaRc, refused, R, W, gv, under, more, type Vector } from '../rows.ts'

// prettier-ignore
export const golden: readonly Vector[] = [
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
]

// prettier-ignore
export const beyond: readonly Omit<Vector, 'id'>[] = [
  under({ kind: 'blocked' }, more('a host bridge that decodes first forwards to peers past a blocked domain', 'PA-9, RC-5',
    T_A, [forwards('RP0', 'RP1', 'write')],
    ['EPA', W, 0xb000_0000, viaRc('EPC', 0), { when: decodeFirst }],
    ['EPA', W, 0xb000_0000, refused('RC', 'IO-4')])),
  more('invented data answers reads only, also where nobody is', 'PA-2, RC-11',
    T_A, [inventsData],
    ['EPA', W, 0xb000_0000, refused('RC', 'RC-4')],
    ['EPA', R, 0xb800_0000, refused('RC', 'PA-2')]),
  more('a CPU finds nobody outside RAM and windows, nor in a hole', 'CP-1, RC-11',
    T_A, [],
    ['CPU', R, 0x9000_0000, refused('RC', 'RC-11')],
    ['CPU', R, 0xb800_0000, refused('RC', 'RC-11')],
    ['CPU', R, 0xb200_0010, bar('RCI', 0x10)]),
]
