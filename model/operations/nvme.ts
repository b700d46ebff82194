/**
 * The NVMe driver maps what a request is about (`drivers/nvme/host/pci.c`, Linux 6.12).
 */
import { one, map, type MapRequest } from './dma-map.ts'
import type { Stepped } from '../outcome.ts'
import { unmap } from './dma-unmap.ts'
import { operation, operationAs } from './operation.ts'
import { client, direction, flag, gives, list, mapping, optional } from './word.ts'

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
