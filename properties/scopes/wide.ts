/**
 * The scope of the random driver.
 */
import { LISTED, NO_CAPABILITY, UNLISTED, LISTED_WITHIN_ONE, ZEN, LISTED_ZEN, HYGON, acs } from './platforms.ts'
import type { Scope } from './scope.ts'
import { SLANTS } from './slants.ts'

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
  extras: [
    'nothing',
    'nothing',
    'nothing',
    'nothing',
    'nothing',
    'dma_sync_sgtable',
    'dma_sync_sgtable',
    'dma_unmap_resource',
  ],
  remap: [false, false, false, true],
  slants: SLANTS,
}

/** Families of rules whose premises `wide` never meets: their operations have scopes of their own. */
export const NOT_IN_WIDE: ReadonlySet<string> = new Set(['lifetime', 'memory'])
