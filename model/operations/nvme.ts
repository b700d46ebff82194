/**
 * The NVMe driver maps what a request is about (`drivers/nvme/host/pci.c`, Linux 6.12).
 */
import { one, map, type MapRequest } from './dma-map.ts'
import { operationAs } from './operation.ts'
import { client, direction, flag, gives, list, optional } from './word.ts'

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
    run: (at, asked) =>
      map(at, asked, true, (design, call, runs) => {
        const { path, table } = design.nvmeData!(runs, { metadataSgls: false, dataSgls: asked.sgls })
        if (path !== 'table') return one('mapPage', asked)(design, call, table)
        return { ...design.mapSg!(call, { client: asked.client, direction: asked.direction, table }), built: table }
      }),
    sentence: (told, { direction: d, sgls }) =>
      `the NVMe driver of ${told.client} maps ${told.list} (${d})${sgls ? ', with SGLs' : ''}`,
  },
)
