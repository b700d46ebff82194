/**
 * Mappings taken back (`kernel/dma/mapping.c`, Linux 6.12).
 */
import type { Request } from '../kernel/design.ts'
import { SKIPPED } from '../outcome.ts'
import { operation } from './operation.ts'
import { mapping } from './word.ts'

export const unmapSgtable = operation({
  kind: 'dma_unmap_sgtable',
  about: 'A list that was mapped is taken back (dma_unmap_sgtable, Linux 6.12).',
  words: { map: mapping({ of: ['dma_map_sgtable'] }) },
  answers: 'unmapped',
  needs: ['unmapSg'],
  run: ({ design, world, call }, { map }) => {
    const mapped = world.ledger.get(map)
    if (mapped === undefined || !mapped.live) return { world, outcome: SKIPPED }
    const request: Request = { client: mapped.client, direction: mapped.direction, table: mapped.table }
    const { k, domains, ...seen } = design.unmapSg!(call, request, mapped.nents)
    const hw = domains === undefined ? world.hw : { ...world.hw, domains }
    const ledger = new Map(world.ledger).set(map, { ...mapped, table: seen.table, live: false })
    return { world: { ...world, hw, kernel: k, ledger }, outcome: { kind: 'unmapped', ...seen } }
  },
  sentence: (told) => `the list of ${told.map}`,
})
