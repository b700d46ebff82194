/**
 * Memory without struct pages: ranges of a BAR made a list for DMA only (`drivers/dma-buf`, Linux 6.19), and what a list without
 * pages cannot do.
 */
import { PAGE, advance, type Phys } from '../address.ts'
import type { DmaOnlyList } from '../kernel/dma-buf/dma-only.ts'
import { invalidated } from '../invalidate.ts'
import type { SgEntry, Table } from '../kernel/lib/scatterlist.ts'
import { NO_PGMAP } from '../kernel/mm/page.ts'
import { problem, type Problem } from '../problem.ts'
import type { Segment } from '../place.ts'
import type { MapRequest } from './dma-map.ts'
import { unmap } from './dma-unmap.ts'
import type { SegmentFile } from './memory.ts'
import { operation, operationAs } from './operation.ts'
import { client, direction, gives, list, mapping } from './word.ts'

/** Ranges of one BAR, in whole pages: what an exporter has that hands out pieces of its BAR. */
const rangeProblems = (ranges: readonly SegmentFile[], path: string): Problem[] => {
  const bars = new Set(ranges.map((range) => ('bar' in range ? range.bar : undefined)))
  if (bars.size !== 1 || bars.has(undefined))
    return [problem(path, ranges.length === 0 ? 'no range' : 'other memory, too', 'ranges of the BAR of one function')]
  return ranges.flatMap((range, i) => {
    const { length = PAGE } = range
    const offset = 'bar' in range ? (range.offset ?? 0) : 0
    const isWhole = offset % PAGE === 0 && length % PAGE === 0 && length > 0
    return isWhole ? [] : [problem(`${path}[${i}]`, `${length} bytes at offset ${offset}`, 'whole pages, at least one')]
  })
}

export const physVecToSgt = operationAs(
  ({ client: c, direction: d, list: l }): MapRequest => ({ client: c, direction: d, list: l, build: false }),
  {
    kind: 'dma_buf_phys_vec_to_sgt',
    about:
      'Ranges of a BAR are mapped for a client by provider, offset and length, and make a list for DMA only: it has addresses, and no page (dma_buf_phys_vec_to_sgt, Linux 6.19).',
    words: { as: gives(), client: client(), direction: direction(), list: list({ needs: false }) },
    answers: 'mapped',
    needs: ['physVecToSgt'],
    problems: ({ list: ranges }, _, path) => rangeProblems(ranges, `${path}.list`),
    run: ({ design, world, index, call }, { client: c, direction: d, list: meant }) => {
      const ranges = meant.map(({ phys, length }) => ({ phys, length }))
      const asked = { client: c, direction: d, provider: meant[0].owner, ranges }
      const { k, domains, list: dmaOnly, rc, ...seen } = design.physVecToSgt!(call, asked)
      const table = asTable(dmaOnly, meant)
      const nents = table.length
      const mapped = { client: c, direction: d, meant, table, told: table, nents, bounced: [], live: rc === 0, dmaOnly }
      const ledger = new Map(world.ledger).set(index, mapped)
      const hw = invalidated(world.hw, domains, call.choose)
      return {
        world: { ...world, hw, kernel: k, ledger },
        outcome: { kind: 'mapped', ...seen, rc, table, nents, ...(domains === undefined ? {} : { domains }) },
      }
    },
    sentence: (told, { direction: d }) => `a list of ${told.list} for ${told.client}, for DMA only (${d})`,
  },
)

/** As whoever judges it knows lists: each address beside the memory that is meant at its place, which the list itself cannot tell. */
const asTable = ({ pieces, bus: marked }: DmaOnlyList, meant: readonly Segment[]): Table => {
  let position = 0
  return pieces.map(({ dma, length }): SgEntry => {
    const phys = physAt(meant, position)
    position += length
    return { provider: meant[0].owner, pgmap: NO_PGMAP, phys, length, dma, dmaLength: length, marked }
  })
}

const physAt = (meant: readonly Segment[], position: number): Phys => {
  let start = 0
  for (const { phys, length } of meant) {
    if (position < start + length) return advance(phys, position - start)
    start += length
  }
  return meant[0].phys
}

export const freeSgt = operation({
  kind: 'dma_buf_free_sgt',
  about: 'A list for DMA only is taken back (dma_buf_free_sgt, Linux 6.19).',
  words: { map: mapping({ of: ['dma_buf_phys_vec_to_sgt'] }) },
  answers: 'unmapped',
  needs: ['freeSgt'],
  run: (at, { map }) =>
    unmap(at, map, ({ freeSgt: free }, call, { client: c, direction: d, table }, { dmaOnly }) => ({
      ...free!(call, { client: c, direction: d, list: dmaOnly! }),
      table: table.map((entry) => ({ ...entry, marked: false })),
    })),
  sentence: (told) => `the list of ${told.map}`,
})
