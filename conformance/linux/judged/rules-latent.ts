/** What Linux may not have meant, and the booted kernel does in cases of the corpus. */
import { isP2p } from '../../../model/kernel/lib/scatterlist.ts'
import { isFunction } from '../../../model/machine/columns.ts'
import { on } from './listen.ts'
import { passesUntrusted, rule, told, type JudgedRule } from './rule.ts'

export const LATENT: readonly JudgedRule[] = [
  rule(
    'LAT-1',
    'iommu_dma_map_sg_swiotlb',
    'behind an IOMMU nobody asks what an untrusted client maps',
    passesUntrusted,
  ),
  rule(
    'LAT-2',
    'iommu_map_sg',
    'so a list that nothing is wrong with is EINVAL',
    on('iommuMapSg', (_, { rc }) => rc === -22),
  ),
  {
    id: 'LAT-10',
    of: '__pci_config_acs',
    says: 'so a parameter takes back what Linux, or another parameter, switched on',
    asked: told,
  },
  rule(
    'LAT-20',
    'iommu_dma_map_sg',
    'what a boundary leaves free maps the memory behind the entry before',
    on('iommuMapSg', ([, { hw }, { client }], { rc }) => {
      const { boundary, clientFunction } = hw.machine
      return rc === 0 && boundary[clientFunction[client]] < 2 ** 32
    }),
  ),
  rule(
    'LAT-5',
    'dma_map_page',
    'a page has no rule for peers',
    on('mapPage', ([, , , , page]) => isP2p(page)),
  ),
  rule(
    'LAT-8',
    'calc_map_type_and_dist',
    'traffic that never passes a port is redirected by its ACS',
    on('classify', ([, { machine: m }, p, c]) => m.parent[p] === m.parent[c]),
  ),
  rule(
    'LAT-15',
    'pci_p2pdma_map_type',
    'a device below a function has a distance, and its lists are refused',
    on('distanceMany', ([, { hw }, , clients]) => clients.some((c) => !isFunction(hw.machine, c))).or(
      on('mapType', ([, { hw }, , c]) => !isFunction(hw.machine, c)),
    ),
  ),
]
