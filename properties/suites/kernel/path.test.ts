/**
 * The belief half against Linux 6.12: the way from a client to a provider, rules MT-1 to MT-5 and MT-10 to MT-12. What
 * is expected here and in the other suites of this folder comes from the source of 6.12.117 and from machine facts, never
 * from a run of the model.
 */
import { describe, expect, it } from 'vitest'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import { ACS, ACS_BITS, type AcsBit } from '../../../model/machine/acs.ts'
import type { FunctionFile, FunctionType, MachineFile } from '../../../model/machine/file.ts'
import { compile } from '../../../model/scenario/file.ts'
import { run } from '../../../spec/judge.ts'
import {
  LISTED,
  REDIRECTS,
  T1,
  T1_LISTED,
  acrossHosts,
  belief,
  beliefs,
  change,
  classify,
  distance,
  downstream,
  endpoint,
  fabric,
  fn,
  onRootBus,
  parts,
  powered,
  rootPort,
  setpci,
  table,
  typeOf,
  upstream,
  way,
  type More,
} from './machines.ts'

describe('the way from client to provider (calc_map_type_and_dist)', () => {
  it('MT-1: the path ends at the function on the root bus, root port or not', () => {
    expect(table(['A0', 'A1', 'D0', 'U', 'RP0'], (above) => classify(T1, 'A0', above).distance)).toEqual({
      A0: 0,
      A1: 2,
      D0: 1,
      U: 2,
      RP0: 3,
    })
    const integrated = fabric([onRootBus('root complex integrated endpoint', 'X'), rootPort('P'), endpoint('A', 'P')])
    expect(classify(integrated, 'X', 'A').distance).toBe(1 + 2)
    expect(classify(integrated, 'A', 'X').distance).toBe(2 + 1)
    expect(classify(integrated, 'P', 'X').distance).toBe(1 + 1)
  })

  it('MT-1: a virtual function climbs from the bus of its physical function', () => {
    const file = change(T1, {})
    const virtual: FunctionFile = { name: 'V', type: 'endpoint', below: 'D1', at: '01.0', virtualOf: 'B' }
    const withV = (more: More = {}): MachineFile => ({
      ...file,
      functions: [...file.functions, { ...virtual, ...more }],
    })
    expect(way(withV(), 'A0', 'V')).toBe('BUS_ADDR 4')
    expect(way(withV(), 'B', 'V')).toBe('BUS_ADDR 2')
    expect(way(withV(), 'E', 'V')).toBe('NOT_SUPPORTED 6')
    expect(way(withV({ bar: { size: 0x200000 } }), 'V', 'B')).toBe('BUS_ADDR 2')
    expect(way(withV({ acs: ['RR'] }), 'A0', 'V')).toBe('NOT_SUPPORTED 4')
    expect(way(withV({ acs: ['RR'] }), 'A0', 'B')).toBe('BUS_ADDR 4')
    expect(way(change(withV(), { B: { acs: ['RR'] } }), 'A0', 'V')).toBe('BUS_ADDR 4')
    expect(way(change(withV(), { D1: { acs: ['RR'] } }), 'B', 'V')).toBe('NOT_SUPPORTED 2')
  })

  it('MT-2: the nearest common bridge counts the hops, from provider and from client', () => {
    const nested = fabric([
      rootPort('RP0'),
      upstream('U', 'RP0'),
      downstream('D0', 'U'),
      downstream('D1', 'U'),
      upstream('V', 'D0'),
      downstream('D2', 'V'),
      downstream('D3', 'V'),
      endpoint('X', 'D2'),
      endpoint('Y', 'D3'),
      endpoint('B', 'D1'),
    ])
    expect(way(nested, 'X', 'Y')).toBe('BUS_ADDR 4')
    expect(way(nested, 'X', 'B')).toBe('BUS_ADDR 6')
    expect(way(nested, 'B', 'X')).toBe('BUS_ADDR 6')
  })

  it('MT-3: the words of provider, common bridge and all between it and the client count, no others', () => {
    const names = T1.functions.map(({ name }) => name)
    const counting = (provider: string, client: string): string[] =>
      names
        .filter((name) => typeOf(change(T1, { [name]: { acs: ['RR'] } }), provider, client) !== 'BUS_ADDR')
        .toSorted()
    expect(counting('A0', 'B')).toEqual(['A0', 'B', 'D0', 'D1', 'U'])
    expect(counting('B', 'A1')).toEqual(['A1', 'B', 'D0', 'D1', 'U'])
    expect(counting('A0', 'A1')).toEqual(['A0', 'A1', 'D0'])
    expect(counting('A0', 'A0')).toEqual(['A0'])
    expect(counting('A0', 'U')).toEqual(['A0', 'D0', 'U'])
    expect(counting('U', 'A0')).toEqual(['A0', 'D0', 'U'])
  })

  it('MT-4: with a redirect the host bridge decides, and the distance stays', () => {
    const redirected = { D1: { acs: ['RR'] as AcsBit[] } }
    expect(way(change(T1, redirected), 'A0', 'B')).toBe('NOT_SUPPORTED 4')
    expect(way(change(T1_LISTED, redirected), 'A0', 'B')).toBe('THRU_HOST_BRIDGE 4')
  })

  it('MT-4: without a common bridge the host bridge decides, whatever the ACS words say', () => {
    const everywhere = Object.fromEntries(T1.functions.map(({ name }) => [name, { acs: [...ACS_BITS] }]))
    for (const acs of [{}, everywhere]) {
      expect(way(change(T1, acs), 'A0', 'E')).toBe('NOT_SUPPORTED 6')
      expect(way(change(T1_LISTED, acs), 'A0', 'E')).toBe('THRU_HOST_BRIDGE 6')
      expect(way(change(T1_LISTED, acs), 'E', 'A0')).toBe('THRU_HOST_BRIDGE 6')
    }
  })

  const alone = { X: onRootBus('root complex integrated endpoint', 'X'), Z: onRootBus('conventional', 'Z') }
  /** A function of each kind, and a pair whose way it is on. */
  const EVERY_KIND: readonly (readonly [FunctionType, MachineFile, string, string, string])[] = [
    ['endpoint', T1, 'A0', 'A0', 'B'],
    ['switch downstream port', T1, 'D1', 'A0', 'B'],
    ['switch upstream port', T1, 'U', 'A0', 'B'],
    ['root port', fabric([rootPort('P'), endpoint('A', 'P'), endpoint('B', 'P', { at: '00.1' })]), 'P', 'A', 'B'],
    ['root complex integrated endpoint', fabric([alone.X]), 'X', 'X', 'X'],
    ['conventional', fabric([alone.Z]), 'Z', 'Z', 'Z'],
  ]

  it.each(EVERY_KIND)(
    'MT-5: RR, CR and EC count, SV, TB, UF and DT do not: %s',
    (type, file, name, provider, client) => {
      expect(file.functions.find((f) => f.name === name)?.type).toBe(type)
      expect(
        table(ACS_BITS, (bit) => typeOf(change(file, { [name]: { acs: [bit as AcsBit] } }), provider, client)),
      ).toEqual({
        SV: 'BUS_ADDR',
        TB: 'BUS_ADDR',
        RR: 'NOT_SUPPORTED',
        CR: 'NOT_SUPPORTED',
        UF: 'BUS_ADDR',
        EC: 'NOT_SUPPORTED',
        DT: 'BUS_ADDR',
      })
      const withAcs = (acs: AcsBit[]) => typeOf(change(file, { [name]: { acs } }), provider, client)
      expect(withAcs([])).toBe('BUS_ADDR')
      expect(withAcs(['SV', 'TB', 'UF', 'DT'])).toBe('BUS_ADDR')
      expect(withAcs([...ACS_BITS])).toBe('NOT_SUPPORTED')
    },
  )

  it('MT-5: the control word is read live', () => {
    const file = change(T1, { D1: { acs: [] } })
    expect(beliefs(file, [distance('A0', 'B'), setpci('D1', ['EC']), distance('A0', 'B')])).toEqual([4, -1])
    const hw = powered(file)
    const written = { ...hw, acsControl: hw.acsControl.with(fn(hw, 'D1'), ACS.CR) }
    expect(parts.classify(parts, written, fn(hw, 'A0'), fn(hw, 'B')).type).toBe('NOT_SUPPORTED')
  })

  /** Distance from A0 to B after setpci wrote `acs` to D1. */
  const afterSetpci = (file: MachineFile, acs: AcsBit[]) => {
    const scenario = compile({ machine: file, steps: [setpci('D1', acs), distance('A0', 'B')] })
    return belief(run(linux612, scenario, () => 0)[1].outcome)
  }

  // acs_cap is 0, so the word is not read at all.
  it('MT-5: a function without the capability redirects nothing, whatever setpci wrote', () => {
    expect(table(REDIRECTS, (bit) => afterSetpci(T1, [bit as AcsBit]))).toEqual({ RR: 4, CR: 4, EC: 4 })
  })

  // HW-AC-3: it reads 0.
  it('MT-5: a bit that is not implemented reads 0 and redirects nothing, whatever setpci wrote', () => {
    const file = change(T1, { D1: { acs: { capability: ['SV', 'RR', 'UF'], control: [] } } })
    expect(table(REDIRECTS, (bit) => afterSetpci(file, [bit as AcsBit]))).toEqual({ RR: -1, CR: 4, EC: 4 })
  })

  it('MT-10: a function reaches itself at distance 0, unless its own redirect bits are set', () => {
    expect(way(T1, 'A0', 'A0')).toBe('BUS_ADDR 0')
    const own = (bit: string) => ({ A0: { acs: [bit as AcsBit] } })
    expect(table(REDIRECTS, (bit) => way(change(T1, own(bit)), 'A0', 'A0'))).toEqual({
      RR: 'NOT_SUPPORTED 0',
      CR: 'NOT_SUPPORTED 0',
      EC: 'NOT_SUPPORTED 0',
    })
    expect(way(change(T1_LISTED, own('RR')), 'A0', 'A0')).toBe('THRU_HOST_BRIDGE 0')
  })

  it('MT-11: two functions below one bridge are two hops apart, and the bridge’s own redirect bits count', () => {
    expect(way(T1, 'A0', 'A1')).toBe('BUS_ADDR 2')
    expect(way(T1, 'A1', 'A0')).toBe('BUS_ADDR 2')
    expect(table(REDIRECTS, (bit) => way(change(T1, { D0: { acs: [bit as AcsBit] } }), 'A0', 'A1'))).toEqual({
      RR: 'NOT_SUPPORTED 2',
      CR: 'NOT_SUPPORTED 2',
      EC: 'NOT_SUPPORTED 2',
    })
    expect(way(change(T1, { U: { acs: ['RR'] } }), 'A0', 'A1')).toBe('BUS_ADDR 2')
  })

  it('MT-11: two functions on a root bus have no common bridge and are two hops apart', () => {
    const siblings = [
      onRootBus('root complex integrated endpoint', 'X', { at: '03.0' }),
      onRootBus('root complex integrated endpoint', 'Y', { at: '03.1' }),
    ]
    expect(way(fabric(siblings), 'X', 'Y')).toBe('NOT_SUPPORTED 2')
    const listed = onRootBus('conventional', 'HB', { at: '00.0', id: LISTED })
    expect(way(fabric([listed, ...siblings]), 'X', 'Y')).toBe('THRU_HOST_BRIDGE 2')
  })

  it('MT-12: domain numbers are not compared', () => {
    const pairs = [
      [0, 1],
      [1, 0],
      [7, 0x10000],
    ]
    for (const [first, second] of pairs) {
      const hosts = [
        { name: 'hb0', domain: first },
        { name: 'hb1', domain: second },
      ]
      expect(way(acrossHosts(LISTED, LISTED, { hosts }), 'A', 'B')).toBe('THRU_HOST_BRIDGE 4')
      expect(way(acrossHosts(LISTED, '1234:5678', { hosts }), 'A', 'B')).toBe('NOT_SUPPORTED 4')
    }
  })
})
