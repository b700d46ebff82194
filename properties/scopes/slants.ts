/**
 * Slants of the random scope: each narrows some domains, so that the premises of some rules are met more often.
 *
 * A premise is often a conjunction of a dozen unlikely things (S2: nine assumptions, a list that is mapped and used, memory of
 * a peer in it), and draws that are independent seldom meet it. Here they are drawn together, as in swarm testing (Groce et
 * al., ISSTA 2012). The last slant narrows nothing.
 */
import { HYGON, LISTED, LISTED_WITHIN_ONE, LISTED_ZEN, NO_CAPABILITY, UNLISTED, ZEN, acs } from './platforms.ts'
import type { Slant } from './scope.ts'

/** What S2 and S3 take on trust of a machine, and of those who call. */
const GIVEN = {
  inbound: ['everything'],
  inside: [true],
  disabled: ['nothing'],
  qualities: ['usual', 'usual', 'usual', 'usual', 'usual', 'usual', 'usual', 'usual', 'not coherent', '32 bits'],
  mappings: ['list', 'list', 'list', 'built list'],
  offsets: [0, 0, 0, 0x80000000, -0x2000000000, -0x400000000],
  extras: ['nothing', 'nothing', 'nothing', 'dma_sync_sgtable'],
  remap: [false],
} satisfies Partial<Slant>

/** What is mapped gets there, mostly: S2 and all that asks where something landed, or what unmapping left. */
const WITHIN_REACH: Slant = {
  ...GIVEN,
  name: 'within reach',
  iommu: ['off', 'translating', 'translating', 'translating', 'translating', 'passthrough'],
  others: ['nobody'],
  memory: ['usual', 'usual', 'persistent', 'bus 0', 'up to the BARs'],
  hosts: [1, 1, 1, 2, 3],
  platforms: [LISTED, LISTED, LISTED, LISTED_WITHIN_ONE, ZEN, ZEN, ZEN, LISTED_ZEN, LISTED_ZEN],
  forwards: ['everything'],
  switches: [0, 1, 1, 2],
  portAcs: [NO_CAPABILITY, NO_CAPABILITY, NO_CAPABILITY, acs(), acs('UF'), acs('SV', 'RR', 'CR', 'UF')],
  entries: [1, 2, 2, 3, 4],
  unmap: [true, true, true, true, false],
  uses: [true],
}

/** What is asked for is out of reach, mostly: S3, and S8, which asks what a refusal leaves. */
const OUT_OF_REACH: Slant = {
  ...GIVEN,
  name: 'out of reach',
  iommu: ['off', 'translating', 'translating', 'passthrough'],
  others: ['nobody'],
  hosts: [1, 2, 2, 3],
  platforms: [UNLISTED, UNLISTED, HYGON],
  forwards: ['nothing'],
  siblings: false,
  switches: [0, 0, 1, 2],
  portAcs: [NO_CAPABILITY, acs(), acs('SV', 'RR', 'CR', 'UF'), acs('SV', 'RR', 'CR', 'UF'), acs('RR', 'UF')],
  uses: [true],
}

/** Clients that are served by other means than most: S1, S20, S22 and S27 are about them. */
const ODD_CLIENTS: Slant = {
  ...WITHIN_REACH,
  name: 'odd clients',
  qualities: [
    'untrusted',
    'untrusted',
    'untrusted',
    'forced to bounce',
    'forced to bounce',
    'not coherent',
    'not coherent',
    '32 bits',
  ],
  iommu: ['off', 'off', 'translating', 'translating', 'translating', 'passthrough'],
  switches: [1, 1, 2],
  others: ['nobody', 'child', 'virtual', 'virtual'],
  // Of an untrusted client's list each page has an IOVA of its own, each with several bases to choose from.
  entries: [1, 1, 2],
  pages: [1, 0, 0.5],
}

const ANYTHING: Slant = { name: 'anything' }

/** One listed twice is drawn twice as often. */
export const SLANTS: readonly Slant[] = [
  ...Array.from({ length: 8 }, () => WITHIN_REACH),
  ...Array.from({ length: 10 }, () => OUT_OF_REACH),
  ...Array.from({ length: 3 }, () => ODD_CLIENTS),
  ...Array.from({ length: 3 }, () => ANYTHING),
]
