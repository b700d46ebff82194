/**
 * What a transfer is, whatever the design: its transactions, and what the CPU copies.
 */
import { describe, expect, it } from 'vitest'
import { hex, phys, type Dma } from '../../../model/address.ts'
import type { Design } from '../../../model/kernel/design.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { hopsOf, type Transfer } from '../../../model/transfer.ts'
import type { Event } from '../../../spec/rule.ts'
import { PAGE, T1, behindIommu, busOf, change, powered } from '../kernel/machines.ts'
import { add, events } from '../kernel/ask.ts'
import { made, ask } from './made.ts'

const adds = made({ addResource: () => ({ k: null, rc: 0 }) })

describe('a transfer', () => {
  const dma = (at: number): Dma => at as Dma
  /** A design that answers with these addresses, each a page long. */
  const answering = (...addresses: (number | undefined)[]): Design =>
    made({
      mapSg: (_, { table }) => ({
        k: null,
        rc: 0,
        nents: addresses.length,
        table: table.map((entry, i) => {
          const at = addresses[i]
          return { ...entry, dma: at === undefined ? undefined : dma(at), dmaLength: PAGE }
        }),
      }),
    })
  const through = (of: Design, direction: 'DMA_TO_DEVICE' | 'DMA_FROM_DEVICE' | 'DMA_BIDIRECTIONAL', choice = 0) => {
    const segments = [{ ram: 0 }, { ram: 2 * PAGE }]
    const steps: StepFile[] = [
      { dma_map_sgtable: { as: 'm', client: 'B', direction, list: segments } },
      { dma: { map: 'm' } },
    ]
    const outcome = ask(of, T1, steps, (_, n) => Math.min(choice, n - 1))[1]
    if (outcome.kind !== 'transfer') throw new Error(outcome.kind)
    return outcome
  }
  it('reads to the device, writes from it, and where both are allowed does either', () => {
    const of = answering(PAGE)
    expect(through(of, 'DMA_TO_DEVICE').access).toBe('read')
    expect(through(of, 'DMA_FROM_DEVICE').access).toBe('write')
    expect([0, 1].map((choice) => through(of, 'DMA_BIDIRECTIONAL', choice).access)).toEqual(['read', 'write'])
  })
  it('goes page by page, and leaves out what has no address', () => {
    const { transactions, cpu } = through(answering(0x1800, undefined), 'DMA_FROM_DEVICE')
    expect(transactions.map(({ entry, offset, position, address }) => [entry, offset, position, address])).toEqual([
      [0, 0, 0, 0x1800],
      [0, 0x800, 0x800, 0x2000],
    ])
    expect(transactions.every((t) => t.translated === undefined && t.landing.kind === 'ram')).toBe(true)
    expect(cpu).toEqual([])
  })
  it('counts its position over the entries before', () => {
    const { transactions } = through(answering(PAGE, 4 * PAGE), 'DMA_FROM_DEVICE')
    expect(transactions.map(({ entry, position }) => [entry, position])).toEqual([
      [0, 0],
      [1, PAGE],
    ])
  })
  it('of a device on no bus is a copy by the CPU, of a bounced page out of its slot', () => {
    const file: MachineFile = { ...T1, devices: [{ name: 'soft' }] }
    const slot = phys(0x7000)
    const bounces = made({
      mapSg: (_, { table }) => ({
        k: null,
        rc: 0,
        nents: 2,
        table,
        bounced: [{ slot, phys: phys(2 * PAGE), length: PAGE }],
      }),
    })
    const segments = [{ ram: 0 }, { ram: 2 * PAGE }]
    const map: StepFile = { dma_map_sgtable: { as: 'm', client: 'soft', direction: 'DMA_TO_DEVICE', list: segments } }
    const outcome = ask(bounces, file, [map, { dma: { map: 'm' } }])[1]
    expect(outcome).toMatchObject({
      kind: 'transfer',
      transactions: [],
      cpu: [
        { phys: 0, length: PAGE, how: 'copy' },
        { phys: 0x7000, length: PAGE, how: 'copy' },
      ],
    })
    expect(
      ask(bounces, file, [{ unmapped_dma: { client: 'soft', access: 'write', target: { ram: 0 } } }])[0],
    ).toMatchObject({
      transactions: [],
      cpu: [],
    })
  })
  it('of an atomic is one; of what a device had translated first goes by the answer, and says so', () => {
    const [, on, plain, atomic, translated] = events(behindIommu({ ats: true }), [
      add('A0'),
      { dma_map_sgtable: { as: 'm', client: 'B', direction: 'DMA_FROM_DEVICE', list: [{ ram: 0x3000 }] } },
      { dma: { map: 'm' } },
      { dma: { map: 'm', access: 'atomic' } },
      { dma: { map: 'm', translated: true } },
    ])
    const transferOf = ({ outcome }: Event): Transfer => {
      if (outcome.kind !== 'transfer') throw new Error(outcome.kind)
      return outcome
    }
    const iova = on.outcome.kind === 'mapped' ? on.outcome.table[0].dma : undefined
    expect([plain, atomic, translated].map((event) => transferOf(event).access)).toEqual(['write', 'atomic', 'write'])
    expect(transferOf(plain).transactions[0]).toMatchObject({
      address: iova,
      landing: { kind: 'ram', address: 0x3000 },
    })
    expect('translated' in transferOf(plain).transactions[0]).toBe(false)
    expect(transferOf(translated).transactions[0]).toMatchObject({
      address: 0x3000,
      translated: true,
      landing: { kind: 'ram', address: 0x3000 },
    })
    const cited = (event: Event) =>
      hopsOf(event.before.hw, transferOf(event), transferOf(event).transactions[0]).map(({ because }) => because)
    expect(cited(plain)).toContain('IO-4')
    expect(cited(translated)).toContain('IO-6')
  })
  it('without ATS goes by the address that it has', () => {
    const map: StepFile = {
      dma_map_sgtable: { as: 'm', client: 'B', direction: 'DMA_FROM_DEVICE', list: [{ ram: 0x3000 }] },
    }
    const { outcome } = events(behindIommu(), [map, { dma: { map: 'm', translated: true } }])[1]
    expect(outcome.kind === 'transfer' && outcome.transactions[0].translated).toBe(undefined)
    expect(outcome.kind === 'transfer' && outcome.transactions[0].landing.kind).toBe('ram')
  })
  it('that nobody mapped uses the bus address of its target', () => {
    const file: MachineFile = change({ ...T1, hosts: [{ name: 'hb0', offset: 0x80000000 }] }, {})
    const hw = powered(file)
    const stray = (target: { bar: string } | { ram: number }) => {
      const [outcome] = ask(adds, file, [{ unmapped_dma: { client: 'B', access: 'write', target } }])
      return outcome.kind === 'transfer' ? outcome.transactions.map(({ address }) => hex(address)) : []
    }
    expect(stray({ bar: 'A0' })).toEqual([hex(busOf(hw, 'A0'))])
    expect(stray({ ram: 0x3000 })).toEqual(['0x3000'])
  })
})
