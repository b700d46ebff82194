/**
 * One operation applied to the world, whatever the design: what a design is asked, and what is missing in it.
 */
import { describe, expect, it } from 'vitest'
import type { Request } from '../../../model/kernel/design.ts'
import type { UserRequest } from '../../../model/kernel/mm/gup.ts'
import { NO_PROVIDER } from '../../../model/kernel/lib/scatterlist.ts'
import { NO_PGMAP } from '../../../model/kernel/mm/page.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { compile } from '../../../model/scenario/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { run } from '../../../spec/judge.ts'
import { MIB, PAGE, T1, fn, physOf, powered } from '../kernel/machines.ts'
import { add } from '../kernel/ask.ts'
import { made, ask } from './made.ts'

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
  it('has a page map for each kind of memory, and for each BAR, by its first byte', () => {
    const hw = powered(machine)
    const A0 = fn(hw, 'A0')
    expect(tableOf({ bar: 'A0', offset: PAGE }, { ram: PAGE })).toEqual([
      { provider: A0, pgmap: physOf(hw, 'A0'), phys: physOf(hw, 'A0') + PAGE, length: PAGE, marked: false },
      { provider: NO_PROVIDER, pgmap: NO_PGMAP, phys: PAGE, length: PAGE, marked: false },
    ])
    const edges = [4 * MIB, 5 * MIB - PAGE, 8 * MIB, 9 * MIB - PAGE]
    const [first, last, next, end] = tableOf(...edges.map((ram) => ({ ram }))).map(({ pgmap }) => pgmap)
    expect([first, next]).toEqual([last, end])
    expect(new Set([first, next, NO_PGMAP]).size).toBe(3)
    expect([first, next]).toEqual([4 * MIB, 8 * MIB])
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
