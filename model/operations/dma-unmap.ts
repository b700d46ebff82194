/**
 * Mappings taken back, each by the call that belongs to its map (`kernel/dma/mapping.c`, Linux 6.12).
 */
import { invalidated } from '../invalidate.ts'
import type { Call, Design, Opaque, Request, Unmapped } from '../kernel/design.ts'
import { SKIPPED, type Stepped } from '../outcome.ts'
import type { Mapped } from '../world.ts'
import { operation, type At } from './operation.ts'
import { mapping } from './word.ts'

export const unmapSgtable = operation({
  kind: 'dma_unmap_sgtable',
  verb: 'unmap',
  about: 'A list that was mapped is taken back (dma_unmap_sgtable, Linux 6.12).',
  words: { map: mapping({ of: ['dma_map_sgtable'] }) },
  answers: 'unmapped',
  needs: ['unmapSg'],
  run: (at, { map }) => unmap(at, map, ({ unmapSg }, call, request, { nents }) => unmapSg!(call, request, nents)),
  sentence: (told) => `the list of ${told.map}`,
})

export const unmapPage = operation({
  kind: 'dma_unmap_page',
  verb: 'unpage',
  about: 'Bytes of a page that were mapped are taken back (dma_unmap_page, Linux 6.12).',
  words: { map: mapping({ of: ['dma_map_page'] }) },
  answers: 'unmapped',
  needs: ['unmapPage'],
  run: (at, { map }) => unmap(at, map, (design, call, request) => design.unmapPage!(call, request)),
  sentence: (told) => `the page of ${told.map}`,
})

export const unmapResource = operation({
  kind: 'dma_unmap_resource',
  verb: 'unresource',
  about: 'Bytes of a BAR that were mapped without pages are taken back (dma_unmap_resource, Linux 6.12).',
  words: { map: mapping({ of: ['dma_map_resource'] }) },
  answers: 'unmapped',
  needs: ['unmapResource'],
  run: (at, { map }) => unmap(at, map, (design, call, request) => design.unmapResource!(call, request)),
  sentence: (told) => `the resource of ${told.map}`,
})

type Unmapper = (design: Design, call: Call<Opaque>, request: Request, mapped: Mapped) => Unmapped<Opaque>

export const unmap = ({ design, world, call }: At, map: number, ask: Unmapper): Stepped => {
  const mapped = world.ledger.get(map)
  if (mapped === undefined || !mapped.live) return { world, outcome: SKIPPED }
  const request: Request = { client: mapped.client, direction: mapped.direction, table: mapped.table }
  const { k, domains, ...seen } = ask(design, call, request, mapped)
  const hw = invalidated(world.hw, domains, call.choose)
  const ledger = new Map(world.ledger).set(map, { ...mapped, table: seen.table, live: false })
  return { world: { ...world, hw, kernel: k, ledger }, outcome: { kind: 'unmapped', ...seen } }
}
