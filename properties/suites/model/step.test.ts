/**
 * One operation applied to the world, whatever the design: what a design is asked, what is missing in it, what a transfer is.
 */
import { describe, expect, it } from 'vitest'
import { hex, phys, type Dma } from '../../../model/address.ts'
import type { Choose } from '../../../model/choose.ts'
import { design, type Design, type EntryPoints, type Request, type UserRequest } from '../../../model/kernel/design.ts'
import { NO_PROVIDER } from '../../../model/kernel/lib/scatterlist.ts'
import { NO_PGMAP } from '../../../model/kernel/mm/page.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { compile } from '../../../model/scenario/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import type { Outcome } from '../../../model/outcome.ts'
import { hopsOf, type Transfer } from '../../../model/transfer.ts'
import { run } from '../../../spec/judge.ts'
import type { Event } from '../../../spec/rule.ts'
import { MIB, PAGE, T1, add, behindIommu, busOf, change, events, fn, physOf, powered } from '../kernel/machines.ts'

const made = (entryPoints: Partial<EntryPoints<null>>): Design =>
  design<null>({ id: 'made', summary: 'for this test', sources: [] }, { boot: null, ...entryPoints })
const ask = (of: Design, machine: MachineFile, steps: StepFile[], choose: Choose = () => 0): Outcome[] =>
  run(of, compile({ machine, steps }), choose).map(({ outcome }) => outcome)

const adds = made({ addResource: () => ({ k: null, rc: 0 }) })
const list = (
  as: string,
  ...segments: ({ bar: string; offset?: number } | { ram: number; length?: number })[]
): StepFile => ({
  dma_map_sgtable: { as, client: 'B', direction: 'DMA_BIDIRECTIONAL', list: segments },
})
const page = { as: 'p', client: 'B', page: { ram: 0 } }

describe('a design that has no entry points', () => {
  const bare = made({})
  const OPERATIONS: readonly StepFile[] = [
    add('A0'),
    { pci_p2pmem_publish: { provider: 'A0', publish: true } },
    { pci_p2pmem_find_many: { clients: ['B'] } },
    { pci_p2pdma_distance_many: { provider: 'A0', clients: ['B'] } },
    list('m', { ram: 0 }),
    { dma_map_page: page },
    { dma_unmap_sgtable: { map: 'm' } },
    { get_user_pages: { call: 'get_user_pages', flags: [], pages: [{ ram: 0 }] } },
  ]
  it('is n/a to all of them; what was never mapped is not transferred', () => {
    expect(ask(bare, T1, OPERATIONS as StepFile[]).map(({ kind }) => kind)).toEqual(OPERATIONS.map(() => 'n/a'))
    expect(ask(bare, T1, [list('m', { ram: 0 }), { dma: { map: 'm' } }])[1].kind).toBe('skipped')
  })
  it('says of no group who is in it', () => {
    const stray: StepFile = { unmapped_dma: { client: 'B', access: 'write', target: { bar: 'A0' } } }
    const [outcome] = ask(bare, T1, [stray])
    expect(outcome.kind).toBe('transfer')
    expect('group' in outcome).toBe(false)
    const [grouped] = ask(made({ groupOf: (_, f) => 10 * f }), T1, [stray])
    expect(grouped.kind === 'transfer' && grouped.group?.(7)).toBe(70)
  })
  it('leaves a function without ACS as it is', () => {
    const steps: StepFile[] = [{ setpci: { function: 'D0', acs: [] } }]
    const [{ before, after, outcome }] = run(bare, compile({ machine: T1, steps }), () => 0)
    expect(outcome).toEqual({ kind: 'done' })
    expect(after).toBe(before)
  })
})

/** RAM, then two kinds of device memory. */
const machine: MachineFile = {
  ...T1,
  ram: [
    { base: 0, size: MIB },
    { base: 4 * MIB, size: MIB, type: 'MEMORY_DEVICE_COHERENT' },
    { base: 8 * MIB, size: MIB, type: 'MEMORY_DEVICE_FS_DAX' },
  ],
}

describe('the table that a design is given', () => {
  const tableOf = (...segments: Parameters<typeof list> extends [string, ...infer S] ? S : never) => {
    let given: Request | undefined
    const records = made({
      addResource: () => ({ k: null, rc: 0 }),
      mapSg: (_, request) => ((given = request), { k: null, rc: 0, table: request.table, nents: 0 }),
    })
    ask(records, machine, [add('A0'), list('m', ...segments)])
    return given!.table
  }
  it('has a page map for each kind of memory, and for each BAR its function', () => {
    const hw = powered(machine)
    const A0 = fn(hw, 'A0')
    expect(tableOf({ bar: 'A0', offset: PAGE }, { ram: PAGE })).toEqual([
      { provider: A0, pgmap: A0, phys: physOf(hw, 'A0') + PAGE, length: PAGE, marked: false },
      { provider: NO_PROVIDER, pgmap: NO_PGMAP, phys: PAGE, length: PAGE, marked: false },
    ])
    const edges = [4 * MIB, 5 * MIB - PAGE, 8 * MIB, 9 * MIB - PAGE]
    const [first, last, next, end] = tableOf(...edges.map((ram) => ({ ram }))).map(({ pgmap }) => pgmap)
    expect([first, next]).toEqual([last, end])
    expect(new Set([first, next, NO_PGMAP]).size).toBe(3)
    expect(Math.max(first, next)).toBeLessThan(0)
  })
  it('is of no use where a BAR has no pages yet', () => {
    const maps = made({ mapSg: () => ({ k: null, rc: 0, table: [], nents: 0 }) })
    const steps: StepFile[] = [add('A0'), list('m', { ram: 0 }), list('n', { bar: 'A0' })]
    expect(ask(maps, T1, steps).map(({ kind }) => kind)).toEqual(['n/a', 'mapped', 'skipped'])
  })
})

describe('the pages of a process', () => {
  const KINDS = { call: 'pin_user_pages', flags: ['FOLL_WRITE'] } as const
  const asked = (...pages: ({ ram: number } | { bar: string })[]) => {
    let given: UserRequest | undefined
    const records = made({
      addResource: () => ({ k: null, rc: 0 }),
      getUserPages: (request) => (
        (given = request),
        { rc: 1, pages: request.users.slice(0, 1).map(({ page }) => page) }
      ),
    })
    const got = ask(records, machine, [add('A0'), { get_user_pages: { ...KINDS, flags: [...KINDS.flags], pages } }])[1]
    return { given: given!, got }
  }
  it('are private, or of the file `allocate` where they are peer memory; each of the kind that its memory is', () => {
    const { given } = asked({ bar: 'A0' }, { ram: 0 }, { ram: 4 * MIB }, { ram: 5 * MIB - PAGE }, { ram: 8 * MIB })
    expect([given.variant, [...given.flags]]).toEqual(['pin_user_pages', ['FOLL_WRITE']])
    expect(given.users.map(({ vma }) => vma.kind)).toEqual(['p2pmem', ...Array<string>(4).fill('anonymous')])
    expect(given.users.every(({ vma }) => vma.writable)).toBe(true)
    expect(given.users.map(({ page }) => page.type)).toEqual([
      'MEMORY_DEVICE_PCI_P2PDMA',
      'RAM',
      'MEMORY_DEVICE_COHERENT',
      'MEMORY_DEVICE_COHERENT',
      'MEMORY_DEVICE_FS_DAX',
    ])
  })
  it('that are held are told by their place in the question', () => {
    expect(asked({ ram: PAGE }, { ram: 0 }).got).toEqual({ kind: 'got', rc: 1, held: [0] })
  })
})

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
