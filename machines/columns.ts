/**
 * A dump as the columns of a machine that the kernel's decisions read. Of a dump that says little, a scenario would have to
 * make up the rest (`scenario.ts`), so the columns are made here.
 */
import { NO_ACS } from '../model/machine/acs.ts'
import { KIND, ROOT, type Kind, type Machine } from '../model/machine/columns.ts'
import type { Dumped, PcieType, Dump } from './dumped.ts'
import { aliasesOf } from './requesters.ts'
import type { Tree } from './tree.ts'

/** What `calc_map_type_and_dist`, the allowlist, the parameters of `pci=` and the IOMMU groups read. */
type Believed = Pick<
  Machine,
  | 'cpuVendor'
  | 'cpuFamily'
  | 'listed'
  | 'hostDomain'
  | 'host'
  | 'parent'
  | 'below'
  | 'devfn'
  | 'kind'
  | 'vendor'
  | 'device'
  | 'acsCapability'
  | 'acsControl'
  | 'busNumber'
  | 'physfn'
  | 'dmaAliases'
>

const KIND_OF: Readonly<Record<PcieType, Kind>> = {
  'root port': KIND.rootPort,
  'upstream port': KIND.switchUp,
  'downstream port': KIND.switchDown,
  endpoint: KIND.endpoint,
  'integrated endpoint': KIND.rcEndpoint,
  'event collector': KIND.eventCollector,
  'bridge to PCI': KIND.pciBridge,
  'bridge from PCI': KIND.conventionalBridge,
  conventional: KIND.conventional,
}

/** Where the dump does not say, a bridge on a root bus is taken for a root port, and any other function for an endpoint. */
export const kindOf = ({ type, isBridge }: Dumped, parent: number): Kind => {
  if (isBridge && type === 'conventional') return KIND.conventionalBridge
  if (type !== undefined) return KIND_OF[type]
  if (!isBridge) return KIND.endpoint
  return parent === ROOT ? KIND.rootPort : KIND.switchDown
}

/** The columns with the CPU as told (here Intel, which is on no list) and ACS words as dumped; what is unknown counts as off. */
export const columnsOf = (dump: Dump, { parent, host, hosts, physfn }: Tree): Machine => {
  const { functions } = dump
  const below: number[][] = functions.map(() => [])
  for (const [f, above] of parent.entries()) if (above !== ROOT) below[above].push(f)
  const columns: Believed = {
    cpuVendor: 'Intel',
    cpuFamily: 6,
    listed: [],
    hostDomain: hosts.map(({ domain }) => domain),
    host,
    parent,
    below,
    devfn: functions.map(({ devfn }) => devfn),
    kind: functions.map((f, i) => kindOf(f, parent[i])),
    vendor: functions.map(({ id }) => id?.vendor ?? 0),
    device: functions.map(({ id }) => id?.device ?? 0),
    acsCapability: functions.map(({ acs }) => (typeof acs === 'string' ? NO_ACS : acs.capability)),
    acsControl: functions.map(({ acs }) => (typeof acs === 'string' ? NO_ACS : (acs.control ?? 0))),
    busNumber: functions.map(({ bus }) => bus),
    physfn,
    dmaAliases: aliasesOf(dump, parent, host),
  }
  // The other columns are of the fabric and of DMA: nothing that is asked about a dump reads them.
  return columns as Machine
}
