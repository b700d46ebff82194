/**
 * The rules that the booted kernel judges: what each says, and when it is at work.
 *
 * At work is not judged: an answer judges a rule only if it would be another one without it, and that is what the
 * tampered models are for.
 */
import { isP2p } from '../../../model/kernel/lib/scatterlist.ts'
import { ROOT, isFunction } from '../../../model/machine/columns.ts'
import type { CaseFile } from '../compare/case.ts'
import type { Question } from '../guest/guest.ts'
import { commonOf } from '../tampered/make.ts'
import { on, type Ear } from './listen.ts'

export interface JudgedRule {
  readonly id: string
  /** Where Linux has it. */
  readonly of: string
  /** One clause. */
  readonly says: string
  /** When an answer of a design has the rule at work. */
  readonly heard?: Ear
  /** Questions that are the rule's own, and compared without any design. */
  readonly asked?: (question: Question, file: CaseFile) => boolean
}

const rule = (id: string, of: string, says: string, heard: Ear): JudgedRule => ({ id, of, says, heard })

const meets = on('classify', ([, { machine }, p, c]) => commonOf(machine, p, c) !== ROOT)
const passesUntrusted = on('mapSgBounced')

const ofPool = ({ ask }: Question): boolean => ask === 'alloc' || ask === 'take' || ask === 'give'
/** Linux tells the ACS word that it made. */
const ofAcs = ({ ask }: Question): boolean => ask === 'dev' || ask === 'restore'
const hasAcs = (question: Question, { machine }: CaseFile): boolean =>
  'f' in question && machine.functions[question.f]?.acs !== undefined
/** A parameter is there that may change the word of a function that has one. */
const told = (question: Question, file: CaseFile): boolean =>
  ofAcs(question) && hasAcs(question, file) && /config_acs|disable_acs_redir/.test(file.pci ?? '')

export const JUDGED: readonly JudgedRule[] = [
  // drivers/pci/pci.c
  {
    id: 'AC-1',
    of: 'pci_std_enable_acs',
    says: 'where an IOMMU asks for it SV, RR, CR and UF are switched on, and TB for strangers or without ATS',
    asked: (question, file) =>
      ofAcs(question) &&
      hasAcs(question, file) &&
      (file.requestsAcs === true || file.machine.hosts.some(({ iommu = 'off' }) => iommu !== 'off')),
  },
  { id: 'AC-2', of: '__pci_config_acs', says: 'which bits a parameter sets and clears', asked: told },
  { id: 'AC-3', of: 'pci_dev_str_match', says: 'which functions a parameter names', asked: told },
  { id: 'AC-4', of: '__pci_config_acs', says: 'bits that it does not speak of are as firmware left them', asked: told },
  // drivers/pci/p2pdma.c: the way
  rule('MT-1', 'pci_upstream_bridge', 'a way leads from bridge to bridge and ends below the root bus', on('classify')),
  rule('MT-2', 'calc_map_type_and_dist', 'the distance is counted to the nearest bridge above both', meets),
  rule('MT-3', 'calc_map_type_and_dist', 'without a redirect on the way up to there: bus addresses', meets),
  rule(
    'MT-4',
    'calc_map_type_and_dist',
    'with a redirect, or where they do not meet, the host bridge decides',
    on('bridgesForward'),
  ),
  rule('MT-5', 'pci_bridge_has_acs_redir', 'RR, CR or EC of any function, read live, is a redirect', on('hasAcsRedir')),
  rule('MT-6', 'cpu_supports_p2pdma', 'AMD from family 0x17 on forwards everything', on('bridgesForward')),
  rule(
    'MT-7',
    'host_bridge_whitelist',
    'two host bridges must both be on the list, and not for themselves only',
    on('bridgesForward', ([, p, c]) => p !== c),
  ),
  rule(
    'MT-8',
    'pci_host_bridge_dev',
    'a host bridge is known by the first device of its bus, if that is 00.0 or a root port',
    on('bridgesForward'),
  ),
  rule(
    'MT-9',
    'pci_p2pdma_whitelist',
    'ten devices of Intel, four of them within one host bridge',
    on('bridgesForward'),
  ),
  rule(
    'MT-10',
    'calc_map_type_and_dist',
    'a function reaches itself in no hops, unless its own ACS redirects',
    on('classify', ([, , p, c]) => p === c),
  ),
  rule(
    'MT-11',
    'calc_map_type_and_dist',
    'two functions below one bridge ask its ACS; two on a root bus meet nowhere',
    on('classify', ([, { machine: m }, p, c]) => p !== c && m.parent[p] === m.parent[c]),
  ),
  rule(
    'MT-12',
    'calc_map_type_and_dist',
    'numbers of domains are not compared',
    on('classify', ([, { machine: m }, p, c]) => m.hostDomain[m.host[p]] !== m.hostDomain[m.host[c]]),
  ),
  // drivers/pci/p2pdma.c: what is kept, and what is told
  rule(
    'MT-14',
    'pci_p2pdma_map_type',
    'a map type is kept with its provider and never taken back',
    on('mapType', ([, { k }, p, c]) => k.cache.has(p * 0x10000 + c)),
  ),
  rule('MT-15', 'pci_p2pdma_map_type', 'what is kept, else a climb; for PCI functions only', on('mapType')),
  rule('MT-16', 'pci_p2pdma_map_segment', 'bus address: CPU address and offset added, and a mark', on('asBusAddress')),
  rule('MT-17', 'pci_p2pdma_distance_many', 'the sum over the clients, -1 if one is out of reach', on('distanceMany')),
  rule('MT-18', 'pci_p2pmem_find_many', 'the published provider that is nearest to all clients', on('findMany')),
  rule(
    'AR-4',
    'pci_p2pdma_add_resource',
    'a page map keeps bus address minus CPU address of its BAR',
    on('busAddress'),
  ),
  { id: 'AR-5', of: 'pci_p2pmem_virt_to_bus', says: 'the pool tells the bus address of its memory', asked: ofPool },
  rule('AR-7', 'pci_p2pmem_publish', 'publishing matters to those who look for a provider only', on('publish')),
  {
    id: 'AR-8',
    of: 'pci_alloc_p2pmem',
    says: 'the first free pages in one piece, rounded up, until there are none; what is given back is free',
    asked: ofPool,
  },
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
  rule('DI-13', 'iommu_dma_map_page', 'a page gets an IOVA, whoever it belongs to', on('iommuPage')),
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
  // what Linux may not have meant
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
