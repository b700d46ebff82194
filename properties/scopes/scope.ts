/**
 * A scope is a value: the domain of every dimension that the generator chooses from.
 *
 * It is printed with the verdict, and its exact number of scenarios is a closed formula
 * (`scenariosIn`, scope-count.ts) that the exhaustive driver must reach.
 */
import type { Away } from '../generate/aways.ts'
import type { Pageless } from '../generate/pageless.ts'
import type { Moves } from '../generate/moves.ts'
import type { AcsBit } from '../../model/machine/acs.ts'
import type { CpuVendor } from '../../model/machine/columns.ts'
import type { MachineFile } from '../../model/machine/file.ts'
import type { Iommu } from '../../model/machine/domain.ts'
import type { Direction } from '../../model/kernel/lib/scatterlist.ts'
import { FIRST_WINDOW } from '../../model/machine/windows.ts'

/** What Linux sees of a platform, and believes from. */
export interface Platform {
  readonly vendor: CpuVendor
  readonly family: number
  /** `vvvv:dddd` of the root ports, if they have one that anybody knows. */
  readonly rootPort?: string
  /** How many bits the addresses have that its kernel can map; left out: all. */
  readonly addressBits?: number
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
  ATS: { ats: true },
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
  /** A machine of somebody's, in the place of those that the dimensions below make up. */
  readonly machine?: MachineFile
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
  readonly mappings: readonly ('list' | 'built list' | 'bios together' | 'bios each' | 'page')[]
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
  /** Instead of all that follows the machine: memory that is taken, given back and taken away, in every order. */
  readonly lives?: true
  /** Instead of all that follows the machine: memory is used by translations that a device keeps, and unmapped. */
  readonly keeps?: true
  /** Instead of all that follows the machine: memory is written by one, handed over, and read by another. */
  readonly handovers?: true
  /** Instead of all that follows the machine: a function goes away in one of these ways, with lists alive. */
  readonly aways?: readonly Away[]
  /** Instead of all that follows the machine: a driver fills in a page map by itself. */
  readonly registers?: true
  /** Instead of all that follows the machine: memory that needs no struct pages. */
  readonly pageless?: Pageless
  /** Instead of all else: sequences about memory that moves, after it was mapped and written. */
  readonly moves?: Moves
  /** Whether the list may be mapped and used a second time, after a port was set to redirect. */
  readonly remap: readonly boolean[]
  /** Drawn before all else: the domains in which a scenario differs from the scope (random only; docs/decisions/0015). */
  readonly slants?: readonly Slant[]
}

/** Some domains of a scope, so that the premises of some rules are met more often than by chance. */
export type Slant = Partial<Omit<Scope, 'name' | 'slants' | 'crowded'>> & { readonly name: string }
