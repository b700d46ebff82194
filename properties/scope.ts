/**
 * A scope is a value: the domain of every dimension that the generator chooses from.
 *
 * It is printed with the verdict, and its exact number of scenarios is a closed formula
 * (`scenariosIn`, scope-count.ts) that the exhaustive driver must reach.
 */
import type { AcsBit } from '../model/machine/acs.ts'
import type { CpuVendor } from '../model/machine/columns.ts'
import type { Direction } from '../model/scenario.ts'

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

export interface Scope {
  readonly name: string
  readonly hosts: readonly number[]
  /** CPU physical minus bus, bytes. */
  readonly offsets: readonly number[]
  readonly inbound: readonly ('everything' | 'RAM only')[]
  readonly platforms: readonly Platform[]
  readonly forwards: readonly ('nothing' | 'writes' | 'everything')[]
  readonly switches: readonly number[]
  /** Whether half of all devices go to the switch placed last: deep trees and near peers (random only). */
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
  /** Pages an entry covers. */
  readonly pages: readonly number[]
  readonly directions: readonly Direction[]
  /** Whether the distance of the first provider is asked before, and the list unmapped after. */
  readonly asks: readonly boolean[]
  readonly unmap: readonly boolean[]
  /** Whether the list is mapped and used a second time, after a port was set to redirect. */
  readonly remap: readonly boolean[]
}

const UNLISTED: Platform = { vendor: 'Intel', family: 6 }
const LISTED: Platform = { vendor: 'Intel', family: 6, rootPort: '8086:2030' }
const LISTED_WITHIN_ONE: Platform = { vendor: 'Intel', family: 6, rootPort: '8086:2f00' }
const ZEN: Platform = { vendor: 'AMD', family: 0x17, rootPort: '1022:1483' }
const HYGON: Platform = { vendor: 'Hygon', family: 0x18, rootPort: '1d94:1453' }

const NO_CAPABILITY: AcsChoice = {}
const acs = (...control: AcsBit[]): AcsChoice => ({ control })

/** Every scenario of up to two endpoints and one switch below one host bridge. */
export const tiny: Scope = {
  name: 'tiny',
  hosts: [1],
  offsets: [0, 0x80000000],
  inbound: ['everything'],
  platforms: [UNLISTED, LISTED],
  forwards: ['nothing', 'everything'],
  switches: [0, 1],
  crowded: false,
  endpoints: [1, 2],
  integrated: false,
  siblings: false,
  inside: [true],
  portAcs: [NO_CAPABILITY, acs('RR', 'UF')],
  endpointAcs: [NO_CAPABILITY],
  disabled: ['nothing'],
  entries: [1, 2],
  pages: [1],
  directions: ['DMA_TO_DEVICE', 'DMA_FROM_DEVICE'],
  asks: [false],
  unmap: [false],
  remap: [false],
}

/** Two host bridges, sibling functions, integrated endpoints: what `check` exhausts. */
export const small: Scope = {
  ...tiny,
  name: 'small',
  hosts: [1, 2],
  platforms: [UNLISTED, LISTED, LISTED_WITHIN_ONE],
  siblings: true,
  portAcs: [NO_CAPABILITY, acs('RR'), acs('RR', 'UF')],
}

/** Beyond any enumeration: deep trees, every ACS bit, every platform. For the random driver. */
export const wide: Scope = {
  name: 'wide',
  hosts: [1, 1, 2, 3],
  // Half a window stride makes one bridge's bus numbers another's CPU addresses; 2 MiB does so within one.
  offsets: [0, 0x80000000, 0x1000000000, -0x2000000000, 0x200000, -0x400000000],
  inbound: ['everything', 'everything', 'everything', 'RAM only'],
  platforms: [UNLISTED, LISTED, LISTED_WITHIN_ONE, ZEN, HYGON],
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
  pages: [1, 1, 2, 3],
  directions: ['DMA_TO_DEVICE', 'DMA_FROM_DEVICE', 'DMA_BIDIRECTIONAL'],
  asks: [false, true],
  unmap: [false, true],
  remap: [false, false, false, true],
}

export const scopes: readonly Scope[] = [tiny, small, wide]
