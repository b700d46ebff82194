/**
 * Memory that moves: sequences of what two processes, two devices and their drivers do with two pages.
 */
import type { StepFile } from '../../model/operations/index.ts'
import { nameOf } from '../../model/operations/steps.ts'
import type { Pick } from './pick.ts'
import {
  ADDRESS_LETTERS,
  ADDRESS_LOOKS,
  AWAY,
  EXPORTED,
  EXPORTER_LETTERS,
  EXPORTER_LOOKS,
  REMOVAL_LETTERS,
} from './addresses.ts'
import { fixed, nextLetters, type Letter } from './letter.ts'
import {
  LENT,
  LENT_LETTERS,
  LENT_LOOKS,
  QUEUED,
  QUEUE_LETTERS,
  generateLending,
  tellLending,
  waysToLend,
  type Lending,
} from './lending.ts'
import { OWNER_LETTERS, OWNER_LOOKS } from './links.ts'
import { generateRace, tellRaces, waysToRace, type Races } from './races.ts'
import type { Beside } from './moves-machine.ts'

/** What the two pages are; the first is written, the other nobody touched. */
export const VMAS = ['anon', 'shared'] as const

const BOTH = [0, 2] as const
const FIRST = [0, 1] as const

const byDevice = (name: string, of: (device: string) => StepFile): Letter[] => [
  fixed(`${name} by A`, of('A')),
  fixed(`${name} by B`, of('B')),
]

/** The pin that was made last and is still there. */
const lastPin = (before: readonly StepFile[]): string | undefined => {
  const given = new Set(before.flatMap(({ unpin_user_pages: put }) => put?.pin ?? []))
  return before
    .flatMap((step) => (step.pin_user_pages === undefined ? [] : (nameOf(step) ?? [])))
    .findLast((name) => !given.has(name))
}
const ofPin =
  (of: (pin: string) => StepFile): Letter[1] =>
  (before) => {
    const pin = lastPin(before)
    return pin === undefined ? undefined : of(pin)
  }

/** The alphabet of a sequence. */
export const LETTERS: readonly Letter[] = [
  fixed('load', { cpu_read: { page: 0 } }),
  fixed('store', { cpu_write: { page: 0 } }),
  fixed('load by the child', { cpu_read: { process: 1, page: 0 } }),
  fixed('store by the child', { cpu_write: { process: 1, page: 0 } }),
  fixed('drop', { madvise_dontneed: { pages: FIRST } }),
  fixed('protect', { mprotect: { pages: BOTH, protection: 'r' } }),
  fixed('allow writes', { mprotect: { pages: BOTH, protection: 'rw' } }),
  fixed('unmap', { vm_munmap: { pages: FIRST } }),
  fixed('fork', { fork: {} }),
  fixed('exit', { exit_mm: { process: 1 } }),
  ...byDevice('device read', (device) => ({ device_read: { device, page: 0 } })),
  ...byDevice('device write', (device) => ({ device_write: { device, page: 0 } })),
  ...byDevice('migrate', (device) => ({ migrate_to_device: { device, pages: BOTH } })),
  ...byDevice('migrate back', (device) => ({ migrate_to_system: { device, pages: BOTH } })),
  fixed('evict', { migrate_device_range: { device: 'A' } }),
  ...byDevice('snapshot', (device) => ({ hmm_range_fault: { device, pages: BOTH } })),
  fixed('fault', { hmm_range_fault: { device: 'B', pages: BOTH, request: 'write' } }),
  fixed('take', { make_device_exclusive_range: { device: 'A', pages: FIRST } }),
  ['pin', (before) => ({ pin_user_pages: { as: `p${before.length}`, pages: FIRST, write: true } })],
  ['pin to read', (before) => ({ pin_user_pages: { as: `p${before.length}`, pages: FIRST } })],
  [
    'pin for long',
    (before) => ({ pin_user_pages: { as: `p${before.length}`, pages: FIRST, write: true, longterm: true } }),
  ],
  ['unpin', ofPin((pin) => ({ unpin_user_pages: { pin } }))],
  ['DMA', ofPin((pin) => ({ pinned_dma: { pin, write: true } }))],
]

/** Letters of a theme, drawn together: what needs three steps in a row is seldom met among all of them. */
const THEME_LETTERS = {
  'two devices':
    'store, device read by A, device write by B, migrate by A, migrate by B, migrate back by A, migrate back by B, snapshot by A, snapshot by B, fault',
  'a fork':
    'load, store, load by the child, store by the child, fork, exit, migrate by A, device read by A, device write by A, drop, evict',
  pins: 'store, fork, pin, pin to read, pin for long, unpin, DMA, migrate by A, device write by A, drop, store by the child',
  protection:
    'store, protect, allow writes, device read by A, device write by A, migrate by A, migrate back by A, load',
  exclusive: 'store, take, migrate by A, evict, device read by A, fork, protect',
} as const

const named = (names: string): readonly Letter[] =>
  names.split(', ').map((name) => LETTERS.find(([known]) => known === name)!)

/** Letters by theme. */
export const THEMES = {
  everything: LETTERS,
  'two devices': named(THEME_LETTERS['two devices']),
  'a fork': named(THEME_LETTERS['a fork']),
  pins: named(THEME_LETTERS.pins),
  protection: named(THEME_LETTERS.protection),
  exclusive: named(THEME_LETTERS.exclusive),
  addresses: ADDRESS_LETTERS,
  owners: OWNER_LETTERS,
  removals: REMOVAL_LETTERS,
  exporters: EXPORTER_LETTERS,
  lending: LENT_LETTERS,
  queues: QUEUE_LETTERS,
}
export type Theme = keyof typeof THEMES

/** Sequences about memory that moves: how long, and what they are drawn from. */
export interface Moves {
  readonly steps: number
  readonly devices: readonly Beside[]
  readonly vmas: readonly (typeof VMAS)[number][]
  readonly themes: readonly Theme[]
  /** Instead of steps: what two actors do beside each other. */
  readonly races?: Races
  /** Instead of all else: memory that one driver lends to another. */
  readonly lending?: Lending
  /** Random only: what has something to do is drawn, and what did not come yet rather than the rest. */
  readonly weighted?: true
  /** Of worlds that nothing tells apart one is gone on from (`drivers/merged.ts`). */
  readonly merged?: true
}

/** Ways to draw them. */
export const waysToMove = ({ devices, ...moves }: Moves): number => devices.length * waysOnOne(moves)

const waysOnOne = ({ steps, vmas, themes, races, lending }: Omit<Moves, 'devices'>): number => {
  if (lending !== undefined) return waysToLend(lending)
  return races === undefined ? vmas.length * waysToStep(steps, themes) : waysToRace(races)
}

const waysToStep = (steps: number, themes: readonly Theme[]): number =>
  themes.reduce((ways, theme) => ways + THEMES[theme].length ** steps, 0)

/** The alphabet, as it is printed with a scope. */
export const tellMoves = ({ steps, themes, races, lending, merged }: Moves): string => {
  if (lending !== undefined) return tellLending(lending)
  if (races !== undefined) return tellRaces(races)
  const told = [...new Set(themes)].map((theme) => `${theme} (${THEMES[theme].map(([name]) => name).join(', ')})`)
  return `${merged === true ? 'up to ' : ''}${steps} steps of ${told.join('; ')}`
}

/** What everybody sees afterwards. */
const LOOKS: readonly StepFile[] = [
  { cpu_read: { page: 0 } },
  { device_read: { device: 'A', page: 0 } },
  { cpu_read: { process: 1, page: 0 } },
]

const LOOKS_OF: Partial<Record<Theme, readonly StepFile[]>> = {
  addresses: ADDRESS_LOOKS,
  removals: ADDRESS_LOOKS,
  owners: OWNER_LOOKS,
  exporters: EXPORTER_LOOKS,
}

/** How a sequence begins, what it is drawn from, and how it ends. */
export interface Frame {
  readonly begin: readonly StepFile[]
  readonly letters: readonly Letter[]
  readonly looks: readonly StepFile[]
}

export const frameOf = (pick: Pick, { vmas, themes }: Moves): Frame => {
  const vma = pick('vma', vmas)
  const theme = pick('theme', themes)
  if (theme === 'exporters') return { begin: EXPORTED, letters: EXPORTER_LETTERS, looks: EXPORTER_LOOKS }
  if (theme === 'lending') return { begin: LENT, letters: LENT_LETTERS, looks: LENT_LOOKS }
  if (theme === 'queues') return { begin: [...LENT, QUEUED], letters: QUEUE_LETTERS, looks: LENT_LOOKS }
  const begin: StepFile[] = [
    { vm_mmap: { pages: BOTH, ...(vma === 'anon' ? {} : { vma }) } },
    { cpu_write: { page: 0 } },
    ...(theme === 'addresses' || theme === 'removals' ? AWAY : []),
  ]
  return { begin, letters: THEMES[theme], looks: LOOKS_OF[theme] ?? LOOKS }
}

export const generateMoves = (pick: Pick, moves: Moves): StepFile[] => {
  const { steps: letters, races, lending } = moves
  if (lending !== undefined) return generateLending(pick, lending)
  if (races !== undefined) return generateRace(pick, races)
  const { begin, letters: alphabet, looks } = frameOf(pick, moves)
  const steps = [...begin]
  const had = new Set<string>()
  for (let left = letters; left > 0; left--) {
    const next = moves.weighted === true ? nextLetters(alphabet, steps, had) : alphabet
    const [name, stepOf] = pick('step', next)
    had.add(name)
    const step = stepOf(steps)
    if (step !== undefined) steps.push(step)
  }
  return [...steps, ...looks]
}
