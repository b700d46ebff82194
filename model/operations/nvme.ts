/**
 * The NVMe driver maps what a request is about (`drivers/nvme/host/pci.c`, Linux 6.12).
 */
import { PAGE } from '../address.ts'
import { problem, type Problem } from '../problem.ts'
import { CTRL_PAGE, LARGEST_REQUEST } from '../kernel/nvme/nvme.ts'
import { one, map, type MapRequest } from './dma-map.ts'
import { bytesOf, lengthProblems, type SegmentFile } from './memory.ts'
import type { Stepped } from '../outcome.ts'
import { unmap } from './dma-unmap.ts'
import { operation, operationAs } from './operation.ts'
import { client, direction, flag, gives, list, mapping, optional } from './word.ts'

/** What is no request of one bio: the block layer splits it, or nobody submits it (`bio_split_rw`, `nvme_set_ctrl_limits`; DX-16). */
const oneRequest = (ranges: readonly SegmentFile[], path: string): Problem[] => {
  if (ranges.length === 0) return [problem(path, 'no range', 'one range or more: a request without data maps nothing')]
  const empty = ranges.flatMap((range, i) => lengthProblems(range, false, `${path}[${i}]`))
  if (empty.length > 0) return empty
  const bytes = bytesOf(ranges)
  if (bytes > LARGEST_REQUEST.bytes)
    return [
      problem(path, `${bytes} bytes`, `at most ${LARGEST_REQUEST.bytes}: more is split into requests, each a step`),
    ]
  const starts = ranges.flatMap((range, i) => (i > 0 && continues(ranges[i - 1], range) ? [] : [i]))
  if (starts.length > LARGEST_REQUEST.segments)
    return [
      problem(
        path,
        `${starts.length} segments`,
        `at most ${LARGEST_REQUEST.segments}: more are split into requests, each a step`,
      ),
    ]
  const gap = starts.find((i) => i > 0 && (at(ranges[i]) % CTRL_PAGE !== 0 || endOf(ranges[i - 1]) % CTRL_PAGE !== 0))
  if (gap === undefined) return []
  const accepted = `segments that begin and end on pages of ${CTRL_PAGE} bytes where they meet: at a gap the block layer splits, and each request is a step`
  return [problem(`${path}[${gap}]`, 'a gap inside a page before it', accepted)]
}

const at = (range: SegmentFile): number => ('ram' in range ? range.ram : (range.offset ?? 0))
const endOf = (range: SegmentFile): number => at(range) + (range.length ?? PAGE)
const homeOf = (range: SegmentFile): string =>
  'ram' in range ? 'ram' : 'bar' in range ? `bar ${range.bar}` : `of ${range.of}`
/** One segment with the range before. */
const continues = (before: SegmentFile, range: SegmentFile): boolean =>
  homeOf(before) === homeOf(range) && endOf(before) === at(range)

export const nvmeMapData = operationAs(
  ({ client: c, direction: d, list: l, sgls }): MapRequest & { readonly sgls: boolean } => ({
    client: c,
    direction: d,
    list: l,
    build: false,
    bios: 'together',
    sgls,
  }),
  {
    kind: 'nvme_map_data',
    about:
      'The NVMe driver maps the ranges of a request that came in one bio: one segment goes by dma_map_page, if it may, and everything else as a list (nvme_map_data, Linux 6.12; DX-13).',
    words: {
      as: gives(),
      client: client(),
      direction: direction(),
      list: list(),
      sgls: optional(
        flag({
          says: 'Whether the drive describes data by SGLs, so that a segment of any length can go by itself.',
          leftOut: 'it has PRPs only, and a segment of more than two pages goes as a list',
        }),
        false,
      ),
    },
    answers: 'mapped',
    problems: ({ list: ranges }, _, path) => oneRequest(ranges, `${path}.list`),
    needs: ['mapSg', 'mapPage', 'nvmeData'],
    run: (at, asked) => {
      let isPage = false
      const stepped = map(at, asked, true, (design, call, runs) => {
        const { path, table } = design.nvmeData!(runs, { metadataSgls: false, dataSgls: asked.sgls })
        isPage = path !== 'table'
        if (isPage) return one('mapPage', asked)(design, call, table)
        return { ...design.mapSg!(call, { client: asked.client, direction: asked.direction, table }), built: table }
      })
      return isPage ? asPage(stepped, at.index) : stepped
    },
    sentence: (told, { direction: d, sgls }) =>
      `the NVMe driver of ${told.client} maps ${told.list} (${d})${sgls ? ', with SGLs' : ''}`,
  },
)

/** What the driver keeps of a request that went by dma_map_page: its length (`iod->dma_len`). */
const asPage = ({ world, outcome }: Stepped, index: number): Stepped => {
  const mapped = world.ledger.get(index)
  if (mapped === undefined) return { world, outcome }
  return { world: { ...world, ledger: new Map(world.ledger).set(index, { ...mapped, asPage: true }) }, outcome }
}

/** Its PRP lists lie in a pool of coherent memory, which is mapped as long as the driver lives. */
export const nvmeUnmapData = operation({
  kind: 'nvme_unmap_data',
  about:
    'The request is done: the NVMe driver takes its data back as it mapped them, by dma_unmap_page or as a list (nvme_unmap_data, Linux 6.12; DX-13).',
  words: { map: mapping({ of: ['nvme_map_data'] }) },
  answers: 'unmapped',
  needs: ['unmapSg', 'unmapPage', 'nvmeData'],
  run: (at, { map: of }) =>
    unmap(at, of, (design, call, request, { asPage: isPage, nents }) =>
      isPage === true ? design.unmapPage!(call, request) : design.unmapSg!(call, request, nents),
    ),
  sentence: (told) => `the request of ${told.map} is done`,
})
