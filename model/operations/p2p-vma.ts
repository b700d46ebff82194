/**
 * Pages of a process mapped for a device, an exporter's by the operations of its VMA (Jerome Glisse, January 2019).
 */
import { PAGE } from '../address.ts'
import type { Request } from '../kernel/design.ts'
import { invalidated } from '../invalidate.ts'
import { SKIPPED } from '../outcome.ts'
import { problem } from '../problem.ts'
import { sgEntry, type MapRequest } from './dma-map.ts'
import { unmap } from './dma-unmap.ts'
import { operation, operationAs } from './operation.ts'
import { pageMapsIn } from './page.ts'
import { client, direction, gives, mapping, pages } from './word.ts'

export const p2pMap = operationAs(
  ({ client: c, direction: d, list }): MapRequest => ({ client: c, direction: d, list, build: false }),
  {
    kind: 'p2p_map',
    about:
      'Pages of a process are mapped for a client; of those that are pages of an exporter, its VMA maps as many as it likes (p2p_map, RFC of 29 January 2019).',
    words: { as: gives(), client: client(), direction: direction(), list: pages({ needs: false }) },
    answers: 'mapped',
    needs: ['mapUserRange'],
    problems: ({ list }, _, path) =>
      list.flatMap(({ length = PAGE }, i) =>
        length === PAGE ? [] : [problem(`${path}.list[${i}].length`, String(length), `a page of ${PAGE} bytes`)],
      ),
    run: ({ design, world, index, call }, { client: c, direction: d, list: meant }) => {
      if (meant.length === 0) return { world, outcome: SKIPPED }
      const maps = pageMapsIn(design, world)
      const request: Request = { client: c, direction: d, table: meant.map((s) => sgEntry(world.hw, maps, s)) }
      const { k, domains, ...seen } = design.mapUserRange!(call, request)
      const { rc, table, nents, bounced = [] } = seen
      const mapped = { client: c, direction: d, meant, table, told: table, nents, bounced, live: rc === 0 }
      const ledger = new Map(world.ledger).set(index, mapped)
      const hw = invalidated(world.hw, domains, call.choose)
      return { world: { ...world, hw, kernel: k, ledger }, outcome: { kind: 'mapped', ...seen } }
    },
    sentence: (told, { direction: d }) => `pages ${told.list} for ${told.client} (${d})`,
  },
)

export const p2pUnmap = operation({
  kind: 'p2p_unmap',
  about: 'Pages that were mapped so are taken back (p2p_unmap, RFC of 29 January 2019).',
  words: { map: mapping({ of: ['p2p_map'] }) },
  answers: 'unmapped',
  needs: ['unmapUserRange'],
  run: (at, { map }) => unmap(at, map, (design, call, request) => design.unmapUserRange!(call, request)),
  sentence: (told) => `the pages of ${told.map}`,
})
