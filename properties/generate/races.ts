/** Races: two actors beside each other, each with one step, mostly about one page, after the page was put somewhere. */
import type { StepFile } from '../../model/operations/index.ts'
import { fixed, type Letter } from './letter.ts'
import type { Pick } from './pick.ts'

const ONE = [0, 1] as const

/** Where the page is before. */
const BEFORE = {
  'in RAM': [],
  'in the memory of A': [{ migrate_to_device: { device: 'A', pages: ONE } }],
  'mirrored by A': [{ device_read: { device: 'A', page: 0 } }],
  'taken by A': [{ make_device_exclusive_range: { device: 'A', pages: ONE } }],
} satisfies Record<string, readonly StepFile[]>

export interface Races {
  readonly before: readonly (keyof typeof BEFORE)[]
  /** Nothing else than what drivers do, of whom one has a BAR. */
  readonly drivers?: true
}
export const EVERYWHERE = Object.keys(BEFORE) as (keyof typeof BEFORE)[]

/** Each by whoever does it. A pin is called by its step, for both may pin. */
const RACERS: readonly Letter[] = [
  fixed('load', { cpu_read: { page: 0 } }),
  fixed('store', { cpu_write: { page: 0 } }),
  fixed('device read', { device_read: { device: 'A', page: 0 } }),
  fixed('device write', { device_write: { device: 'A', page: 0 } }),
  fixed('migrate', { migrate_to_device: { device: 'A', pages: ONE } }),
  fixed('migrate back', { migrate_to_system: { device: 'A', pages: ONE } }),
  fixed('evict', { migrate_device_range: { device: 'A' } }),
  fixed('take', { make_device_exclusive_range: { device: 'A', pages: ONE } }),
  fixed('drop', { madvise_dontneed: { pages: ONE } }),
  fixed('unmap', { vm_munmap: { pages: ONE } }),
  fixed('protect', { mprotect: { pages: ONE, protection: 'r' } }),
  fixed('fork', { fork: {} }),
  ['pin', (before) => ({ pin_user_pages: { as: `p${before.length}`, pages: ONE, write: true } })],
]

const racers = (...named: string[]): Letter[] => RACERS.filter(([name]) => named.includes(name))

interface Teardown {
  readonly letter: Letter
  readonly beside: readonly Letter[]
  /** What its driver has done by then. */
  readonly after: readonly StepFile[]
}

/**
 * What a driver takes down, and what is drawn beside it. A driver waits for the calls of its own device first, so none of those. It would
 * wait for ever for a page that stays in its device, so it takes the page map down beside those who free the page, or moves the page out before.
 */
const TEARDOWNS: readonly Teardown[] = [
  {
    letter: fixed('remove the notifier', { mmu_interval_notifier_remove: { device: 'A' } }),
    beside: racers('load', 'store', 'drop', 'unmap', 'protect', 'fork', 'pin'),
    after: [],
  },
  {
    letter: fixed('take down the page map', { memunmap_pages: { device: 'A' } }),
    beside: racers('drop', 'unmap'),
    after: [],
  },
  {
    letter: fixed('take down the empty page map', { memunmap_pages: { device: 'A' } }),
    beside: [fixed('look up', { get_dev_pagemap: { device: 'A' } })],
    after: [{ migrate_device_range: { device: 'A' } }],
  },
]
/** Where A has a BAR: a driver takes the page of its pool that a process gives up. */
const POOL: Teardown = {
  letter: fixed('take a page of the BAR', { take_p2pmem: { as: 'x', device: 'A' } }),
  beside: racers('unmap'),
  after: [{ vm_mmap: { pages: [0, 1], vma: 'p2p' } }],
}

const teardownsOf = ({ drivers }: Races): readonly Teardown[] => (drivers ? [...TEARDOWNS, POOL] : TEARDOWNS)
const racersOf = ({ drivers }: Races): readonly Letter[] => (drivers ? [] : RACERS)

/** Who is which of two actors says nothing: of each two letters one order is enough. */
export const waysToRace = (races: Races): number => {
  const { length } = racersOf(races)
  const beside = teardownsOf(races).reduce((sum, one) => sum + one.beside.length, 0)
  return races.before.length * ((length * (length + 1)) / 2 + beside)
}

const names = (letters: readonly Letter[]): string => letters.map(([name]) => name).join(', ')

export const tellRaces = (races: Races): string =>
  [
    ...(races.drivers ? [] : [`two of (${names(RACERS)}) beside each other`]),
    ...teardownsOf(races).map(({ letter: [name], beside }) => `${name} beside one of (${names(beside)})`),
    `the page ${races.before.join(', ')}`,
  ].join('; ')

const by = (actor: string, step: StepFile): StepFile =>
  Object.fromEntries(Object.entries(step).map(([kind, words]) => [kind, { ...words, actor }]))

/** What everybody sees afterwards. */
const LOOKS: readonly StepFile[] = [{ cpu_read: { page: 0 } }, { device_read: { device: 'A', page: 0 } }]

export const generateRace = (pick: Pick, races: Races): StepFile[] => {
  const before = pick('before', races.before)
  const steps: StepFile[] = [{ vm_mmap: { pages: ONE } }, { cpu_write: { page: 0 } }, ...BEFORE[before]]
  const teardowns = teardownsOf(races)
  const first = pick('first', [...racersOf(races), ...teardowns.map(({ letter }) => letter)])
  const teardown = teardowns.find(({ letter }) => letter === first)
  const others = teardown?.beside ?? RACERS.slice(RACERS.indexOf(first))
  steps.push(...(teardown?.after ?? []))
  for (const [actor, letter] of [
    ['first', first],
    ['second', pick('second', others)],
  ] as const)
    steps.push(by(actor, letter[1](steps)!))
  return [...steps, ...LOOKS]
}
