/**
 * Whom Linux believes to forward peer traffic: rules MT-6 to MT-9.
 */
import { describe, expect, it } from 'vitest'
import type { CpuVendor } from '../../../model/machine/columns.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { LISTED, T1, acrossHosts, apart, change, onRootBus } from './machines.ts'
import { typeOf, way } from './ask.ts'
import { table } from './answers.ts'

describe('whom Linux believes to forward (cpu_supports_p2pdma, host_bridge_whitelist)', () => {
  const CPUS: readonly (readonly [CpuVendor, number, string])[] = [
    ['AMD', 0x0f, 'NOT_SUPPORTED 4'],
    ['AMD', 0x15, 'NOT_SUPPORTED 4'],
    ['AMD', 0x16, 'NOT_SUPPORTED 4'],
    ['AMD', 0x17, 'THRU_HOST_BRIDGE 4'],
    ['AMD', 0x19, 'THRU_HOST_BRIDGE 4'],
    ['AMD', 0x1a, 'THRU_HOST_BRIDGE 4'],
    ['Hygon', 0x18, 'NOT_SUPPORTED 4'],
    ['Intel', 0x06, 'NOT_SUPPORTED 4'],
    ['Intel', 0x19, 'NOT_SUPPORTED 4'],
    ['other', 0x17, 'NOT_SUPPORTED 4'],
  ]

  it.each(CPUS)('MT-6: AMD from family 0x17 on forwards, nobody else: %s %i', (vendor, family, expected) => {
    const rest = { cpu: { vendor, family } }
    expect(way({ ...apart([]), ...rest }, 'A', 'B')).toBe(expected)
    expect(way(acrossHosts('0000:0000', '0000:0000', rest), 'A', 'B')).toBe(expected)
  })

  it('MT-6: AMD before Zen and Hygon still have the allowlist', () => {
    const cpus = { AMD: 0x15, Hygon: 0x18 } as const
    for (const [vendor, family] of Object.entries(cpus) as [CpuVendor, number][])
      expect(way({ ...apart([], { id: LISTED }), cpu: { vendor, family } }, 'A', 'B')).toBe('THRU_HOST_BRIDGE 4')
  })

  it('MT-6: a Zen that forwards takes nothing from a way below one switch', () => {
    const zen = { ...T1, cpu: { vendor: 'AMD', family: 0x17 } as const }
    expect(way(zen, 'A0', 'B')).toBe('BUS_ADDR 4')
    expect(way(change(zen, { U: { acs: ['RR'] } }), 'A0', 'B')).toBe('THRU_HOST_BRIDGE 4')
  })

  const ROWS = [
    { id: '8086:3c00', same: true, different: false },
    { id: '8086:3c01', same: true, different: false },
    { id: '8086:2f00', same: true, different: false },
    { id: '8086:2f01', same: true, different: false },
    { id: '8086:2030', same: true, different: true },
    { id: '8086:2031', same: true, different: true },
    { id: '8086:2032', same: true, different: true },
    { id: '8086:2033', same: true, different: true },
    { id: '8086:2020', same: true, different: true },
    { id: '8086:09a2', same: true, different: true },
  ]
  const NO_ROWS = ['3c02', '3bff', '2f02', '2034', '202f', '2021', '09a3', '0000', 'ffff']
    .map((device) => `8086:${device}`)
    .concat('1022:2030', '8087:3c00', '0000:09a2')
    .map((id) => ({ id, same: false, different: false }))

  const forwards = (file: MachineFile) => typeOf(file, 'A', 'B') === 'THRU_HOST_BRIDGE'

  it.each([...ROWS, ...NO_ROWS])('MT-9: $id forwards within a host bridge: $same, between two: $different', (row) => {
    expect(forwards(apart([], { id: row.id }))).toBe(row.same)
    expect(forwards(acrossHosts(row.id, row.id))).toBe(row.different)
  })

  it('MT-7: of two host bridges each must be listed without the same-bridge condition', () => {
    const pairs = {
      '8086:2030 8086:09a2': true,
      '8086:2030 8086:2f00': false,
      '8086:2f00 8086:2030': false,
      '8086:2f00 8086:2f01': false,
      '8086:2030 1234:5678': false,
      '1234:5678 8086:2030': false,
    }
    expect(table(Object.keys(pairs), (pair) => forwards(acrossHosts(pair.slice(0, 9), pair.slice(10))))).toEqual(pairs)
  })

  it('MT-7: a redirect below one switch asks for the same host bridge', () => {
    const file = change(T1, { RP0: { id: '8086:2f00' }, U: { acs: ['RR'] } })
    expect(way(file, 'A0', 'B')).toBe('THRU_HOST_BRIDGE 4')
  })

  const listed = { id: LISTED }
  const FIRST_DEVICES: readonly (readonly [string, MachineFile, boolean])[] = [
    ['a listed conventional device at 00.0', apart([onRootBus('conventional', 'H', { at: '00.0', ...listed })]), true],
    [
      'a listed integrated endpoint at 00.0',
      apart([onRootBus('root complex integrated endpoint', 'H', { at: '00.0', ...listed })]),
      true,
    ],
    ['a listed root port at 00.0', apart([], { at: '00.0', ...listed }), true],
    ['a listed root port at 01.0', apart([], { at: '01.0', ...listed }), true],
    ['a listed root port at 1c.0', apart([], { at: '1c.0', ...listed }, { at: '1d.0' }), true],
    [
      'an unlisted device at 00.0 before listed root ports',
      apart([onRootBus('conventional', 'H', { at: '00.0' })], listed, listed),
      false,
    ],
    ['an unlisted root port before a listed one', apart([], {}, listed), false],
    [
      'an unlisted 00.0 before a listed 00.1',
      apart([
        onRootBus('conventional', 'H', { at: '00.0' }),
        onRootBus('conventional', 'I', { at: '00.1', ...listed }),
      ]),
      false,
    ],
    [
      'a listed conventional device at 01.0',
      apart([onRootBus('conventional', 'H', { at: '01.0', ...listed })], listed),
      false,
    ],
    [
      'a listed integrated endpoint at 01.0 before listed root ports',
      apart([onRootBus('root complex integrated endpoint', 'H', { at: '01.0', ...listed })], listed, listed),
      false,
    ],
  ]

  it.each(FIRST_DEVICES)('MT-8: the first device of the root bus decides: %s', (_, file, expected) => {
    expect(forwards(file)).toBe(expected)
    expect(forwards({ ...file, functions: file.functions.toReversed() })).toBe(expected)
  })

  it('MT-8: listed devices below a root port do not count', () => {
    expect(forwards(change(apart([]), { A: listed, B: listed }))).toBe(false)
  })
})
