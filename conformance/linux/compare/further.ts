/**
 * What Linux is asked of a machine besides the generator's scenario: every kind of question, once.
 */
import { PAGE, busToPhys } from '../../../model/address.ts'
import { DIRECTIONS } from '../../../model/kernel/lib/scatterlist.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { BAR } from '../../../properties/generate/generate-machine.ts'
import type { Pick } from '../../../properties/generate/pick.ts'

/** Pages for the other BARs, then every kind of question that the generator does not put. */
export const furtherSteps = (pick: Pick, machine: MachineFile, before: readonly StepFile[]): StepFile[] => {
  const endpoints = machine.functions.filter(({ bar }) => bar !== undefined)
  const names = endpoints.map(({ name }) => name)
  const clients = [...names, ...(machine.devices ?? []).map(({ name }) => name)]
  const narrow = new Set(endpoints.filter(({ dmaBits = 64 }) => dmaBits < 64).map(({ name }) => name))
  const had = new Set(before.flatMap((s) => s.pci_p2pdma_add_resource?.provider ?? []))
  const client = pick('further client', clients)
  const provider = pick('further provider', names)
  const direction = pick('further direction', DIRECTIONS)
  const published = names.filter(() => pick('published', [true, true, false]))
  const list = names.map((bar) => ({
    bar,
    offset: pick('further offset', [0, 0x1000, BAR - 0x2000, 0x1234]),
    length: pick('further length', [0x800, 0x800, PAGE]),
  }))
  const all: StepFile = { dma_map_sgtable: { as: 'all', client, direction, list: [{ ram: 0x80000 }, ...list] } }
  const pair = pick('pair', [undefined, ...pairs(byAddress(machine, names))])
  const edges = byAddress(machine, names).flatMap((bar) => [{ bar }, { bar, offset: BAR - PAGE }])
  return [
    ...names.filter((name) => !had.has(name)).map((name) => ({ pci_p2pdma_add_resource: { provider: name } })),
    ...published.map((name) => ({ pci_p2pmem_publish: { provider: name } })),
    { pci_p2pmem_find_many: { clients: [client] } },
    { pci_p2pmem_find_many: { clients } },
    { pci_p2pdma_distance_many: { provider, clients } },
    ...names.map((name) => ({ pci_p2pdma_distance_many: { provider: name, clients: [client] } })),
    { pci_p2pmem_publish: { provider, publish: false } },
    { pci_p2pmem_find_many: { clients: [client] } },
    { dma_map_page: { as: 'page', client, direction, page: { bar: provider, offset: 0x3000 } } },
    { dma_map_page: { as: 'part', client, direction, page: { ram: 0x72100, length: 0x300 } } },
    ...(narrow.has(client) || clients.indexOf(client) >= names.length
      ? []
      : [
          { dma_map_resource: { as: 'resource', client, resource: { bar: provider, offset: 0x800, length: 0x2000 } } },
          ...twice({ dma_unmap_resource: { map: 'resource' } }),
        ]),
    all,
    ...bothWays('all'),
    ...twice({ dma_unmap_page: { map: 'page' } }),
    { dma_unmap_page: { map: 'part' } },
    ...twice({ dma_unmap_sgtable: { map: 'all' } }),
    { dma_sync_sgtable: { map: 'all', for: 'cpu' } },
    ...(pair === undefined ? [] : [{ dma_map_sgtable: { as: 'pair', client, direction, list: pair } }]),
    { dma_map_sgtable: { as: 'long', client, direction, list: [...LONG, { bar: provider }] } },
    { dma_map_sgtable: { as: 'longer', client, direction, list: [...LONG, { ram: 0x60000, length: 0x5000 }] } },
    {
      dma_map_sgtable: { as: 'scattered', client, direction, list: [...SCATTERED, { bar: provider }, { ram: 0x1000 }] },
    },
    ...bothWays('scattered'),
    { dma_unmap_sgtable: { map: 'scattered' } },
    { dma_map_sgtable: { as: 'edges', client: provider, direction, build: true, list: edges } },
    ...afterSetpci(pick, machine, provider, client, all),
  ]
}

/** The second time there is nothing left to do. */
const twice = (step: StepFile): StepFile[] => [step, step]

const bothWays = (map: string): StepFile[] => [
  { dma_sync_sgtable: { map, for: 'cpu' } },
  { dma_sync_sgtable: { map, for: 'device' } },
]

/** Together longer than a DMA segment may be by default, 64K. */
const LONG = [
  { ram: 0x10000, length: 0xf000 },
  { ram: 0x40000, length: 0x3000 },
]

/** Downwards, with two neighbours, and a page twice. */
const SCATTERED = [{ ram: 0x30000 }, { ram: 0x20000 }, { ram: 0x21000 }, { ram: 0x30000, length: 0x3000 }]

/** Where one BAR ends, the next one begins: after a run that needs an IOVA this is LAT-2. */
const pairs = (names: readonly string[]): { bar: string; offset: number }[][] =>
  names.slice(1).map((bar, i) => [
    { bar: names[i], offset: BAR - PAGE },
    { bar, offset: 0 },
  ])

/** Neighbours in memory follow each other. */
const byAddress = (machine: MachineFile, names: readonly string[]): string[] => {
  const m = layOut(machine)
  const at = (name: string): number =>
    busToPhys(m.bar[m.name.indexOf(name)], m.hostOffset[m.host[m.name.indexOf(name)]])
  return names.toSorted((a, b) => at(a) - at(b))
}

/** An ACS word is rewritten: what was mapped before, mapped again, before and after the distance is asked anew. */
const afterSetpci = (
  pick: Pick,
  { functions }: MachineFile,
  provider: string,
  client: string,
  all: StepFile,
): StepFile[] => {
  const port = pick('rewritten', [undefined, ...functions.filter(({ acs }) => acs !== undefined)])
  if (port === undefined) return []
  const acs = pick('rewritten to', [[], [], ['RR', 'CR', 'UF'], ['EC'], ['TB']] as const)
  const again = (as: string): StepFile => ({ dma_map_sgtable: { ...all.dma_map_sgtable!, as } })
  return [
    { setpci: { function: port.name, acs: [...acs] } },
    again('after'),
    { pci_p2pdma_distance_many: { provider, clients: [client] } },
    again('anew'),
  ]
}
