/**
 * Scopes that are gone through to the last scenario; each looks at one thing.
 */
import { LISTED, NO_CAPABILITY, UNLISTED, ZEN, acs } from './platforms.ts'
import type { Scope } from './scope.ts'

/** Every scenario of up to two endpoints and one switch below one host bridge: what the others begin with. */
const basic: Scope = {
  name: 'basic',
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

/** The same with lists of one entry: for a first look, and what mutants are asked. */
export const tiny: Scope = { ...basic, name: 'tiny', entries: [1] }

/** With and without an IOMMU, and the mapping taken back: what `check` exhausts first. Longer lists are in `lists`. */
export const small: Scope = {
  ...basic,
  name: 'small',
  iommu: ['off', 'translating'],
  directions: ['DMA_FROM_DEVICE'],
  unmap: [true],
  entries: [1],
}

/** All of `small` and more, up to three devices and two switches: for who has ten minutes. */
export const medium: Scope = { ...small, name: 'medium', entries: [1, 2], switches: [0, 1, 2], endpoints: [1, 2, 3] }

/** What the scopes that look closely at one thing have in common: nothing else. */
export const plain: Scope = {
  ...basic,
  offsets: [0],
  iommu: ['off', 'translating'],
  platforms: [UNLISTED],
  forwards: ['nothing'],
  portAcs: [NO_CAPABILITY],
  directions: ['DMA_FROM_DEVICE'],
}

/** Lists of up to two entries, neighbours in memory, pages that begin inside one. */
export const lists: Scope = {
  ...plain,
  name: 'lists',
  platforms: [UNLISTED, ZEN],
  siblings: true,
  switches: [0],
  entries: [1, 2],
  pages: [1, 0],
  placements: ['apart', 'edges'],
}

/** Longer ones, of whole pages: more of the same shows nothing that these do not. */
export const threes: Scope = { ...lists, name: 'lists of three', entries: [3], pages: [1] }

/** Memory with a page map of its own, out of a device's reach; lists whose neighbours are joined. */
export const memories: Scope = {
  ...plain,
  name: 'memories',
  qualities: ['usual', '32 bits'],
  memory: ['usual', 'persistent', 'bus 0'],
  switches: [0],
  pages: [1, 0],
  placements: ['apart'],
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

/** Neighbours that are joined, as pages or as bios of a request. */
export const requests: Scope = {
  ...neighbours,
  name: 'requests',
  entries: [2],
  mappings: ['built list', 'bios together', 'bios each'],
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
