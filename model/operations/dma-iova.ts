/**
 * A range of IOVAs that a driver allocates once and fills piece by piece (`dma_iova_*`, Linux 6.16).
 */
import { advance, handOver } from '../address.ts'
import { EOPNOTSUPP } from '../kernel/errno.ts'
import { invalidated } from '../invalidate.ts'
import type { IovaState } from '../kernel/iommu/iova-state.ts'
import { withDma } from '../kernel/lib/scatterlist.ts'
import { SKIPPED, type Outcome, type Stepped } from '../outcome.ts'
import { RAM } from '../place.ts'
import { problem } from '../problem.ts'
import type { Mapped, World } from '../world.ts'
import { sgEntry } from './dma-map.ts'
import { operation } from './operation.ts'
import { pageMapsIn } from './page.ts'
import { client, direction, gives, mapping, memory, number, optional } from './word.ts'

const called = (rc: number): Outcome => ({ kind: 'called', rc })

export const iovaTryAlloc = operation({
  kind: 'dma_iova_try_alloc',
  about:
    'A driver allocates a range of IOVAs, to fill it later; without a translating IOMMU there is none (dma_iova_try_alloc, Linux 6.16).',
  words: {
    as: gives(),
    client: client(),
    direction: direction(),
    size: number({ says: 'How many bytes the range is to have, at least 1.' }),
  },
  answers: 'called',
  needs: ['iovaTryAlloc'],
  problems: ({ size }, _, path) => (size > 0 ? [] : [problem(`${path}.size`, '0', 'at least 1 byte')]),
  run: ({ design, world, index, call }, { client: c, direction: d, size }) => {
    const given = design.iovaTryAlloc!(call, c, size)
    if (given === undefined) return { world, outcome: called(-EOPNOTSUPP) }
    const nothing = { client: c, direction: d, meant: [], table: [], told: [], nents: 0, bounced: [] }
    const ledger = new Map(world.ledger).set(index, { ...nothing, live: true, iova: given.state })
    return { world: { ...world, kernel: given.k, ledger }, outcome: called(0) }
  },
  sentence: (told) => `a range of ${told.size} bytes for ${told.client}`,
})

const ofRange = mapping({ of: ['dma_iova_try_alloc'] })

export const iovaLink = operation({
  kind: 'dma_iova_link',
  about: 'Memory is linked into the range, behind what was linked before (dma_iova_link, Linux 6.16).',
  words: { map: ofRange, memory: memory({ needs: false }) },
  answers: 'called',
  needs: ['iovaLink'],
  run: ({ design, world, call }, { map, memory: linked }) => {
    const range = rangeOf(world, map)
    if (range === undefined) return { world, outcome: SKIPPED }
    const { mapped, state } = range
    const offset = bytesIn(mapped)
    const { phys, length, owner } = linked
    const memoryAt = { offset, phys, length, mmio: owner !== RAM }
    const answer = design.iovaLink!(call, mapped.client, state, mapped.direction, memoryAt)
    if (typeof answer === 'number') return { world, outcome: called(answer) }
    const dma = handOver(advance(state.base, offset + (phys % 0x1000)))
    const entry = withDma(sgEntry(world.hw, pageMapsIn(design, world), linked), dma, length)
    const table = [...mapped.table, entry]
    const meant = [...mapped.meant, linked]
    return changed({ ...world, hw: invalidated(world.hw, answer, call.choose) }, map, {
      ...mapped,
      meant,
      ...listOf(table),
    })
  },
  sentence: (told) => `${told.memory}, into the range of ${told.map}`,
})

export const iovaUnlink = operation({
  kind: 'dma_iova_unlink',
  about: 'So many bytes from the beginning of the range on are unlinked (dma_iova_unlink, Linux 6.16).',
  words: {
    map: ofRange,
    length: optional(number({ says: 'How many bytes.', leftOut: 'all that is linked' }), undefined),
  },
  answers: 'called',
  needs: ['iovaUnlink'],
  run: ({ design, world, call }, { map, length }) => {
    const range = rangeOf(world, map)
    if (range === undefined) return { world, outcome: SKIPPED }
    const { mapped, state } = range
    const bytes = length ?? bytesIn(mapped)
    const hw = invalidated(world.hw, design.iovaUnlink!(call, mapped.client, state, bytes), call.choose)
    const kept = mapped.table.findIndex((_, i) => bytesIn({ table: mapped.table.slice(0, i + 1) }) > bytes)
    const from = kept < 0 ? mapped.table.length : kept
    const left = { ...mapped, meant: mapped.meant.slice(from), ...listOf(mapped.table.slice(from)) }
    return changed({ ...world, hw }, map, left)
  },
  sentence: (told) => `the range of ${told.map}`,
})

export const iovaFree = operation({
  kind: 'dma_iova_free',
  about: 'The range goes back to the allocator, whatever is still linked in it (dma_iova_free, Linux 6.16).',
  words: { map: ofRange },
  answers: 'unmapped',
  needs: ['iovaFree'],
  run: ({ design, world, call }, { map }) => {
    const range = rangeOf(world, map)
    if (range === undefined) return { world, outcome: SKIPPED }
    const { mapped, state } = range
    const k = design.iovaFree!(call, mapped.client, state)
    const { world: after } = changed({ ...world, kernel: k }, map, { ...mapped, live: false })
    return { world: after, outcome: { kind: 'unmapped', table: mapped.table } }
  },
  sentence: (told) => `the range of ${told.map}`,
})

const rangeOf = ({ ledger }: World, map: number): { mapped: Mapped; state: IovaState } | undefined => {
  const mapped = ledger.get(map)
  return mapped?.live === true && mapped.iova !== undefined ? { mapped, state: mapped.iova } : undefined
}

const bytesIn = ({ table }: Pick<Mapped, 'table'>): number => table.reduce((sum, { length }) => sum + length, 0)

const listOf = (table: Mapped['table']): Pick<Mapped, 'table' | 'told' | 'nents'> => ({
  table,
  told: table,
  nents: table.length,
})

const changed = (world: World, map: number, mapped: Mapped): Stepped => ({
  world: { ...world, ledger: new Map(world.ledger).set(map, mapped) },
  outcome: called(0),
})
