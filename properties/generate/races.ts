/** Races: two actors beside each other, each with one step about one page, after the page was put somewhere. */
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

/** Who is which of two actors says nothing: of each two letters one order is enough. */
export const waysToRace = ({ before }: Races): number => (before.length * RACERS.length * (RACERS.length + 1)) / 2

export const tellRaces = ({ before }: Races): string =>
  `two of (${RACERS.map(([name]) => name).join(', ')}) beside each other, the page ${before.join(', ')}`

const by = (actor: string, step: StepFile): StepFile =>
  Object.fromEntries(Object.entries(step).map(([kind, words]) => [kind, { ...words, actor }]))

/** What everybody sees afterwards. */
const LOOKS: readonly StepFile[] = [{ cpu_read: { page: 0 } }, { device_read: { device: 'A', page: 0 } }]

export const generateRace = (pick: Pick, { before }: Races): StepFile[] => {
  const steps: StepFile[] = [{ vm_mmap: { pages: ONE } }, { cpu_write: { page: 0 } }, ...BEFORE[pick('before', before)]]
  const first = pick('first', [...RACERS.keys()])
  for (const [actor, letter] of [
    ['first', first],
    ['second', pick('second', [...RACERS.keys()].slice(first))],
  ] as const)
    steps.push(by(actor, RACERS[letter][1](steps)!))
  return [...steps, ...LOOKS]
}
