/** Rules of `drivers/pci` that the booted kernel judges: ACS, the way between two functions, what is kept and told, pools. */
import { ROOT } from '../../../model/machine/columns.ts'
import type { Question } from '../guest/guest.ts'
import { commonOf } from '../tampered/make.ts'
import { on } from './listen.ts'
import { hasAcs, ofAcs, rule, told, type JudgedRule } from './rule.ts'

const meets = on('classify', ([, { machine }, p, c]) => commonOf(machine, p, c) !== ROOT)
const ofPool = ({ ask }: Question): boolean => ask === 'alloc' || ask === 'take' || ask === 'give'

export const PCI: readonly JudgedRule[] = [
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
]
