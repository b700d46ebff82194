/**
 * The way of a request, hop by hop, and the rule that each hop cites: what `p2pspec explain` tells.
 */
import { describe, expect, it } from 'vitest'
import { bus, phys } from '../../../model/address.ts'
import { deliver } from '../../../model/hardware/deliver.ts'
import { deliverFromCpu } from '../../../model/hardware/from-cpu.ts'
import { ROOT_COMPLEX, type Hop } from '../../../model/hardware/landing.ts'
import type { Access, Header } from '../../../model/hardware/request.ts'
import { power } from '../../../model/machine/columns.ts'
import type { Domain } from '../../../model/machine/domain.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import {
  T_A,
  T_C,
  T_N,
  acs,
  added,
  atsOn,
  changed,
  egressControl,
  enhanced,
  forwards,
  having,
  inside,
  linkDown,
  mseOff,
  reflect,
  type Change,
} from './machines.ts'
import { R, W, indexOf, translating } from './rows.ts'

interface Way extends Pick<Header, 'translated' | 'payload'> {
  readonly topology?: MachineFile
  readonly change?: readonly Change[]
  readonly domain?: Domain
}

const sent = (from: string, access: Access, address: number, more: Way) => {
  const { topology = T_A, change = [], domain, ...header } = more
  const m = layOut(changed(topology, change))
  const hops: Hop[] = []
  if (from === 'CPU') return { m, hops, landing: deliverFromCpu(power(m), phys(address), access, hops) }
  const f = indexOf(m, from)
  const hw = { ...power(m), domains: new Map(domain === undefined ? [] : [[f, domain] as const]) }
  return { m, hops, landing: deliver(hw, f, bus(address), access, hops, header) }
}

/** `EPA: DP-4` of each hop; `RC` is the root complex. */
const way = (from: string, access: Access, address: number, more: Way): string[] => {
  const { m, hops } = sent(from, access, address, more)
  return hops.map(({ at, because }) => `${at === ROOT_COMPLEX ? 'RC' : m.name[at]}: ${because}`)
}

const cpu =
  (vendor: 'Hygon' | 'other'): Change =>
  (machine) => ({ ...machine, cpu: { vendor, family: 0x18 } })
const byHostAddress: Change = (machine) => ({
  ...machine,
  hosts: machine.hosts.map((host) => ({ ...host, matchesBusAddresses: false })),
})
/** What a redirected request comes back by. */
const turning = [acs('RP0', 'UF'), reflect('RP0')]
const toEpc = forwards('RP0', 'RP1', 'write')
const both = [inside('EPM.f0'), inside('EPM.f1')]
const BACK = ['RP0: HW-AC-14', 'RC: HB-8', 'RC: RC-2']

type Row = readonly [says: string, from: string, access: Access, address: number, more: Way, ...hops: string[]]

// prettier-ignore
const WAYS: readonly Row[] = [
  ['across a switch', 'EPA', W, 0xa020_0010, {}, 'DSP1: RT-15b', 'EPB: RT-2'],
  ['and back', 'EPA', R, 0xa020_0010, {}, 'DSP1: RT-15b', 'EPB: RT-2', 'EPA: DP-15-ok'],
  ['to RAM', 'EPA', W, 0x1000, {}, 'USP: RT-15e', 'RP0: DP-8', 'RC: HB-2', 'RC: DP-12'],
  ['to RAM, where the root port carries no atomics out', 'EPA', W, 0x1000, { change: [having('RP0', { atomics: { completes: false } })] },
    'USP: RT-15e', 'RP0: DP-8', 'RC: HB-2', 'RC: DP-12'],
  ['an interrupt', 'EPA', W, 0xfee0_0000, {}, 'USP: RT-15e', 'RP0: DP-8', 'RC: IO-9'],
  ['no interrupt, where the CPU is another', 'EPA', W, 0xfee0_0000, { change: [cpu('other')] },
    'USP: RT-15e', 'RP0: DP-8', 'RC: HB-2', 'RC: RC-11'],
  ['to nobody', 'EPA', W, 0x9000_0000, {}, 'USP: RT-15e', 'RP0: DP-8', 'RC: HB-2', 'RC: RC-11'],
  ['into a hole', 'EPA', W, 0xb800_0000, {}, 'USP: RT-15e', 'RP0: DP-8', 'RC: HB-2', 'RC: HB-1', 'RC: RC-11-hole'],

  ['redirected, both ways', 'EPA', R, 0xa020_0010, { change: [acs('DSP1', 'RR'), acs('DSP2', 'CR'), ...turning] },
    'DSP1: HW-AC-11', ...BACK, 'DSP2: RT-14b', 'EPB: RT-2', 'DSP2: HW-AC-13', 'EPA: DP-15-ok'],
  ['redirected, to where nobody says what happens', 'EPA', W, 0xa020_0010, { change: [acs('DSP1', 'RR')] },
    'DSP1: HW-AC-11', 'RP0: RT-18'],
  ['past Egress Control', 'EPA', W, 0xa020_0010, { change: [egressControl('DSP1', [])] },
    'DSP1: HW-AC-15-direct', 'EPB: RT-2'],
  ['redirected by Egress Control', 'EPA', W, 0xa020_0010, { change: [egressControl('DSP1', [2], 'RR'), ...turning] },
    'DSP1: HW-AC-15-redirect', ...BACK, 'DSP2: RT-14b', 'EPB: RT-2'],
  ['translated', 'EPA', W, 0xa020_0010, { change: [acs('DSP1', 'RR', 'DT')], translated: true }, 'DSP1: HW-AC-17', 'EPB: RT-2'],

  ['to the BAR of a port', 'EPA', W, 0xa0c1_0000, {}, 'DSP1: RT-17', 'DSP2: RT-2'],
  ['to that of a port treated as a peer', 'EPA', W, 0xa0c1_0000, { change: [having('DSP1', { portBarRequests: 'as peers' })] },
    'DSP1: RT-17', 'DSP2: RT-2'],
  ['redirected to the BAR of a port', 'EPA', W, 0xa0c1_0000,
    { change: [having('DSP1', { portBarRequests: 'as peers', acs: ['RR'] }), ...turning] },
    'DSP1: HW-AC-11', ...BACK, 'DSP2: RT-2'],
  ['redirected by Memory Target Access', 'EPA', W, 0xa0f0_0000, { change: [enhanced('DSP1', { upstreamBars: 'redirect' }), ...turning] },
    'DSP1: HW-AC-27', ...BACK, 'USP: RT-2'],
  ['unclaimed', 'EPA', W, 0xa050_0000, { change: [enhanced('DSP1', { unclaimed: 'redirect' })] }, 'DSP1: HW-AC-28', 'RP0: RT-18'],

  ['to another root port', 'EPA', W, 0xb000_0000, { change: [toEpc] }, 'USP: RT-15e', 'RP0: HB-8', 'RC: RC-2', 'EPC: RT-2'],
  ['to another root port, redirected', 'EPA', W, 0xb000_0000, { change: [toEpc, acs('RP0', 'RR')] },
    'USP: RT-15e', 'RP0: HW-AC-11', 'RC: HB-8', 'RC: RC-2', 'EPC: RT-2'],
  ['to another root port, found by host address', 'EPA', W, 0xb000_0000, { change: [toEpc, byHostAddress] },
    'USP: RT-15e', 'RP0: DP-8', 'RC: HB-2', 'RC: HB-1', 'RC: RC-2', 'EPC: RT-2'],
  ['from the root bus', 'RCI', W, 0xb000_0000, { change: [forwards('RCI', 'RP1', 'write')] },
    'RCI: DP-4', 'RC: HB-8', 'RC: RC-2', 'EPC: RT-2'],
  ['from the root bus to RAM', 'RCI', W, 0x1000, {}, 'RCI: DP-4', 'RC: HB-2', 'RC: DP-12'],
  ['a packet that need not be cut', 'EPA', W, 0xb000_0000, { change: [toEpc, having('EPC', { maxPayload: 128 })], payload: 64 },
    'USP: RT-15e', 'RP0: HB-8', 'RC: RC-2', 'EPC: RT-2'],
  ['a packet as long as a port takes', 'EPA', W, 0xa020_0010, { change: [having('DSP1', { maxPayload: 128 })], payload: 128 },
    'DSP1: RT-15b', 'EPB: RT-2'],

  ['through an IOMMU', 'EPA', W, 0x1000, { domain: translating(0x1000, 0x5000) },
    'USP: RT-15e', 'RP0: RC-5', 'RC: IO-4', 'RC: DP-12'],
  ['past it', 'EPA', W, 0x5000, { domain: translating(0x1000, 0x5000), change: [atsOn('EPA')], translated: true },
    'USP: RT-15e', 'RP0: RC-5', 'RC: IO-6', 'RC: DP-12'],
  ['to what Hygon keeps as AMD does', 'EPA', W, 0xfd_0000_0000, { domain: { kind: 'identity' }, change: [cpu('Hygon')] },
    'USP: RT-15e', 'RP0: RC-5', 'RC: IO-10'],

  ['inside a function', 'EPM.f0', W, 0xb100_0000, { change: both }, 'EPM.f0: DP-2'],
  ['inside a device', 'EPM.f0', W, 0xb101_0000, { change: both }, 'EPM.f0: DP-3', 'EPM.f1: RT-2'],
  ['inside, and back by the root port', 'EPM.f0', R, 0xb101_0000, { change: [...both, acs('EPM.f1', 'CR'), acs('RP2', 'UF'), reflect('RP2')] },
    'EPM.f0: DP-3', 'EPM.f1: RT-2', 'EPM.f1: HW-AC-13', 'EPM.f0: DP-15-ok'],
  ['redirected out of a device', 'EPM.f0', W, 0xb101_0000, { change: [...both, acs('EPM.f0', 'RR'), acs('RP2', 'UF'), reflect('RP2')] },
    'EPM.f0: HW-AC-11', 'RP2: HW-AC-14', 'RC: HB-8', 'RC: RC-2', 'EPM.f1: RT-2'],

  ['through nested switches', 'EPE', W, 0xa100_0000, { topology: T_N }, 'USP2: RT-15e', 'DSP11: RT-15b', 'EPG: RT-2'],
  ['and down again', 'EPG', W, 0xa010_0000, { topology: T_N }, 'DSP12: RT-15b', 'DSP22: RT-14b', 'EPF: RT-2'],
  ['redirected through both, both ways', 'EPE', R, 0xa010_0000,
    { topology: T_N, change: [acs('DSP21', 'RR'), acs('DSP22', 'CR'), acs('DSP11', 'UF'), ...turning] },
    'DSP21: HW-AC-11', 'DSP11: HW-AC-14', ...BACK, 'DSP11: RT-14b', 'DSP22: RT-14b', 'EPF: RT-2', 'DSP22: HW-AC-13', 'DSP11: HW-AC-14', 'EPE: DP-15-ok'],

  ['over conventional wires', 'X', R, 0xa020_0000, { topology: T_C }, 'BRG: RT-24-peer', 'Y: RT-2', 'X: DP-15-ok'],
  ['out of a bridge', 'X', W, 0x1000, { topology: T_C }, 'BRG: RT-12', 'USP: RT-15e', 'RP0: DP-8', 'RC: HB-2', 'RC: DP-12'],
  ['into one', 'EPA', W, 0xa010_0000, { topology: T_C }, 'DSP1: RT-15b', 'BRG: RT-24-down', 'X: RT-2'],

  ['of a CPU to RAM', 'CPU', R, 0x1000, {}, 'RC: DP-12'],
  ['of a CPU to a BAR', 'CPU', R, 0xa020_0010, {}, 'RC: HB-1', 'DSP2: RT-14b', 'EPB: RT-2', 'RC: DP-15-ok'],
  ['of a CPU to a port’s BAR past one without atomics', 'CPU', W, 0xa0c1_0010, { change: [having('USP', { atomics: { routes: false } })] },
    'RC: HB-1', 'DSP2: RT-2'],
  ['of a CPU into a port that is shut', 'CPU', W, 0xa020_0010, { change: [mseOff('DSP2')] }, 'RC: HB-1', 'USP: RT-14b-none'],
  ['of a CPU to a port with nothing below', 'CPU', W, 0xb300_0000,
    { change: [added({ name: 'RPX', type: 'root port', on: 'HB0', window: { base: 0xb300_0000, size: 0x10_0000 } })] },
    'RC: HB-1', 'RPX: RT-2-none'],
  ['to a link that is down', 'EPA', W, 0xa020_0010, { change: [linkDown('DSP2')] }, 'DSP1: RT-15b', 'DSP2: RT-21'],
]

describe('the way of a request', () => {
  for (const [says, from, access, address, more, ...hops] of WAYS)
    it(`${says}: ${hops.join(', ')}`, () => expect(way(from, access, address, more)).toEqual(hops))

  it('a read whose answer may go anywhere tells which byte it touched, a write that may go anywhere none', () => {
    const { m, landing } = sent('EPA', R, 0xa020_0010, { change: [acs('DSP2', 'CR')] })
    const at = m.name.indexOf('RP0')
    expect(landing).toEqual({
      kind: 'undefined',
      at,
      because: 'RT-18',
      touched: { owner: m.name.indexOf('EPB'), offset: 0x10 },
    })
    const none = sent('EPA', W, 0xa020_0010, { change: [acs('DSP1', 'RR')] }).landing
    expect(none).toStrictEqual({ kind: 'undefined', at, because: 'RT-18' })
  })
})
