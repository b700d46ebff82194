/**
 * What the fields mean of the records that stand in a function: its BAR, its local memory, its ACS words.
 */
import type * as t from 'io-ts'
import type { AcsWords, atomicsFile, barFile, busesFile, enhancedAcs, localFile } from './file.ts'
import type { Meanings } from './meaning.ts'

export const ACS: Meanings<AcsWords> = {
  capability: { says: 'The bits that it implements.', example: ['RR', 'EC'] },
  control: { says: 'The bits that are on. One that is not implemented reads as off.', example: ['EC'] },
  egress: {
    says: 'The Egress Control Vector: the port numbers (in an endpoint: function numbers) whose bit is set.',
    leftOut: 'no bit is set',
    otherwise: [],
    example: [0, 3],
  },
}

export const ENHANCED_ACS: Meanings<t.TypeOf<typeof enhancedAcs>> = {
  downstreamBars: {
    says: 'What it does with requests from below for the BAR of a root port or a switch downstream port.',
    leftOut: 'it sends them there directly',
    otherwise: 'direct',
    example: 'block',
  },
  upstreamBars: {
    says: 'What it does with requests from below for the BAR of the switch upstream port.',
    leftOut: 'it sends them there directly',
    otherwise: 'direct',
    example: 'redirect',
  },
  unclaimed: {
    says: 'What a switch downstream port does with a request inside the switch’s windows that no port of the switch claims.',
    leftOut: 'it refuses the request',
    otherwise: 'refuse',
    example: 'redirect',
  },
}

export const BAR: Meanings<t.TypeOf<typeof barFile>> = {
  size: { says: 'How many bytes it has, a power of two. Linux gives struct pages to 2 MiB or more.', example: '2M' },
  base: {
    says: 'Its first bus address.',
    leftOut: 'the next free address of its alignment',
    example: 0x90000000,
  },
  assigned: {
    says: 'Whether it got an address. One without claims nothing.',
    leftOut: 'it did',
    otherwise: true,
    example: false,
  },
  cmb: {
    says: 'Whether it is a controller memory buffer (NVMe). The controller serves its own requests for it inside.',
    leftOut: 'it is one if `id` is that of QEMU’s NVMe controller (1b36:0010), and the BAR has 2 MiB or more',
    example: true,
  },
}

export const LOCAL: Meanings<t.TypeOf<typeof localFile>> = {
  pages: { says: 'How many pages it has.', example: 2 },
  type: {
    says: 'What its driver registers it as: `private`, which no CPU address leads to, or `coherent`. Or `p2pdma`: no page moves there, but processes map its pages (`p2pmem/allocate`). Or `generic`, a static range: no page moves there, and processes map it as it lies (device DAX).',
    leftOut: 'private',
    otherwise: 'private',
    example: 'coherent',
  },
  owner: {
    says: 'Whose memory it is. Functions of one owner use each other’s as their own.',
    leftOut: 'the function shares it with nobody',
    example: 'X',
  },
  shown: {
    says: 'How many of its pages the BAR can show at a time. Its driver chooses which: each takes a page of the BAR, from the first on.',
    leftOut: 'the BAR shows none of it',
    example: 1,
  },
}

export const BUSES: Meanings<t.TypeOf<typeof busesFile>> = {
  secondary: { says: 'The number of the bus right behind it.', example: 9 },
  subordinate: { says: 'The highest number behind it.', example: 0x1d },
}

export const ATOMICS: Meanings<t.TypeOf<typeof atomicsFile>> = {
  routes: { says: 'Whether a port routes them.', leftOut: 'it does', otherwise: true, example: false },
  blocked: {
    says: 'Whether a port stops them on their way out.',
    leftOut: 'it does not',
    otherwise: false,
    example: true,
  },
  completes: {
    says: 'Whether the function carries out those that are meant for it.',
    leftOut: 'true, or false for a conventional device',
    example: false,
  },
}
