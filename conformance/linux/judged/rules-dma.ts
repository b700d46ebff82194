/** Rules of `kernel/dma`, `drivers/iommu` and the scatterlist that the booted kernel judges. */
import { isP2p } from '../../../model/kernel/lib/scatterlist.ts'
import { on } from './listen.ts'
import { passesUntrusted, rule, type JudgedRule } from './rule.ts'

export const DMA: readonly JudgedRule[] = [
  // kernel/dma/direct.c
  rule('DD-1', 'dma_direct_map_sg', 'each entry by its own page; out of reach is EREMOTEIO', on('directMapSg')),
  rule(
    'DD-2',
    'dma_direct_map_sg',
    'a list that fails loses its marks; one that does not keeps its entries',
    on('directMapSg', (_, { rc }) => rc !== 0),
  ),
  rule('DD-3', 'dma_direct_map_page', 'a page by its CPU address, if the mask holds it', on('directPage')),
  rule(
    'DD-4',
    'dma_direct_map_sg',
    'an entry beyond the mask is EIO',
    on('directMapSg', (_, { rc }) => rc === -5),
  ),
  rule('DD-5', 'dma_direct_unmap_sg', 'unmap takes the marks back', on('directUnmapSg')),
  rule('DD-7', 'dma_direct_map_resource', 'a resource by its CPU address', on('directResource')),
  // kernel/dma/mapping.c
  rule('DX-1', 'dma_go_direct', 'an IOMMU that translates maps the list, else dma-direct', on('mapSg')),
  rule(
    'DX-5',
    '__dma_map_sg_attrs',
    'EREMOTEIO, EIO and EINVAL get through',
    on('mapSg', (_, { rc }) => rc !== 0),
  ),
  rule('DX-6', 'dma_map_sgtable', 'the table is told the errno, or how many entries count', on('mapSg')),
  rule('DX-9', 'dma_map_resource', 'a resource gets an IOVA where an IOMMU translates', on('mapResource')),
  // drivers/iommu/dma-iommu.c
  rule('DI-2', 'iommu_dma_map_sg_swiotlb', 'the list of an untrusted client is mapped entry by entry', passesUntrusted),
  rule('DI-3', 'iommu_dma_map_sg', 'whole pages of IOVA for each entry that has no bus address', on('iommuMapSg')),
  rule(
    'DI-4',
    'iommu_dma_map_sg',
    'a list of bus addresses needs no IOVA',
    on('iommuMapSg', (_, { rc, table }) => rc === 0 && table.every(({ marked }) => marked)),
  ),
  rule(
    'DI-8',
    'iommu_map_sg',
    'the last run is not written where a bus entry behind it continues its memory',
    on('iommuMapSg', (_, { rc }) => rc === -22),
  ),
  rule(
    'DI-9',
    'iommu_dma_map_sg',
    'a peer out of reach is EREMOTEIO, what else fails EINVAL; either takes the marks back',
    on('iommuMapSg', (_, { rc }) => rc !== 0),
  ),
  rule(
    'DI-10',
    '__finalise_sg',
    'what follows in IOVA space is one entry, packed to the front; bus addresses stay apart',
    on('iommuMapSg', (_, { rc }) => rc === 0),
  ),
  rule(
    'DI-11',
    '__finalise_sg',
    'segments of up to 64 KiB, and no boundary, unless the driver says so',
    on('iommuMapSg', ([, , { table }], { rc }) => rc === 0 && table.length > 1),
  ),
  rule(
    'DI-7',
    'iommu_map_sg',
    'each IOVA leads to the memory of its entry',
    on('iommuMapSg', (_, { rc }) => rc === 0),
  ),
  rule('DI-12', 'iommu_dma_unmap_sg', 'unmap takes marks and translations back', on('iommuUnmapSg')),
  rule(
    'DI-13',
    'iommu_dma_map_page',
    'a page gets an IOVA, whoever it belongs to, or a slot; page and resource are taken back whole',
    on('iommuPage').or(on('iommuUnmapPage')).or(on('iommuUnmapResource')),
  ),
  rule(
    'DI-16',
    'iommu_dma_sync_sg_for_cpu',
    'a sync copies between slot and memory, to whose turn it is, where the direction allows it',
    on('iommuSyncSg', (_, { cpu }) => cpu.length > 0),
  ),
  rule(
    'DI-15',
    'use_dma_iommu',
    'an IOMMU that passes through is none',
    on('mapSg', ([, { hw }]) => hw.machine.iommu.includes('passthrough')),
  ),
  // lib/scatterlist.c, include/linux
  rule('SG-5', 'pages_are_mergeable', 'neighbours of one page map become one entry', on('buildTable')),
  rule(
    'SG-6',
    'sg_alloc_append_table_from_pages',
    'a list may have memory of many kinds',
    on('mapSg', ([, , { table }]) => table.some((entry) => entry.provider !== table[0].provider)),
  ),
  rule(
    'PM-27',
    'is_pci_p2pdma_page',
    'a page says that it is peer memory',
    on('mapSg', ([, , { table }]) => table.some(isP2p)),
  ),
  rule(
    'PM-28',
    'zone_device_pages_have_same_pgmap',
    'pages of two page maps are told apart',
    on('buildTable', ([runs]) => runs.some(({ pgmap }) => pgmap !== runs[0].pgmap)),
  ),
]
