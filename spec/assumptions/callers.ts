/**
 * What Linux takes on trust about those who call it.
 */
import { NO_FUNCTION } from '../../model/machine/columns.ts'
import { RAM } from '../../model/place.ts'
import type { Assumption } from '../rule.ts'

export const peersAreMappedAsLists: Assumption = {
  id: 'peers-are-mapped-as-lists',
  sentence: 'Peer memory is mapped with dma_map_sgtable only, never with dma_map_page or dma_map_resource.',
  why: 'Only the list mapping asks where the memory is. The others hand out a CPU physical address or an IOVA for any memory, even where a list of it would be refused.',
  sources: ['LAT-5, DX-9, DX-10, DOC-3', 'Documentation/driver-api/pci/p2pdma.rst, Linux 6.12'],
  holds: ({ operations }) =>
    operations.every(
      (op) =>
        (op.kind !== 'dma_map_page' && op.kind !== 'dma_map_resource') || op.list.every(({ owner }) => owner === RAM),
    ),
}

export const clientsAreTrusted: Assumption = {
  id: 'clients-are-trusted',
  sentence: 'No client behind a translating IOMMU is an untrusted device.',
  why: 'For an untrusted device the list is mapped page by page, so that what shares a page with other data can bounce, and on that path nobody asks about peers.',
  sources: ['LAT-1, DI-2', 'iommu_dma_map_sg, Linux 6.12.117'],
  holds: ({ machine: m, operations }) =>
    operations.every((op) => {
      if (!('client' in op) || m.clientFunction[op.client] === NO_FUNCTION) return true
      const f = m.clientFunction[op.client]
      return !m.untrusted[f] || m.iommu[f] !== 'translating'
    }),
}
