/**
 * Mapped memory handed over between CPU and device (`kernel/dma/mapping.c`, Linux 6.12).
 */
import type { Request } from '../kernel/design.ts'
import { SKIPPED } from '../outcome.ts'
import { operation } from './operation.ts'
import { choice, mapping } from './word.ts'

export const syncSgtable = operation({
  kind: 'dma_sync_sgtable',
  verb: 'sync',
  about:
    'The bytes of a mapped list are made visible to the CPU, or to the device (dma_sync_sgtable_for_cpu, dma_sync_sgtable_for_device, Linux 6.12).',
  words: {
    map: mapping({ of: ['dma_map_sgtable'] }),
    for: choice(['cpu', 'device'], { says: 'Who is to see the bytes.' }),
  },
  answers: 'synced',
  needs: ['syncSg'],
  run: ({ design, world, call }, { map, for: by }) => {
    const mapped = world.ledger.get(map)
    if (mapped === undefined || !mapped.live) return { world, outcome: SKIPPED }
    const request: Request = { client: mapped.client, direction: mapped.direction, table: mapped.table }
    return { world, outcome: { kind: 'synced', ...design.syncSg!(call, request, by) } }
  },
  sentence: (told, { for: by }) => `the list of ${told.map}, for the ${by === 'cpu' ? 'CPU' : 'device'}`,
})
