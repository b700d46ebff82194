/**
 * The map types that a provider keeps: rules MT-14 and MT-15.
 */
import { describe, expect, it } from 'vitest'
import { freshKernel } from '../../../model/kernel/state.ts'
import type { AcsBit } from '../../../model/machine/acs.ts'
import { bdf } from '../../../model/machine/columns.ts'
import { LISTED, T1, change, downstream, endpoint, fn, powered, rootPort, upstream } from './machines.ts'
import { add, at, beliefs, distance, map, parts, setpci, unmap, WHOLE } from './ask.ts'

describe('the cache (map_types)', () => {
  const off = change(T1, { D1: { acs: [] } })
  const onAtBoot = change(T1, { D1: { acs: ['RR'] } })
  const toB = (as: string) => map(as, 'B', { bar: 'A0' })

  it('MT-14: a map type once found outlives the switch it was found on, either way', () => {
    const again = (acs: AcsBit[]) => [add('A0'), toB('one'), setpci('D1', acs), unmap('one'), toB('two')]
    expect(beliefs(off, again(['RR']))).toEqual(['BUS_ADDR', 'BUS_ADDR'])
    expect(beliefs(onAtBoot, again([]))).toEqual(['NOT_SUPPORTED', 'NOT_SUPPORTED'])
    expect(beliefs(change(onAtBoot, { RP0: { id: LISTED } }), again([]))).toEqual([
      'THRU_HOST_BRIDGE',
      'THRU_HOST_BRIDGE',
    ])
  })

  it('MT-14: distance_many calculates anew and repairs the cache', () => {
    const asked = (acs: AcsBit[]) => [add('A0'), toB('one'), setpci('D1', acs), distance('A0', 'B'), toB('two')]
    expect(beliefs(off, asked(['RR']))).toEqual(['BUS_ADDR', -1, 'NOT_SUPPORTED'])
    expect(beliefs(onAtBoot, asked([]))).toEqual(['NOT_SUPPORTED', 4, 'BUS_ADDR'])
  })

  it('MT-14: distance_many fills the cache that a later map reads', () => {
    const steps = [add('A0'), distance('A0', 'B'), setpci('D1', ['RR']), toB('one')]
    expect(beliefs(off, steps)).toEqual([4, 'BUS_ADDR'])
  })

  it('MT-14: nothing is kept for a provider that has no pages yet', () => {
    const steps = [distance('A0', 'B'), setpci('D1', ['RR']), add('A0'), toB('one')]
    expect(beliefs(off, steps)).toEqual([4, 'NOT_SUPPORTED'])
  })

  it('MT-14: each client and each provider has an answer of its own', () => {
    const file = change(T1, { U: { acs: [] } })
    const steps = [
      add('A0'),
      add('B'),
      toB('one'),
      setpci('U', ['RR']),
      map('client', 'C', { bar: 'A0' }),
      map('provider', 'A0', { bar: 'B' }),
      toB('two'),
    ]
    expect(beliefs(file, steps)).toEqual(['BUS_ADDR', 'NOT_SUPPORTED', 'NOT_SUPPORTED', 'BUS_ADDR'])
  })

  it('MT-14: two providers of one list are cached apart', () => {
    const file = change(T1, { D0: { acs: [] } })
    const steps = [
      add('A0'),
      add('C'),
      map('one', 'B', { bar: 'C' }),
      setpci('D0', ['RR']),
      map('two', 'B', { bar: 'C' }, { bar: 'A0' }),
    ]
    expect(beliefs(file, steps)).toEqual(['BUS_ADDR', 'NOT_SUPPORTED'])
  })

  it('MT-14: a list that failed leaves what it found in the cache', () => {
    const file = change(T1, { D1: { acs: [] } })
    const steps = [
      add('A0'),
      add('E'),
      map('one', 'B', { bar: 'A0' }, { bar: 'E' }),
      setpci('D1', ['RR']),
      map('two', 'B', { bar: 'A0' }),
    ]
    expect(beliefs(file, steps)).toEqual(['NOT_SUPPORTED', 'BUS_ADDR'])
  })

  it('MT-14: the key has the domain in it: the same bus and devfn elsewhere is another client', () => {
    const half = (host: string) => [
      rootPort(`${host}.RP`, { on: host }),
      upstream(`${host}.U`, `${host}.RP`),
      downstream(`${host}.D0`, `${host}.U`),
      downstream(`${host}.D1`, `${host}.U`),
      endpoint(`${host}.A`, `${host}.D0`),
      endpoint(`${host}.B`, `${host}.D1`),
    ]
    const file = { hosts: [{ name: 'hb0' }, { name: 'hb1' }], functions: [...half('hb0'), ...half('hb1')] }
    const hw = powered(file)
    const [here, there] = ['hb0.B', 'hb1.B'].map((name) => bdf(hw.machine, fn(hw, name)))
    expect(there.slice(5)).toBe(here.slice(5))
    const from = (as: string, client: string) => map(as, client, { bar: 'hb0.A' })
    expect(beliefs(file, [add('hb0.A'), from('one', 'hb0.B'), from('two', 'hb1.B'), from('three', 'hb0.B')])).toEqual([
      'BUS_ADDR',
      'NOT_SUPPORTED',
      'BUS_ADDR',
    ])
  })

  it('MT-15: pages whose provider keeps no p2pdma state are not supported, and nothing is calculated', () => {
    const hw = powered(T1)
    const asked = parts.mapType(parts, at(hw), fn(hw, 'A0'), fn(hw, 'B'))
    expect(asked.type).toBe('NOT_SUPPORTED')
    expect(asked.k).toEqual(freshKernel)
  })

  it('MT-15: map_type calculates only where nothing is cached', () => {
    const hw = powered(T1)
    let calculated = 0
    const counting = {
      ...parts,
      classify: (...asked: Parameters<typeof parts.classify>) => (calculated++, parts.classify(...asked)),
    }
    const [provider, client] = [fn(hw, 'A0'), fn(hw, 'E')]
    const { k } = parts.addResource(at(hw), provider, WHOLE)
    const first = counting.mapType(counting, at(hw, k), provider, client)
    const second = counting.mapType(counting, at(hw, first.k), provider, client)
    expect([first.type, second.type, calculated]).toEqual(['NOT_SUPPORTED', 'NOT_SUPPORTED', 1])
  })
})
