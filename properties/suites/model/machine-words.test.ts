/**
 * What is said of a machine, or of a step, that cannot be: where, what was found, and what is accepted, word for word.
 */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { readLitmus } from '../../../spec/litmus.ts'

const HB = { name: 'hb0' }
const RP = { name: 'rp', type: 'root port', on: 'hb0' }
const RP2 = { ...RP, name: 'rp2' }
const A = { name: 'A', type: 'endpoint', below: 'rp', bar: { size: '2M' } }
const UP = { name: 'up', type: 'switch upstream port', below: 'rp' }
const DP = { name: 'dp', type: 'switch downstream port', below: 'up' }
const BRIDGE = { name: 'b', type: 'PCIe to PCI bridge', below: 'rp' }
const RCI = { name: 'rci', type: 'root complex integrated endpoint', on: 'hb0' }
const V = { ...A, name: 'v', at: '01.0', virtualOf: 'A' }
/** A window at 256 GiB, where the model would lay one out. */
const AT = 0x4000000000

const made = (...functions: object[]) => ({ hosts: [HB], functions })
const host = (fields: object) => ({ ...made(RP, A), hosts: [{ ...HB, ...fields }] })
const two = (first: object, second: object) => ({ hosts: [first, second], functions: [] })

type Case = readonly [machine: object, ...said: string[]]

// prettier-ignore
const MACHINES: readonly Case[] = [
  // Local memory that a BAR shows.
  [made(RP, { ...A, memory: { pages: 2, shown: 3 } }), 'functions[1].memory.shown | 3 of 2 pages | at most 2: pages of its memory, and of its BAR'],
  [made({ ...RCI, bar: { size: '4K' }, memory: { pages: 2, shown: 2 } }), 'functions[0].memory.shown | 2 of 2 pages | at most 1: pages of its memory, and of its BAR'],
  [made({ ...RCI, memory: { pages: 2, shown: 1 } }), 'functions[0].memory.shown | 1 of 2 pages | it on a function with a `bar`'],
  [made(RP, { ...A, memory: { pages: 2, shown: 1, type: 'coherent' } }), 'functions[1].memory.shown | it on coherent memory | it on private memory only'],
  [made(RP, { ...A, memory: { pages: 2, shown: 1, type: 'p2pdma' } }), 'functions[1].memory.shown | it on p2pdma memory | it on private memory only'],
  // Names and parents.
  [made({ ...UP, below: 'dp' }, DP), 'functions[0].below | a cycle through up, dp | a path that ends at a host bridge'],
  [made(RP, { ...A, below: 'nobody' }), 'functions[1].below | "nobody" | the name of a function'],
  [made(RP, { name: 'A', type: 'endpoint' }), 'functions[1] | neither `on` nor `below` | one of the two'],
  [made(RP, { ...A, on: 'hb0' }), 'functions[1] | both `on` and `below` | one of the two'],
  [made(RP, { name: 'A', type: 'endpoint', on: 'hb0' }), 'functions[1].on | a endpoint on a root bus | it below a root port or switch downstream port'],
  [made(RP, { name: 'x', type: 'root port', below: 'rp' }), 'functions[1].below | a root port below a root port | it below a root bus'],
  [made(RP, UP, { ...A, below: 'up' }), 'functions[2].below | a endpoint below a switch upstream port | it below a root port or switch downstream port'],
  [made(RP, BRIDGE, { name: 'c', type: 'conventional', below: 'b' }, { ...A, below: 'b' }), 'functions[3].below | a endpoint below a PCIe to PCI bridge | it below a root port or switch downstream port'],
  [made({ ...RP, on: 'hb9' }), 'functions[0].on | "hb9" | a host bridge: hb0'],
  [made(RP, RP), 'functions[1].name | "rp" | a name of its own, not "any"'],
  [two(HB, HB), 'hosts[1].name | "hb0" | a name of its own, not "any"'],
  [two({ name: 'a', domain: 1, bus: 2 }, { name: 'b', bus: 2 }), 'hosts[1].bus | bus 2 of domain 1, as a | its own'],
  [{ ...made(RP, A), devices: [{ name: 'A' }] }, 'devices[0].name | "A" | a name of its own, not "any"'],
  [{ ...made(RP, A), devices: [{ name: 'c', childOf: 'Z' }] }, 'devices[0].childOf | "Z" | a function: rp, A'],
  [{ ...made(RP, A), forwards: [{ from: 'rp', to: 'A', operations: ['read'] }] }, 'forwards[0].to | "A" | a function on a root bus, or any'],
  [{ ...made(RP, A), forwards: [{ from: 'nobody', to: 'any', operations: ['read'] }] }, 'forwards[0].from | "nobody" | a function on a root bus, or any'],
  // Device numbers.
  [made(RP, { ...RP, name: 'rp1', at: '02.0' }, { ...RP2, at: '02.0' }), 'functions[2].at | 02.0, as rp1 on the same bus | a devfn of its own'],
  [made(RP, A, { ...A, name: 'B' }), 'functions[2].at | 00.0 below rp, where A is | one device a link, number 00, functions 0 to 7: `at: 00.1` adds one'],
  [made({ ...RCI, at: '03.1' }), 'functions[0].at | 03.1 without a function 03.0 | a device with a function 0'],
  [made(RP, BRIDGE, { ...A, at: '00.0' }), 'functions[2].at | 00.0 below rp, where b is | one device a link, number 00, functions 0 to 7: `at: 00.1` adds one'],
  [made(RP, UP, ...Array.from({ length: 33 }, (_, i) => ({ ...DP, name: `dp${i}` }))), 'functions[34] | device number 0x20 for dp32 | at most 32 devices a bus'],
  // Addresses.
  [made(RP, { ...A, bar: { size: '2M', base: 0x40000000 } }, { ...A, name: 'B', at: '00.1', bar: { size: '1M', base: 0x40100000 } }),
    'functions[2].bar | 0x40100000..0x401fffff, which overlaps the BAR of A | disjoint ranges on one bus'],
  [made(RP, { ...A, bar: { size: 0x300000 } }), 'functions[1].bar.size | 0x300000 | a power of two of at least 16 bytes'],
  [made(RP, { ...A, bar: { size: '2M', base: AT + 0x100000 } }), 'functions[1].bar.base | 0x4000100000 | a multiple of the size, 0x200000'],
  [made({ ...RP, window: { base: AT, size: '1M' } }, A), 'functions[1].bar | 0x4000000000..0x40001fffff | a range inside the window above it, 0x4000000000..0x40000fffff'],
  [made({ ...RP, window: { base: AT + 0x800, size: '1M' } }), 'functions[0].window | 0x4000000800 | multiples of 0x100000'],
  [made({ ...RP, window: { base: AT, size: '4M' } }, { ...RP2, window: { base: AT + 0x200000, size: '4M' } }),
    'functions[1].window | 0x4000200000..0x40005fffff, which overlaps the window of rp | disjoint ranges on one bus'],
  [made({ ...RP, window: { base: AT, size: '4M' }, bar: { base: AT + 0x200000, size: '1M' } }, A),
    'functions[0].bar | 0x4000200000..0x40002fffff, which overlaps the window of rp | disjoint ranges on one bus'],
  [made({ ...RP, window: { base: AT, size: '2M' }, bar: { base: AT + 0x200000, size: '1M' } }, A, { ...RCI, bar: { base: AT + 0x200000, size: '1M' } }),
    'functions[2].bar | 0x4000200000..0x40002fffff, which overlaps the BAR of rp | disjoint ranges on one bus'],
  [made(RP, { ...A, bar: { size: '2M', base: 0x1000000 } }), 'ram[0] | 0x0..0x1fffffff, which overlaps the window of hb0 | RAM outside every host window'],
  [{ ...made(RP, A), ram: [{ base: 0, size: '2M' }, { base: 0x100000, size: '2M' }] }, 'ram[1] | 0x100000..0x2fffff, which overlaps ram[0] | disjoint pieces of RAM'],
  [host({ offset: 0x3ff0000000 }),
    'ram[0] | RAM seen at bus 0x0..0x1fffffff below hb0, where rp claims 0x10000000..0x101fffff | RAM whose inbound image avoids the windows of that bus'],
  [host({ offset: 0x5000000000 }), 'hosts[0].offset | 343597383680: the window would start at bus -68719476736 | an offset that does not wrap below 0 or past 2^52'],
  [host({ inbound: [{ bus: 0, phys: 0, size: '1M' }, { bus: 0x80000, phys: 0x10000000, size: '1M' }] }), 'hosts[0].inbound[1] | 0x80000..0x17ffff | inbound windows that are disjoint on the bus'],
  [two({ name: 'a', window: { base: AT, size: '4M' } }, { name: 'b', window: { base: AT + 0x200000, size: '4M' } }),
    'hosts[1].window | 0x4000200000..0x40005fffff, which overlaps that of a | disjoint host windows'],
  // Fields on a function that cannot have them.
  [made(RP, { ...A, linkUp: false }), 'functions[1].linkUp | it on a endpoint | it on a root port or switch downstream port only'],
  [made({ ...RP, ats: true }), 'functions[0].ats | it on a root port | it on a endpoint or root complex integrated endpoint only'],
  [made(RP, { ...A, window: { base: AT, size: '1M' } }), 'functions[1].window | it on a endpoint | it on a root port or switch downstream port or switch upstream port or PCIe to PCI bridge or PCI bridge only'],
  [made({ ...RP, bar: { size: '2M', cmb: true } }), 'functions[0].bar.cmb | it on a root port | it on a endpoint or root complex integrated endpoint or conventional only'],
  [made(RP, { ...A, otherBars: [{ size: '16K', cmb: true }] }), 'functions[1].otherBars[0].cmb | it on another BAR | it on `bar` only'],
  [made(RP, { ...A, portNumber: 1 }), 'functions[1].portNumber | it on a endpoint | it on a root port or switch downstream port only'],
  [made({ ...RP, decodesVirtual: true }), 'functions[0].decodesVirtual | it on a root port | it on a endpoint or root complex integrated endpoint only'],
  [made(RP, { ...A, enhancedAcs: {} }), 'functions[1].enhancedAcs | it on a endpoint | it on a root port or switch downstream port only'],
  [made(RP, { ...A, sendsAs: 'rp' }), 'functions[1].sendsAs | "rp" | a function on the same bus, or one on the root bus of another host bridge'],
  [made(RP, { ...A, sendsAs: 'Z' }), 'functions[1].sendsAs | "Z" | a function on the same bus, or one on the root bus of another host bridge'],
  [made(RP, { ...A, aliases: ['A', 'rp'] }), 'functions[1].aliases[1] | "rp" | a function on the same bus, or one on the root bus of another host bridge'],
  [made({ ...RP, acs: [], implicitAcs: ['RR'] }), 'functions[0].implicitAcs | `acs` and `implicitAcs` | one of the two: only without a capability'],
  [made({ ...RP, implicitAcs: ['EC'] }), 'functions[0].implicitAcs | EC | some of SV, RR, CR, UF'],
  [made({ ...RP, enhancedAcs: {}, portBarRequests: 'direct' }), 'functions[0].portBarRequests | `enhancedAcs` and `portBarRequests` | one of the two'],
  [made(RP, { ...BRIDGE, acs: [] }), 'functions[1].acs | ACS of a PCIe to PCI bridge | none: such a bridge has no ACS'],
  [made(RP, { ...BRIDGE, implicitAcs: ['RR'] }), 'functions[1].acs | ACS of a PCIe to PCI bridge | none: such a bridge has no ACS'],
  [made(RP, A, { ...V, decodes: false }), 'functions[2].decodes | it on a virtual function | `decodesVirtual` of A, for all at once'],
  [made(RP, A, { ...V, decodesVirtual: false }), 'functions[2].decodes | it on a virtual function | `decodesVirtual` of A, for all at once'],
  [made(RP, A, V, { ...V, name: 'w', at: '01.1', bar: { size: '1M' } }), 'functions[3].bar | 1048576 | the size that v has, 2097152'],
  [made(RP, A, V, { name: 'w', type: 'endpoint', below: 'rp', at: '01.1', virtualOf: 'A' }), 'functions[3].bar | none | the size that v has, 2097152'],
  [made(RP, A, { ...V, virtualOf: 'Z' }), 'functions[2].virtualOf | "Z" | a physical function: an endpoint of the same type and place'],
  [made(RP, A, V, { ...V, name: 'w', at: '01.1', virtualOf: 'v' }), 'functions[3].virtualOf | "v" | a physical function: an endpoint of the same type and place'],
  [made(RP, { ...A, maxPayload: 192 }), 'functions[1].maxPayload | 192 | 128, 256, 512, 1024, 2048 or 4096 bytes'],
  [made(RP, { ...A, maxPayload: 64 }), 'functions[1].maxPayload | 64 | 128, 256, 512, 1024, 2048 or 4096 bytes'],
  [made(RP, { ...A, maxPayload: 8192 }), 'functions[1].maxPayload | 8192 | 128, 256, 512, 1024, 2048 or 4096 bytes'],
  [made({ ...RP, portNumber: 3 }, { ...RP2, portNumber: 3 }), 'functions[1].portNumber | 3, as rp | a number of its own'],
  // And their neighbours, which can be.
  [made(RP, { ...A, maxPayload: 128 }, { ...A, name: 'B', at: '00.1', maxPayload: 4096, sendsAs: 'A' })],
  [made(RP, A, V, { ...V, name: 'w', at: '01.1' })],
  [made({ ...RP, portNumber: 3 }, { ...RP2, portNumber: 4 }, UP, { ...DP, portNumber: 3 })],
  [made({ ...RP, implicitAcs: ['SV', 'RR', 'CR', 'UF'], portBarRequests: 'refuse' }, { ...RP2, acs: ['EC'], enhancedAcs: {} })],
  [made({ ...RP, window: { base: AT, size: '2M' } }, { ...RP2, window: { base: AT + 0x200000, size: '4M' } })],
  [host({ inbound: [{ bus: 0, phys: 0, size: '1M' }, { bus: 0x100000, phys: 0x10000000, size: '1M' }] })],
]

const add = { pci_p2pdma_add_resource: { provider: 'A' } }
const map = (segment: object, client = 'A') => ({
  dma_map_sgtable: { as: 'm', client, direction: 'DMA_TO_DEVICE', list: [segment] },
})

const nvme = (...list: object[]) => ({ nvme_map_data: { as: 'm', client: 'A', direction: 'DMA_TO_DEVICE', list } })

// prettier-ignore
const STEPS: readonly (readonly [steps: object[], ...said: string[]])[] = [
  [[map({ bar: 'A' })], 'steps[0].dma_map_sgtable.list[0].bar | A, whose BAR has no struct pages yet | a BAR that an earlier pci_p2pdma_add_resource gave pages'],
  [[map({ bar: 'rp' })], 'steps[0].dma_map_sgtable.list[0].bar | rp, whose BAR has no struct pages yet | a BAR that an earlier pci_p2pdma_add_resource gave pages'],
  [[map({ bar: 'Z' })], 'steps[0].dma_map_sgtable.list[0].bar | "Z" | a function: rp, A'],
  [[add, map({ bar: 'A', offset: '2M' })], 'steps[1].dma_map_sgtable.list[0] | offset 0x200000 and 4096 bytes | bytes inside the BAR of 0x200000'],
  [[map({ ram: 0, length: 0 })]],
  [[{ dma_map_page: { client: 'A', page: { ram: 0, length: 0 } } }], 'steps[0].dma_map_page.page.length | 0 | above 0: only entries of a list may be empty'],
  [[{ dma_map_sgtable: { as: 'm', client: 'A', direction: 'DMA_TO_DEVICE', build: true, list: [{ ram: 0, length: 0 }] } }],
    'steps[0].dma_map_sgtable.list[0].length | 0 | above 0: only entries of a list may be empty'],
  [[map({ ram: 0, length: '4G' })], 'steps[0].dma_map_sgtable.list[0] | RAM 0x0 of 4294967296 bytes | bytes inside `machine.ram`',
    'steps[0].dma_map_sgtable.list[0].length | 4294967296 | at most 4294967295: the length of an entry has 32 bits. An exporter splits the memory, as `build: true` does'],
  [[add, map({ bar: 'A', length: '4M' })], 'steps[1].dma_map_sgtable.list[0] | offset 0x0 and 4194304 bytes | bytes inside the BAR of 0x200000'],
  [[map({ ram: 0x30000000 })], 'steps[0].dma_map_sgtable.list[0] | RAM 0x30000000 of 4096 bytes | bytes inside `machine.ram`'],
  [[map({ ram: 0 }, 'Z')], 'steps[0].dma_map_sgtable.client | "Z" | a client: rp, A'],
  [[map({ ram: 0 }), map({ ram: 0 })], 'steps[1].dma_map_sgtable.as | "m" again | a name of its own'],
  [[nvme()], 'steps[0].nvme_map_data.list | no range | one range or more: a request without data maps nothing'],
  [[nvme({ ram: 0, length: 0 })], 'steps[0].nvme_map_data.list[0].length | 0 | above 0: only entries of a list may be empty'],
  [[nvme({ ram: 0, length: '8M' })]],
  [[nvme({ ram: 0, length: '8M' }, { ram: 0x1000000 })], 'steps[0].nvme_map_data.list | 8392704 bytes | at most 8388608: more is split into requests, each a step'],
  [[nvme(...Array.from({ length: 128 }, (_, i) => ({ ram: i * 0x2000 })))]],
  [[nvme(...Array.from({ length: 129 }, (_, i) => ({ ram: i * 0x2000 })))], 'steps[0].nvme_map_data.list | 129 segments | at most 128: more are split into requests, each a step'],
  [[nvme(...Array.from({ length: 129 }, (_, i) => ({ ram: i * 0x1000 })))]],
  [[nvme({ ram: 0x800, length: 0x800 }, { ram: 0x3000, length: 0x200 })]],
  [[nvme({ ram: 0x800, length: 0x200 }, { ram: 0xa00, length: 0x200 })]],
  [[nvme({ ram: 0x800, length: 0x200 }, { ram: 0x3000 })], 'steps[0].nvme_map_data.list[1] | a gap inside a page before it | segments that begin and end on pages of 4096 bytes where they meet: at a gap the block layer splits, and each request is a step'],
  [[nvme({ ram: 0x1000 }, { ram: 0x3200, length: 0x200 })], 'steps[0].nvme_map_data.list[1] | a gap inside a page before it | segments that begin and end on pages of 4096 bytes where they meet: at a gap the block layer splits, and each request is a step'],
  [[{ dma: { map: 'm' } }], 'steps[0].dma.map | "m" | the `as` of an earlier mapping'],
  [[{ dma_unmap_sgtable: { map: 'x' } }], 'steps[0].dma_unmap_sgtable.map | "x" | the `as` of an earlier dma_map_sgtable'],
  [[{ vm_mmap: { pages: [0, 1], vma: 'p2p' } }], 'steps[0].vm_mmap.vma | p2p | it on a machine with a function whose `memory` has `type: p2pdma`, or is `shown`'],
  [[{ vm_mmap: { pages: [0, 1], vma: 'dax' } }], 'steps[0].vm_mmap.vma | dax | it on a machine with a function whose `memory` has `type: generic`'],
  [[{ pci_p2pdma_add_resource: { provider: 'rp' } }], 'steps[0].pci_p2pdma_add_resource.provider | rp, which has no BAR with an address | a function with a BAR that is assigned'],
  [[{ pci_p2pmem_publish: { provider: 'rp', publish: true } }], 'steps[0].pci_p2pmem_publish.provider | rp, which has no BAR with an address | a function with a BAR that is assigned'],
  [[{ pci_p2pdma_add_resource: { provider: 'Z' } }], 'steps[0].pci_p2pdma_add_resource.provider | "Z" | a function: rp, A'],
  [[{ setpci: { function: 'A', acs: ['RR'] } }], 'steps[0].setpci.function | A, which has no ACS capability to write RR to | one with'],
  [[{ setpci: { function: 'Z', acs: ['RR'] } }], 'steps[0].setpci.function | "Z" | a function: rp, A'],
  [[{ pci_p2pdma_distance_many: { provider: 'Z', clients: ['Y'] } }],
    'steps[0].pci_p2pdma_distance_many.provider | "Z" | a function: rp, A', 'steps[0].pci_p2pdma_distance_many.clients | "Y" | a client: rp, A'],
  [[{ pci_p2pmem_find_many: { clients: ['Y'] } }], 'steps[0].pci_p2pmem_find_many.clients | "Y" | a client: rp, A'],
  [[map({ ram: 0 }, 'rp')], 'steps[0].dma_map_sgtable.client | rp, a bridge | an endpoint, or a device of `machine.devices`'],
  [[{ dma_map_page: { as: 'p', client: 'Z', page: { bar: 'A' } } }],
    'steps[0].dma_map_page.client | "Z" | a client: rp, A', 'steps[0].dma_map_page.page.bar | A, whose BAR has no struct pages yet | a BAR that an earlier pci_p2pdma_add_resource gave pages'],
  [[{ dma_map_resource: { as: 'p', client: 'Z', resource: { bar: 'Z' } } }],
    'steps[0].dma_map_resource.client | "Z" | a client: rp, A', 'steps[0].dma_map_resource.resource.bar | "Z" | a function: rp, A'],
  [[{ unmapped_dma: { client: 'Z', access: 'write', target: { ram: 0 } } }], 'steps[0].unmapped_dma.client | "Z" | a client: rp, A'],
  [[{ get_user_pages: { call: 'get_user_pages', flags: [], pages: [{ bar: 'A' }] } }],
    'steps[0].get_user_pages.pages[0].bar | A, whose BAR has no struct pages yet | a BAR that an earlier pci_p2pdma_add_resource gave pages'],
  [[{ pci_p2pmem_publish: { provider: 'Z', publish: true } }], 'steps[0].pci_p2pmem_publish.provider | "Z" | a function: rp, A'],
  // And what can be: the last page of a BAR, and of RAM; a transfer after unmap.
  [[add, map({ bar: 'A', offset: 0x1ff000 })]],
  [[map({ ram: 0x1ffff000 })]],
  [[map({ ram: 0 }), { dma_unmap_sgtable: { map: 'm' } }, { dma: { map: 'm' } }]],
]

const said = (machine: object, steps: object[] = []): string[] => {
  const read = readLitmus(JSON.stringify({ machine, steps }))
  return E.isLeft(read) ? read.left.map(({ path, found, accepted }) => `${path} | ${found} | ${accepted}`) : []
}

describe('of a machine', () => {
  for (const [machine, ...expected] of MACHINES)
    it(expected[0] ?? `nothing: ${JSON.stringify(machine).slice(0, 100)}`, () =>
      expect(said(machine)).toEqual(expected.map((line) => `machine.${line}`)),
    )
})

describe('of a step', () => {
  for (const [steps, ...expected] of STEPS)
    it(expected[0] ?? `nothing: ${JSON.stringify(steps).slice(0, 100)}`, () =>
      expect(said(made(RP, A), steps)).toEqual(expected),
    )
})
