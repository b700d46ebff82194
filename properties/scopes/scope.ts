/**
 * A scope is a value: the domain of every dimension that the generator chooses from.
 *
 * It is printed with the verdict, and its exact number of scenarios is a closed formula
 * (`scenariosIn`, scope-count.ts) that the exhaustive driver must reach.
 */
import type { AcsBit } from '../../model/machine/acs.ts'
import type { CpuVendor, Iommu } from '../../model/machine/columns.ts'
import type { Direction } from '../../model/kernel/lib/scatterlist.ts'
import { FIRST_WINDOW } from '../../model/machine/windows.ts'

/** What Linux sees of a platform, and believes from. */
export interface Platform {
  readonly vendor: CpuVendor
  readonly family: number
  /** `vvvv:dddd` of the root ports, if they have one that anybody knows. */
  readonly rootPort?: string
}

/** ACS of a port or function: control bits (all implemented), none: no capability; `egress`: vector bits. */
export interface AcsChoice {
  readonly control?: readonly AcsBit[]
  readonly egress?: readonly number[]
}

/** What an endpoint is like, beyond the usual. */
export const QUALITIES = {
  usual: {},
  'not coherent': { coherent: false },
  'forced to bounce': { forceBounce: true },
  '32 bits': { dmaBits: 32 },
  untrusted: { untrusted: true },
} as const
export type Quality = keyof typeof QUALITIES

const LOW_RAM = { base: 0, size: 0x20000000 }
const HIGH_RAM = { base: 0x100000000, size: 0x20000000 }
/** `machine.ram`; the first row is where lists take their RAM from. */
export const MEMORIES = {
  usual: undefined,
  persistent: [LOW_RAM, { base: 0x20000000, size: 0x10000000, type: 'MEMORY_DEVICE_FS_DAX', persistent: true }],
  'bus 0': [HIGH_RAM],
  'beyond 4 GiB': [HIGH_RAM],
  'up to the BARs': [LOW_RAM, { base: FIRST_WINDOW - 0x10000000, size: 0x10000000 }],
} as const
export type Memory = keyof typeof MEMORIES

export interface Scope {
  readonly name: string
  readonly hosts: readonly number[]
  /** CPU physical minus bus, bytes. */
  readonly offsets: readonly number[]
  /** In front of every device. */
  readonly iommu: readonly Iommu[]
  /** What all endpoints are like. */
  readonly qualities: readonly Quality[]
  /** A client that is no PCI function: a child of the first endpoint, or a device on no bus. */
  readonly others: readonly ('nobody' | 'child' | 'virtual')[]
  /**
   * Memory of the CPU: RAM from 0; that and persistent memory with a page map; RAM elsewhere, and a BAR at bus address 0;
   * RAM elsewhere only; RAM whose last page is the first BAR's neighbour.
   */
  readonly memory: readonly Memory[]
  readonly inbound: readonly ('everything' | 'RAM only')[]
  readonly platforms: readonly Platform[]
  readonly forwards: readonly ('nothing' | 'writes' | 'everything')[]
  readonly switches: readonly number[]
  /**
   * Whether half of all devices go to the switch placed last, and half of all entries to the memory beside that of the
   * one before: deep trees, near peers, neighbours in a list (random only).
   */
  readonly crowded: boolean
  readonly endpoints: readonly number[]
  /** Where an endpoint may be besides behind a root port or switch port of its own. */
  readonly integrated: boolean
  readonly siblings: boolean
  readonly portAcs: readonly AcsChoice[]
  readonly endpointAcs: readonly AcsChoice[]
  /** Whether devices serve requests for their own BARs, and their sibling functions', inside. */
  readonly inside: readonly boolean[]
  /** What is wrong with the first endpoint: nothing, or one enable bit off. */
  readonly disabled: readonly ('nothing' | 'decodes' | 'masters')[]
  readonly entries: readonly number[]
  /** Pages an entry covers; 0: a page's length from inside one; 0.5: half of it. */
  readonly pages: readonly number[]
  /** Where the entries lie: apart, at the start of BARs and the end of RAM, or at both ends of BARs by turns. */
  readonly placements: readonly ('apart' | 'starts' | 'edges')[]
  /** How the memory is mapped: as a list, as a list whose neighbours are joined first, its first entry as a page. */
  readonly mappings: readonly ('list' | 'built list' | 'page')[]
  readonly directions: readonly Direction[]
  /** Whether the distance of the first provider is asked before, and the list unmapped after. */
  readonly asks: readonly boolean[]
  readonly unmap: readonly boolean[]
  /** Whether the client uses what is mapped. */
  readonly uses: readonly boolean[]
  /** Pages of RAM that are mapped before the list is unmapped, and used after. */
  readonly overlaps: readonly number[]
  /** What happens besides, or instead: a request that nobody mapped, pages of a process asked for. */
  readonly strays: readonly ('nothing' | 'unmapped_dma' | 'unmapped_dma alone' | 'get_user_pages')[]
  /** An operation more, after the first mapping: its name, or nothing. */
  readonly extras: readonly string[]
  /** Whether the list may be mapped and used a second time, after a port was set to redirect. */
  readonly remap: readonly boolean[]
}

const UNLISTED: Platform = { vendor: 'Intel', family: 6 }
const LISTED: Platform = { vendor: 'Intel', family: 6, rootPort: '8086:2030' }
const LISTED_WITHIN_ONE: Platform = { vendor: 'Intel', family: 6, rootPort: '8086:2f00' }
const ZEN: Platform = { vendor: 'AMD', family: 0x17 }
const LISTED_ZEN: Platform = { vendor: 'AMD', family: 0x17, rootPort: '1022:1483' }
const HYGON: Platform = { vendor: 'Hygon', family: 0x18, rootPort: '1d94:1453' }

const NO_CAPABILITY: AcsChoice = {}
const acs = (...control: AcsBit[]): AcsChoice => ({ control })

/** Every scenario of up to two endpoints and one switch below one host bridge. */
export const tiny: Scope = {
  name: 'tiny',
  hosts: [1],
  offsets: [0, 0x80000000],
  iommu: ['off'],
  qualities: ['usual'],
  others: ['nobody'],
  memory: ['usual'],
  inbound: ['everything'],
  platforms: [UNLISTED, LISTED],
  forwards: ['nothing', 'everything'],
  switches: [0, 1],
  crowded: false,
  endpoints: [1, 2],
  integrated: true,
  siblings: false,
  inside: [true],
  portAcs: [NO_CAPABILITY, acs('RR', 'UF')],
  endpointAcs: [NO_CAPABILITY],
  disabled: ['nothing'],
  entries: [1, 2],
  pages: [1],
  placements: ['apart'],
  mappings: ['list'],
  directions: ['DMA_TO_DEVICE', 'DMA_FROM_DEVICE'],
  asks: [false],
  unmap: [false],
  uses: [true],
  overlaps: [0],
  strays: ['nothing'],
  extras: ['nothing'],
  remap: [false],
}

/** With and without an IOMMU, and the mapping taken back: what `check` exhausts first. */
export const small: Scope = {
  ...tiny,
  name: 'small',
  iommu: ['off', 'translating'],
  directions: ['DMA_FROM_DEVICE'],
  unmap: [true],
}

/** All of `small` and more, up to three devices and two switches: for who has ten minutes. */
export const medium: Scope = { ...small, name: 'medium', switches: [0, 1, 2], endpoints: [1, 2, 3] }

/** What the scopes that look closely at one thing have in common: nothing else. */
const plain: Scope = {
  ...tiny,
  offsets: [0],
  iommu: ['off', 'translating'],
  platforms: [UNLISTED],
  forwards: ['nothing'],
  portAcs: [NO_CAPABILITY],
  directions: ['DMA_FROM_DEVICE'],
}

/** Lists of up to three entries, neighbours in memory, pages that begin inside one. */
export const lists: Scope = {
  ...plain,
  name: 'lists',
  platforms: [UNLISTED, ZEN],
  siblings: true,
  switches: [0],
  entries: [1, 2, 3],
  pages: [1, 0],
  placements: ['apart', 'edges'],
}

/** Memory with a page map of its own, out of a device's reach; lists whose neighbours are joined. */
export const memories: Scope = {
  ...plain,
  name: 'memories',
  qualities: ['usual', '32 bits'],
  memory: ['usual', 'persistent', 'bus 0'],
  switches: [0],
  pages: [1, 0],
  placements: ['apart', 'edges'],
  mappings: ['list', 'built list'],
}

/** RAM that ends where a BAR begins. */
export const neighbours: Scope = {
  ...plain,
  name: 'neighbours',
  memory: ['up to the BARs'],
  switches: [0],
  entries: [1, 2, 3],
  placements: ['starts', 'edges'],
}

/** What a list that failed has left, and two pages of RAM mapped after it. */
export const leftovers: Scope = {
  ...neighbours,
  name: 'leftovers',
  placements: ['starts'],
  uses: [false],
  overlaps: [2],
}

/** One device of every kind, asked before it maps a list or a page, and clients that are no functions. */
export const callers: Scope = {
  ...plain,
  name: 'callers',
  qualities: ['usual', 'not coherent', 'forced to bounce', '32 bits', 'untrusted'],
  others: ['nobody', 'child', 'virtual'],
  switches: [0],
  endpoints: [1],
  pages: [1, 0],
  mappings: ['list', 'page'],
  directions: ['DMA_TO_DEVICE', 'DMA_FROM_DEVICE'],
  asks: [false, true],
}

/** What is mapped and not used, and unmapped while something else is. */
export const lifetimes: Scope = {
  ...plain,
  name: 'lifetimes',
  platforms: [UNLISTED, LISTED],
  switches: [0],
  unmap: [true],
  uses: [true, false],
  overlaps: [1, 0],
}

/** A device of every kind, asked before it maps, with RAM that it may not reach; nothing is used. */
export const reach: Scope = {
  ...plain,
  name: 'reach',
  qualities: ['not coherent', 'forced to bounce', '32 bits', 'untrusted'],
  memory: ['usual', 'beyond 4 GiB'],
  switches: [0],
  endpoints: [1],
  asks: [false, true],
  unmap: [true, false],
  uses: [false],
}

/** ACS registers of every kind, written once more between two uses of a list. */
export const registers: Scope = {
  ...plain,
  name: 'registers',
  platforms: [LISTED],
  forwards: ['everything'],
  switches: [1],
  endpoints: [2],
  portAcs: [NO_CAPABILITY, acs(), { control: ['EC'], egress: [0, 1] }],
  entries: [1],
  remap: [true],
}

/** The same of a device's own functions, mapped and not used. */
export const ownRegisters: Scope = {
  ...plain,
  name: 'own registers',
  siblings: true,
  switches: [0],
  endpointAcs: [NO_CAPABILITY, acs()],
  entries: [1],
  uses: [true, false],
  remap: [true],
}

/** Requests that nobody mapped, behind an IOMMU, with every port's ACS off, on, or on with Egress Control. */
export const strays: Scope = {
  ...plain,
  name: 'strays',
  iommu: ['translating'],
  forwards: ['nothing', 'everything'],
  switches: [1],
  endpoints: [2],
  siblings: true,
  portAcs: [NO_CAPABILITY, acs('SV', 'RR', 'CR', 'UF'), { control: ['SV', 'RR', 'CR', 'UF', 'EC'], egress: [] }],
  entries: [1],
  strays: ['unmapped_dma alone'],
}

/** Functions that are switched off, devices that do not serve themselves, host bridges that take little from below. */
export const faults: Scope = {
  ...plain,
  name: 'faults',
  platforms: [UNLISTED, LISTED],
  inbound: ['everything', 'RAM only'],
  forwards: ['nothing', 'everything'],
  inside: [true, false],
  disabled: ['nothing', 'decodes'],
  portAcs: [NO_CAPABILITY, acs('RR', 'UF')],
  entries: [1],
}

/** Beyond any enumeration: deep trees, every ACS bit, every platform. For the random driver. */
export const wide: Scope = {
  name: 'wide',
  hosts: [1, 1, 2, 3],
  // Half a window stride makes one bridge's bus numbers another's CPU addresses; 2 MiB does so within one.
  offsets: [0, 0, 0x80000000, 0x1000000000, -0x2000000000, 0x200000, -0x400000000],
  iommu: ['off', 'off', 'translating', 'translating', 'passthrough'],
  qualities: ['usual', 'usual', 'usual', 'usual', 'not coherent', 'forced to bounce', '32 bits', 'untrusted'],
  others: ['nobody', 'nobody', 'nobody', 'child', 'virtual'],
  memory: ['usual', 'usual', 'usual', 'persistent', 'bus 0', 'up to the BARs', 'up to the BARs'],
  inbound: ['everything', 'everything', 'everything', 'RAM only'],
  platforms: [UNLISTED, LISTED, LISTED_WITHIN_ONE, ZEN, LISTED_ZEN, HYGON],
  forwards: ['nothing', 'writes', 'everything', 'everything'],
  switches: [0, 1, 1, 2, 3],
  crowded: true,
  endpoints: [2, 3, 4],
  integrated: true,
  siblings: true,
  inside: [true, true, false],
  // Sparse flags: a path is long, and one redirect on it hides all others.
  portAcs: [
    NO_CAPABILITY,
    NO_CAPABILITY,
    NO_CAPABILITY,
    NO_CAPABILITY,
    acs(),
    acs(),
    acs('UF'),
    acs('UF'),
    acs('SV', 'UF'),
    acs('RR'),
    acs('RR', 'UF'),
    acs('CR', 'UF'),
    acs('UF'),
    acs('SV', 'RR', 'CR', 'UF'),
    acs('SV', 'RR', 'CR', 'UF'),
    acs('SV', 'RR', 'CR', 'UF'),
    { control: ['EC', 'RR', 'UF'], egress: [0, 1] },
    { control: ['EC'], egress: [1, 2] },
    acs('TB', 'EC', 'DT'),
  ],
  endpointAcs: [
    NO_CAPABILITY,
    NO_CAPABILITY,
    NO_CAPABILITY,
    NO_CAPABILITY,
    NO_CAPABILITY,
    acs(),
    acs('RR'),
    acs('CR'),
    acs('EC'),
  ],
  disabled: ['nothing', 'nothing', 'nothing', 'nothing', 'nothing', 'nothing', 'decodes', 'masters'],
  entries: [1, 2, 3, 4],
  pages: [1, 1, 2, 3, 0, 0.5],
  placements: ['apart', 'apart', 'starts', 'starts', 'edges', 'edges'],
  mappings: ['list', 'list', 'list', 'built list', 'page'],
  directions: ['DMA_TO_DEVICE', 'DMA_FROM_DEVICE', 'DMA_BIDIRECTIONAL'],
  asks: [false, true],
  unmap: [false, true],
  uses: [true, true, false],
  overlaps: [0, 0, 0, 1, 2],
  strays: ['nothing', 'nothing', 'unmapped_dma', 'get_user_pages'],
  extras: [...Array<string>(5).fill('nothing'), 'dma_sync_sgtable', 'dma_sync_sgtable', 'dma_unmap_resource'],
  remap: [false, false, false, true],
}

/** What `check` runs through to the last scenario. */
export const exhausted: readonly Scope[] = [
  small,
  lists,
  memories,
  neighbours,
  leftovers,
  callers,
  lifetimes,
  reach,
  registers,
  ownRegisters,
  strays,
  faults,
]
export const scopes: readonly Scope[] = [tiny, ...exhausted, medium, wide]

/** Throws where there is none: names come from our own code. */
export const scopeNamed = (name: string): Scope => {
  const found = scopes.find((scope) => scope.name === name)
  if (found === undefined)
    throw new Error(`scope ${name}: found none; accepted: ${scopes.map((s) => s.name).join(', ')}`)
  return found
}
