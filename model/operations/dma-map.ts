/**
 * Memory mapped for a client: `dma_map_sgtable`, `dma_map_page`, `dma_map_resource` (`kernel/dma/mapping.c`, Linux 6.12).
 */
import { invalidated } from '../invalidate.ts'
import { BIOS, type Bios } from '../kernel/block/request-table.ts'
import type { Call, Design, Opaque, PageMap } from '../kernel/design.ts'
import type { Effects } from '../kernel/effects.ts'
import { EIO } from '../kernel/errno.ts'
import { NO_PGMAP } from '../kernel/mm/page.ts'
import { NO_PROVIDER, withDma, type Direction, type SgEntry, type Table } from '../kernel/lib/scatterlist.ts'
import type { Hw } from '../machine/columns.ts'
import { PAGE, phys } from '../address.ts'
import { SKIPPED, type Built, type Stepped } from '../outcome.ts'
import { RAM, type Segment } from '../place.ts'
import { problem, type Problem } from '../problem.ts'
import type { World } from '../world.ts'
import { MOST_BYTES } from './device.ts'
import { lengthProblems, type SegmentFile } from './memory.ts'
import { operationAs, type At } from './operation.ts'
import { pageMapAt, pageMapsIn, ramPgmap } from './page.ts'
import { choice, client, direction, flag, gives, list, memory, optional } from './word.ts'

/** Memory made reachable for a client, an index into `Machine.clientName`; a page or resource is a list of one. */
export interface MapRequest {
  readonly client: number
  readonly direction: Direction
  readonly list: readonly Segment[]
  /** Whether neighbours are joined before. */
  readonly build: boolean
  /** Whether each range is appended by a call of its own, and joined so. */
  readonly append?: true | undefined
  /** Whether ranges come as bios of one request, and how; undefined: they come as a list. */
  readonly bios?: Bios | undefined
  /** The one entry of the list, under its own name. */
  readonly page?: Segment
  readonly resource?: Segment
}

export const mapSgtable = operationAs(
  ({ client: c, direction: d, list: l, build, append, bios }): MapRequest => ({
    client: c,
    direction: d,
    list: l,
    build,
    // Nothing is said where it says nothing.
    append: append === true ? true : undefined,
    bios,
  }),
  {
    kind: 'dma_map_sgtable',
    verb: 'map',
    about:
      'A list is mapped for a client, after its neighbours were joined if `build` says so (dma_map_sgtable, Linux 6.12).',
    words: {
      as: gives(),
      client: client(),
      direction: direction(),
      list: list(),
      build: optional(
        flag({
          says: 'Whether neighbouring ranges are joined first, as `sg_alloc_table_from_pages` joins pages.',
          leftOut: 'each range stays as it is',
        }),
        false,
      ),
      append: optional(
        flag({
          drawn: [false],
          says: 'Whether each range is appended to the table by a call of its own, as drivers of RDMA adapters do with pages that they have pinned (sg_alloc_append_table_from_pages). Ranges are whole pages then.',
          leftOut: 'no',
        }),
        undefined,
      ),
      bios: optional(
        choice(BIOS, {
          drawn: ['together', 'each'],
          says: 'The block layer makes one request of the ranges, and the request’s segments are the list (blk_rq_map_sg). `together`: one bio takes them as long as it can (bio_add_page). `each`: each range is a bio of its own. `user`: one bio takes them as user memory (bio_iov_iter_get_pages). `passthrough`: one bio takes them as data of a command (blk_rq_map_user).',
          leftOut: 'no block layer is on the way',
        }),
        undefined,
      ),
    },
    answers: 'mapped',
    // What is built from pages or bios has no empty entries, and splits what is too long.
    problems: ({ list: entries, build = false, append = false, bios }, _, path) => [
      ...entries.flatMap((s, i) => [
        ...lengthProblems(s, !build && bios === undefined, `${path}.list[${i}]`),
        // A bio_vec has 32 bits, too.
        ...(bios === undefined ? [] : lengthProblems(s, true, `${path}.list[${i}]`)),
      ]),
      ...((build || append) && bios !== undefined
        ? [problem(`${path}.bios`, `"${bios}" beside ${build ? 'build' : 'append'}: true`, 'one of the two, or none')]
        : []),
      ...(build && append ? [problem(`${path}.append`, 'true beside build: true', 'one of the two, or none')] : []),
      ...(append ? entries.flatMap((s, i) => wholePages(s, `${path}.list[${i}]`)) : []),
    ],
    needs: ({ build, append = false, bios }) => [
      'mapSg',
      ...(append ? (['appendTable'] as const) : []),
      ...(build ? (['buildTable'] as const) : []),
      ...(bios === undefined ? [] : (['requestTable'] as const)),
    ],
    run: (at, asked) =>
      map(at, asked, true, ({ mapSg, buildTable, appendTable, requestTable }, call, table) => {
        const { client: c, direction: d, build, append = false, bios } = asked
        const built = build
          ? buildTable!(table)
          : append
            ? appendTable!(table)
            : bios === undefined
              ? undefined
              : requestTable!(table, bios)
        if (built === undefined) return mapSg!(call, { client: c, direction: d, table })
        return { ...mapSg!(call, { client: c, direction: d, table: built }), built }
      }),
    sentence: (told, { direction: d, build, append = false, bios }) =>
      `${told.client} is to ${ACCESS[d]} a list of ${told.list} (${d})${build ? ', neighbours joined first' : ''}${append ? ', each range appended' : ''}${
        bios === undefined ? '' : `, ${THROUGH[bios]}`
      }`,
  },
)

const THROUGH: Readonly<Record<Bios, string>> = {
  together: 'through bios of one request',
  each: 'each range a bio of one request',
  user: 'as user memory in a bio',
  passthrough: 'in a bio of a passthrough command',
}

/** What is appended: as many as one step transfers, at most. */
const wholePages = (s: SegmentFile, path: string): Problem[] => {
  const { length = PAGE } = s
  const at = 'ram' in s ? s.ram : (s.offset ?? 0)
  const isWhole = at % PAGE === 0 && length % PAGE === 0 && length > 0 && length <= MOST_BYTES
  return isWhole ? [] : [problem(path, `${length} bytes at ${at}`, `whole pages, ${MOST_BYTES} bytes at most`)]
}

const ACCESS = { DMA_TO_DEVICE: 'read', DMA_FROM_DEVICE: 'write', DMA_BIDIRECTIONAL: 'read or write' } as const

/** Counts one, whichever way it goes. */
const anyWay = optional(direction({ size: 1 }), 'DMA_BIDIRECTIONAL')

export const mapPage = operationAs(
  ({ client: c, direction: d, page }): MapRequest => ({ client: c, direction: d, page, list: [page], build: false }),
  {
    kind: 'dma_map_page',
    verb: 'page',
    about: 'Bytes of one page are mapped for a client (dma_map_page, Linux 6.12).',
    words: { as: optional(gives(), undefined), client: client(), direction: anyWay, page: memory() },
    answers: 'mapped',
    needs: ['mapPage'],
    run: (at, asked) => map(at, asked, true, one('mapPage', asked)),
    sentence: (told, { direction: d }) => `${told.page} for ${told.client} (${d})`,
  },
)

export const mapResource = operationAs(
  ({ client: c, direction: d, resource }): MapRequest => ({
    client: c,
    direction: d,
    resource,
    list: [resource],
    build: false,
  }),
  {
    kind: 'dma_map_resource',
    verb: 'resource',
    about:
      'Bytes of a BAR, by CPU physical address and without struct pages, are mapped for a client (dma_map_resource, Linux 6.12).',
    words: {
      as: optional(gives(), undefined),
      client: client(),
      direction: anyWay,
      resource: memory({ needs: false }),
    },
    answers: 'mapped',
    needs: ['mapResource'],
    run: (at, asked) => map(at, asked, false, one('mapResource', asked)),
    sentence: (told, { direction: d }) => `${told.resource} for ${told.client} (${d})`,
  },
)

type MapAnswer = { k: Opaque; rc: number; table: Table; nents: number } & Effects & Built
type Mapper = (design: Design, call: Call<Opaque>, table: Table) => MapAnswer

/** A page, or a resource: the answer as that of a list of one. */
export const one =
  (entryPoint: 'mapPage' | 'mapResource', { client: c, direction: d }: MapRequest): Mapper =>
  (design, call, [entry]) => {
    const { dma, ...rest } = design[entryPoint]!(call, c, d, entry)
    const rc = dma === undefined ? -EIO : 0
    return { ...rest, rc, table: [withDma(entry, dma, entry.length)], nents: rc === 0 ? 1 : 0 }
  }

export const map = (
  { design, world, index, call }: At,
  asked: MapRequest,
  needsPages: boolean,
  ask: Mapper,
): Stepped => {
  const { client: c, direction: d, list: meant } = asked
  const maps = pageMapsIn(design, world)
  if (needsPages) {
    const without = meant.find((s) => s.owner !== RAM && pageMapAt(maps, s.phys) === undefined)
    // Whoever holds an allocation may count on its pages.
    if (without !== undefined)
      return { world, outcome: isHeld(world, without) ? { kind: 'oops', at: without } : SKIPPED }
  }
  const table = meant.map((s) => sgEntry(world.hw, maps, s))
  const { k, domains, stops, ...seen } = ask(design, call, table)
  if (stops !== undefined) {
    const at = meant.find(({ phys: start, length }) => start === stops && length === 0) ?? meant[0]
    return { world, outcome: { kind: 'oops', at, missing: 'bytes' } }
  }
  const { rc, nents, bounced = [] } = seen
  const row = { client: c, direction: d, meant, table: seen.table, told: seen.table, nents, bounced, live: rc === 0 }
  const ledger = new Map(world.ledger).set(index, row)
  const hw = invalidated(world.hw, domains, call.choose)
  return { world: { ...world, hw, kernel: k, ledger }, outcome: { kind: 'mapped', ...seen } }
}

/** An allocation that was not given back. */
const isHeld = ({ objects }: World, { object }: Segment): boolean => {
  const of = object === undefined ? undefined : objects.get(object)
  return of !== undefined && of.by !== 'pages' && of.ended === undefined
}

export const sgEntry = (
  { machine: m }: Hw,
  maps: readonly PageMap[],
  { owner, phys: at, length }: Segment,
): SgEntry => {
  const map = owner === RAM ? undefined : pageMapAt(maps, at)
  return {
    // What its driver registered as other memory is none of the peers' to Linux.
    provider: owner === RAM || map?.type !== undefined ? NO_PROVIDER : owner,
    pgmap: owner === RAM ? ramPgmap(m, at) : (map?.phys ?? NO_PGMAP),
    phys: phys(at),
    length,
    dma: undefined,
    dmaLength: undefined,
    marked: false,
    swiotlb: undefined,
  }
}
