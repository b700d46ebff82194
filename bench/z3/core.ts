/**
 * The cores of S2 RouteSound and of S23 Isolation: which machines, lists and requests both answers are about, the enumerator's and
 * the solver's.
 */
import type { AcsChoice, Scope } from '../../properties/scopes/scope.ts'
import { strays, tiny } from '../../properties/scopes/exhausted.ts'
import type { AcsBit } from '../../model/machine/acs.ts'

/** ACS control bits of a port; undefined: it has no ACS capability. */
export type PortAcs = readonly Extract<AcsBit, 'RR' | 'CR' | 'UF'>[] | undefined

/** Of a function that is no port. */
export type FunctionAcs = readonly Exclude<NonNullable<PortAcs>[number], 'UF'>[] | undefined

/**
 * Host bridges (each with or without an offset), all with listed root ports or none; a root complex that forwards
 * everything or nothing; switches anywhere; endpoints, each behind a port of its own or beside the one before it, that serve
 * themselves and each other and are on; a list that one of them reads or writes.
 */
export interface Core {
  readonly name: string
  /** At most so many, from 1; at most two. */
  readonly hosts: number
  /** At most so many, from 0. */
  readonly switches: number
  /** At most so many, from 1. */
  readonly endpoints: number
  /** Entries of the list: at most so many, from 1; at most two. */
  readonly entries: number
  readonly acs: readonly PortAcs[]
  /** Whether an endpoint may be one more function of the device placed before it, and what functions have of ACS. */
  readonly siblings: boolean
  readonly functionAcs: readonly FunctionAcs[]
  readonly iommu: readonly ('off' | 'translating')[]
}

const NONE: PortAcs = undefined

/** One switch; small enough to be enumerated in a test. */
export const SMALL_CORE: Core = {
  name: 'small core',
  hosts: 1,
  switches: 1,
  endpoints: 2,
  entries: 1,
  acs: [NONE, ['RR', 'UF']],
  siblings: false,
  functionAcs: [NONE],
  iommu: ['off', 'translating'],
}

/** Redirects of completions only: what a request alone does not show. */
export const COMPLETIONS_CORE: Core = { ...SMALL_CORE, name: 'completions core', acs: [NONE, ['CR', 'UF']] }

/** Devices of several functions, with ACS of their own. */
export const SIBLINGS_CORE: Core = {
  ...SMALL_CORE,
  name: 'siblings core',
  switches: 0,
  siblings: true,
  functionAcs: [NONE, ['RR'], ['CR']],
}

/** Lists of two. */
export const PAIRS_CORE: Core = { ...SMALL_CORE, name: 'pairs core', entries: 2 }

/** Two host bridges, a switch, and redirects apart from each other. */
export const CORE: Core = {
  name: 'core',
  hosts: 2,
  switches: 1,
  endpoints: 2,
  entries: 1,
  acs: [NONE, ['RR'], ['CR', 'UF']],
  siblings: false,
  functionAcs: [NONE],
  iommu: ['off', 'translating'],
}

/** Nested switches. */
export const NESTED_CORE: Core = {
  ...CORE,
  name: 'nested core',
  hosts: 1,
  switches: 2,
  acs: [NONE, ['RR', 'UF']],
}

/** Beyond the enumerator: for the solver alone. */
export const WIDE_CORE: Core = {
  name: 'wide core',
  hosts: 2,
  switches: 3,
  endpoints: 4,
  entries: 2,
  acs: [NONE, [], ['RR'], ['CR'], ['UF'], ['RR', 'CR'], ['RR', 'UF'], ['CR', 'UF'], ['RR', 'CR', 'UF']],
  siblings: true,
  functionAcs: [NONE, [], ['RR'], ['CR'], ['RR', 'CR']],
  iommu: ['off', 'translating'],
}

const upTo = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)

const choiceOf = (control: PortAcs): AcsChoice => (control === undefined ? {} : { control })

/** The same machines and lists as a scope of the project. */
export const scopeOf = (core: Core): Scope => ({
  ...tiny,
  name: core.name,
  hosts: upTo(1, core.hosts),
  offsets: [0, 0x80000000],
  iommu: core.iommu,
  forwards: ['nothing', 'everything'],
  switches: upTo(0, core.switches),
  endpoints: upTo(1, core.endpoints),
  integrated: false,
  siblings: core.siblings,
  portAcs: core.acs.map(choiceOf),
  endpointAcs: core.functionAcs.map(choiceOf),
  entries: upTo(1, core.entries),
  directions: ['DMA_TO_DEVICE', 'DMA_FROM_DEVICE'],
})

/**
 * One host bridge with an IOMMU that translates, switches, and devices of several functions. A port has no ACS, a part of what Linux
 * asks for, or all; a function none or all. One function sends a request that nobody mapped to another one's memory.
 */
export interface GroupCore {
  readonly name: string
  /** At most so many, from 0. */
  readonly switches: number
  /** At most so many, from 1. */
  readonly functions: number
}

export const SMALL_GROUPS: GroupCore = { name: 'small groups', switches: 1, functions: 2 }
export const GROUPS: GroupCore = { name: 'groups', switches: 2, functions: 2 }
export const CROWDED_GROUPS: GroupCore = { name: 'crowded groups', switches: 1, functions: 3 }
/** Beyond the enumerator: for the solver alone. */
export const WIDE_GROUPS: GroupCore = { name: 'wide groups', switches: 4, functions: 6 }

const ISOLATES = { control: ['SV', 'RR', 'CR', 'UF'] } as const

export const scopeOfGroups = ({ name, switches, functions }: GroupCore): Scope => ({
  ...strays,
  name,
  forwards: ['nothing'],
  switches: upTo(0, switches),
  endpoints: upTo(1, functions),
  integrated: false,
  portAcs: [{}, { control: ['RR', 'UF'] }, ISOLATES],
  endpointAcs: [{}, ISOLATES],
})
