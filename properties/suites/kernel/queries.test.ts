/**
 * What drivers ask before they map: rules AR-1 to AR-7, MT-15, MT-17 and MT-18.
 */
import { describe, expect, it } from 'vitest'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { LISTED, T1, T1_LISTED, apart, change, fn, powered } from './machines.ts'
import { add, at, beliefs, distance, findMany, map, mapped, outcomes, parts, publish, setpci, WHOLE } from './ask.ts'
import { EINVAL, ENOMEM, EREMOTEIO } from './answers.ts'

/** A child of B, and a software RDMA device that hangs below nothing. */
const WITH_DEVICES: MachineFile = { ...T1, devices: [{ name: 'mlx5_0', childOf: 'B' }, { name: 'rxe0' }] }

/** A host window whose bus addresses are natural for BARs of 2 MiB, whatever the offset. */
const WINDOW = { base: 0x4000000000, size: 0x10000000 }

describe('distance_many', () => {
  const zen = { ...T1, cpu: { vendor: 'AMD', family: 0x17 } as const }
  const ROWS: readonly (readonly [string, MachineFile, string[], number])[] = [
    ['nobody', T1, [], -1],
    ['nobody, where everything forwards', zen, [], -1],
    ['the provider itself', T1, ['A0'], 0],
    ['one', T1, ['B'], 4],
    ['the sum', T1, ['A1', 'B', 'C'], 2 + 4 + 4],
    ['the provider among others', T1, ['B', 'A0'], 4 + 0],
    ['one client twice', T1, ['B', 'B'], 4 + 4],
    ['unsupported alone', T1, ['E'], -1],
    ['unsupported first', T1, ['E', 'B'], -1],
    ['unsupported last', T1, ['B', 'A0', 'E'], -1],
    ['through the host bridge', zen, ['B', 'E'], 4 + 6],
  ]

  it.each(ROWS)('MT-17: %s', (_, file, clients, expected) => {
    expect(beliefs(file, [distance('A0', ...clients)])).toEqual([expected])
    expect(beliefs(file, [add('A0'), distance('A0', ...clients), distance('A0', ...clients)])).toEqual([
      expected,
      expected,
    ])
  })

  it('MT-17: after the first unsupported client the others are not asked', () => {
    const file = change(T1, { D1: { acs: [] } })
    const asking = (...clients: string[]) => [
      add('A0'),
      map('one', 'B', { bar: 'A0' }),
      setpci('D1', ['RR']),
      distance('A0', ...clients),
      map('two', 'B', { bar: 'A0' }),
    ]
    expect(beliefs(file, asking('E', 'B'))).toEqual(['BUS_ADDR', -1, 'BUS_ADDR'])
    expect(beliefs(file, asking('B', 'E'))).toEqual(['BUS_ADDR', -1, 'NOT_SUPPORTED'])
  })
})

describe('clients that are no PCI functions', () => {
  it('MT-17, LAT-15: distance_many takes a child of a PCI function for the function', () => {
    expect(beliefs(WITH_DEVICES, [distance('A0', 'mlx5_0')])).toEqual([4])
    expect(beliefs(WITH_DEVICES, [distance('A0', 'mlx5_0', 'B', 'C')])).toEqual([12])
    expect(beliefs(WITH_DEVICES, [distance('E', 'mlx5_0')])).toEqual([-1])
  })

  it('MT-17: a device below no PCI function is out of reach, and ends the search where it stands', () => {
    expect(beliefs(WITH_DEVICES, [distance('A0', 'rxe0')])).toEqual([-1])
    expect(beliefs(WITH_DEVICES, [distance('A0', 'B', 'rxe0')])).toEqual([-1])
    const file = change(WITH_DEVICES, { D1: { acs: [] } })
    const asking = (...clients: string[]) => [
      add('A0'),
      map('one', 'B', { bar: 'A0' }),
      setpci('D1', ['RR']),
      distance('A0', ...clients),
      map('two', 'B', { bar: 'A0' }),
    ]
    expect(beliefs(file, asking('rxe0', 'B'))).toEqual(['BUS_ADDR', -1, 'BUS_ADDR'])
    expect(beliefs(file, asking('B', 'rxe0'))).toEqual(['BUS_ADDR', -1, 'NOT_SUPPORTED'])
  })

  it('MT-15, LAT-15: a list mapped for the child itself is refused, and nothing is kept under its name', () => {
    const { rc, table: entries } = mapped(WITH_DEVICES, 'mlx5_0', [{ ram: 0 }, { bar: 'A0' }])
    expect([rc, entries.map(({ marked }) => marked)]).toEqual([-EREMOTEIO, [false, false]])
    const hw = powered(WITH_DEVICES)
    const { k } = parts.addResource(at(hw), fn(hw, 'A0'), WHOLE)
    const asked = parts.mapType(parts, at(hw, k), fn(hw, 'A0'), fn(hw, 'mlx5_0'))
    expect([asked.type, asked.k]).toEqual(['NOT_SUPPORTED', k])
  })

  it('MT-15: the child of a client that has an answer in the cache does not get that answer', () => {
    const steps = [add('A0'), map('function', 'B', { bar: 'A0' }), map('child', 'mlx5_0', { bar: 'A0' })]
    expect(beliefs(WITH_DEVICES, steps)).toEqual(['BUS_ADDR', 'NOT_SUPPORTED'])
  })

  it('MT-17: a distance asked for the child fills the cache of its function', () => {
    const file = change(WITH_DEVICES, { D1: { acs: [] } })
    const steps = [add('A0'), distance('A0', 'mlx5_0'), setpci('D1', ['RR']), map('m', 'B', { bar: 'A0' })]
    expect(beliefs(file, steps)).toEqual([4, 'BUS_ADDR'])
  })
})

describe('giving a BAR struct pages (pci_p2pdma_add_resource)', () => {
  const added = (file: MachineFile, ...providers: string[]) =>
    outcomes(file, providers.map(add)).map((outcome) => (outcome.kind === 'added' ? outcome.rc : outcome.kind))

  it('AR-1: a function without a BAR has nothing to add', () => {
    const hw = powered(T1)
    expect(parts.addResource(at(hw), fn(hw, 'D0'), WHOLE)).toEqual({
      k: at(hw).k,
      rc: -EINVAL,
      because: 'outside the BAR',
    })
  })

  it('AR-3: the same BAR twice is ENOMEM, and the first registration stands', () => {
    expect(added(T1, 'A0', 'A0', 'B')).toEqual([0, -ENOMEM, 0])
    expect(beliefs(T1, [add('A0'), add('A0'), map('m', 'B', { bar: 'A0' })])).toEqual(['BUS_ADDR'])
  })

  it('AR-3, PM-12: a BAR that is no multiple of 2 MiB, or does not start at one, is EINVAL', () => {
    const bar = (size: number, base?: number) =>
      change(T1, { E: { bar: { size, ...(base === undefined ? {} : { base }) } } })
    expect([0x1000, 0x100000, 0x200000, 0x400000].map((size) => added(bar(size), 'E'))).toEqual([
      [-EINVAL],
      [-EINVAL],
      [0],
      [0],
    ])
    const shifted = (offset: number) => ({ ...T1, hosts: [{ name: 'hb0', window: WINDOW, offset }] })
    expect([0, 0x100000, 0x200000].map((offset) => added(shifted(offset), 'A0'))).toEqual([[0], [-EINVAL], [0]])
  })

  it('AR-3: a BAR that was refused has no pages, so nothing of it can be mapped', () => {
    const small = change(T1, { A0: { bar: { size: 0x100000 } } })
    expect(outcomes(small, [add('A0'), map('m', 'B', { bar: 'A0' })]).map(({ kind }) => kind)).toEqual([
      'added',
      'skipped',
    ])
  })
})

describe('choosing a provider (pci_p2pmem_publish, pci_p2pmem_find_many)', () => {
  const zen: MachineFile = { ...T1, cpu: { vendor: 'AMD', family: 0x17 } }
  /** Every provider that some choice finds, and how many there were to choose from. */
  const found = (file: MachineFile, steps: StepFile[]): string[] => {
    const names = powered(file).machine.name
    const ask = (n: number) => {
      let most = 1
      const outcome = outcomes(file, steps, undefined, (_, of) => ((most = of), n)).at(-1)
      if (outcome?.kind !== 'found') throw new Error(outcome?.kind)
      return { most, name: outcome.provider === undefined ? 'nobody' : names[outcome.provider] }
    }
    return Array.from({ length: ask(0).most }, (_, n) => ask(n).name).toSorted()
  }
  const offering = (...providers: string[]) => providers.flatMap((name) => [add(name), publish(name)])

  const ROWS: readonly (readonly [string, MachineFile, StepFile[], string[], string[]])[] = [
    ['nobody has published', T1, [add('A0'), add('B')], ['B'], ['nobody']],
    ['the only one', T1, offering('A0'), ['B'], ['A0']],
    ['the nearest', T1, offering('A0', 'B', 'C'), ['B'], ['B']],
    ['the nearest, published last', T1, offering('C', 'A0', 'B'), ['B'], ['B']],
    ['the nearest to all together', T1, offering('A0', 'C'), ['A0', 'A1', 'B'], ['A0']],
    ['equals are drawn by lot', T1, offering('A0', 'C'), ['B'], ['A0', 'C']],
    ['three equals', T1, offering('A0', 'A1', 'C'), ['B'], ['A0', 'A1', 'C']],
    ['farther ones are not drawn', zen, offering('E', 'A0', 'C'), ['B'], ['A0', 'C']],
    ['a farther one, where no other reaches', zen, offering('E'), ['B'], ['E']],
    ['one that a client cannot reach', T1, offering('A0', 'E'), ['E'], ['E']],
    ['none that all clients reach', T1, offering('A0', 'E'), ['B', 'E'], ['nobody']],
    ['no clients', T1, offering('A0'), [], ['nobody']],
  ]

  it.each(ROWS)('MT-18: find_many: %s', (_, file, before, clients, expected) => {
    expect(found(file, [...before, findMany(...clients)])).toEqual(expected)
  })

  it('MT-18: who is asked first does not depend on who published first', () => {
    const first = (...names: string[]) => outcomes(T1, [...offering(...names), findMany('B')]).at(-1)
    expect(first('C', 'A1', 'A0')).toEqual(first('A0', 'A1', 'C'))
  })

  it('MT-18: the search fills the cache of every provider that it asks', () => {
    const file = change(T1_LISTED, { D0: { acs: [] } })
    const steps = [...offering('A0', 'E'), findMany('B'), setpci('D0', ['RR']), map('m', 'B', { bar: 'A0' })]
    expect(beliefs(file, steps)).toEqual(['BUS_ADDR'])
  })

  it('AR-7: publishing can be taken back, and means nothing without pages', () => {
    expect(found(T1, [...offering('A0', 'C'), publish('C', false), findMany('B')])).toEqual(['A0'])
    expect(found(T1, [publish('A0'), add('A0'), findMany('B')])).toEqual(['nobody'])
    expect(found(T1, [publish('A0'), findMany('B')])).toEqual(['nobody'])
  })

  it('AR-7: neither map types nor mapping ask whether memory is published', () => {
    const file = apart([], { id: LISTED })
    for (const on of [true, false])
      expect(beliefs(file, [add('A'), publish('A', on), distance('A', 'B'), map('m', 'B', { bar: 'A' })])).toEqual([
        4,
        'THRU_HOST_BRIDGE',
      ])
  })
})
