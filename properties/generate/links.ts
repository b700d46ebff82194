/**
 * Three devices with private memory, and which of them are linked: for sequences about owners. Each pair is linked or not, both
 * ways; and once one way only.
 */
import type { FunctionFile, MachineFile } from '../../model/machine/file.ts'
import type { StepFile } from '../../model/operations/index.ts'
import { fixed, type Letter } from './letter.ts'

const DEVICES = ['A', 'B', 'C'] as const
const PAIRS = ['A-B', 'B-C', 'A-C'] as const

/** Every choice of pairs, none first. */
export const LINKS = [
  { links: [] },
  { links: ['A-B'] },
  { links: ['B-C'] },
  { links: ['A-C'] },
  { links: ['A-B', 'B-C'] },
  { links: ['A-B', 'A-C'] },
  { links: ['B-C', 'A-C'] },
  { links: PAIRS },
  { links: ['A-B'], oneWay: true },
] as const
export type Links = (typeof LINKS)[number]

const device = (name: string): FunctionFile => ({
  name,
  type: 'root complex integrated endpoint',
  on: 'hb0',
  memory: { pages: 1 },
})

export const linkedMachine = (linked: Links): MachineFile => ({
  hosts: [{ name: 'hb0' }],
  functions: DEVICES.map(device),
  interconnects: linked.links.flatMap((pair) => {
    const [from, to] = pair.split('-')
    return 'oneWay' in linked
      ? [{ from, to }]
      : [
          { from, to },
          { from: to, to: from },
        ]
  }),
})

export const OWNER_LETTERS: readonly Letter[] = [
  ...DEVICES.map((name) => fixed(`${name} joins`, { drm_pagemap_acquire_owner: { device: name } })),
  fixed('migrate by A', { migrate_to_device: { device: 'A', pages: [0, 1] } }),
]

/** What B sees of A's memory, and the process. */
export const OWNER_LOOKS: readonly StepFile[] = [{ device_read: { device: 'B', page: 0 } }, { cpu_read: { page: 0 } }]
