/** What a device does with the memory of a process, by way of its driver: faults, reads, writes, migrates, evicts. */
import type { DeviceSaw } from '../../memory/access.ts'
import { sameForAll } from '../../kernel/lib/test-hmm/fault.ts'
import { memoryOf, notifierOf, ownerOf } from '../../kernel/lib/test-hmm/mirror.ts'
import type { HmmEntry } from '../../kernel/mm/device/hmm-range.ts'
import type { Moved } from '../../kernel/lib/test-hmm/migrate.ts'
import type { HmmResult } from '../../kernel/mm/device/hmm.ts'
import type { MmState } from '../../kernel/mm/state.ts'
import { isZeroPage } from '../../memory/observe.ts'
import { read, written } from '../../memory/meant.ts'
import type { Outcome } from '../../outcome.ts'
import { choice, flag, fn, optional } from '../word.ts'
import { memoryOperation, type Asking, type MemoryWorld } from './call.ts'
import { isAlive, page, pages, process, rangeOf, tagOf } from './process.ts'

export const device = fn({ says: 'A function with memory of its own (`memory`); its page table mirrors process 0.' })

/** Its memory is there until its page map is taken down. */
export const hasMemory = ({ mm }: MemoryWorld, f: number): boolean =>
  mm.memory.mirrors[f] !== undefined && !memoryOf(mm, f)?.dying
/** Devices mirror the first process, until their drivers close the mirror. */
export const mirrors = (world: MemoryWorld, f: number, of = 0): boolean =>
  hasMemory(world, f) && isAlive(world, of) && world.mm.notifiers.some(({ n, freed }) => n === f && !freed)

const access =
  (value: (index: number) => number | undefined) =>
  (values: { readonly device: number; readonly page: number }, world: MemoryWorld, index: number): Asking | undefined =>
    mirrors(world, values.device)
      ? { table: 'device_access', args: { device: values.device, process: 0, at: values.page, value: value(index) } }
      : undefined

const sawOf = (saw: DeviceSaw): Outcome => {
  if (saw === 'abort') return { kind: 'accessed', end: 'abort' }
  return 'rc' in saw
    ? { kind: 'accessed', end: 'refused', rc: saw.rc }
    : { kind: 'accessed', end: 'done', value: saw.value }
}

export const deviceRead = memoryOperation({
  kind: 'device_read',
  about:
    'A device reads a page of process 0; if its page table lacks the page, its driver faults it in (dmirror_read, lib/test_hmm.c).',
  words: { device, page },
  answers: 'accessed',
  asks: access(() => undefined),
  answer: (saw: DeviceSaw, { page: at }, { meant, alone }) => {
    if (alone && saw !== 'abort' && 'value' in saw) read(meant, 0, at, saw.value)
    return sawOf(saw)
  },
  sentence: (told) => `${told.device} reads page ${told.page}`,
})

export const deviceWrite = memoryOperation({
  kind: 'device_write',
  about: 'A device writes to a page of process 0: a value that nobody wrote before (dmirror_write, lib/test_hmm.c).',
  words: { device, page },
  answers: 'accessed',
  asks: access(tagOf),
  writes: tagOf,
  answer: (saw: DeviceSaw, { page: at }, { meant, index }) => {
    if (saw !== 'abort' && 'value' in saw) written(meant, 0, at, tagOf(index))
    return sawOf(saw)
  },
  sentence: (told) => `${told.device} writes to page ${told.page}`,
})

export const makeExclusive = memoryOperation({
  kind: 'make_device_exclusive_range',
  about:
    'A driver takes pages of process 0 from the CPU, so that its device may make atomic accesses (dmirror_exclusive, lib/test_hmm.c).',
  words: { device, pages },
  answers: 'called',
  asks: ({ device: f, pages: [start, end] }, world) =>
    mirrors(world, f) ? { table: 'dmirror_exclusive', args: { device: f, process: 0, start, end } } : undefined,
  answer: (granted: number) => ({ kind: 'called', rc: Math.min(granted, 0), pages: Math.max(granted, 0) }),
  sentence: (told) => `${told.device} takes ${told.pages}`,
})

const movedOf = ({ rc, pages: count }: Moved): Outcome => ({ kind: 'called', rc, pages: count })

export const migrateToDevice = memoryOperation({
  kind: 'migrate_to_device',
  about: 'A driver moves pages of a process to its device (migrate_vma_setup to migrate_vma_finalize).',
  words: { device, process, pages },
  answers: 'called',
  alsoNeeds: ['migrates'],
  asks: (values, world) =>
    mirrors(world, values.device, values.process)
      ? { table: 'dmirror_migrate_to_device', args: { device: values.device, ...rangeOf(values) } }
      : undefined,
  answer: movedOf,
  sentence: (told) => `${told.pages} to ${told.device}`,
})

export const migrateToSystem = memoryOperation({
  kind: 'migrate_to_system',
  about: 'A driver moves pages of a process from its device back to RAM (migrate_vma_setup to migrate_vma_finalize).',
  words: { device, process, pages },
  answers: 'called',
  alsoNeeds: ['migrates'],
  asks: (values, world) =>
    mirrors(world, values.device, values.process)
      ? { table: 'dmirror_migrate_to_system', args: { device: values.device, ...rangeOf(values) } }
      : undefined,
  answer: movedOf,
  sentence: (told) => `${told.pages} from ${told.device} to RAM`,
})

export const evict = memoryOperation({
  kind: 'migrate_device_range',
  about: 'A driver moves all that is in its device’s memory to RAM, whoever maps it (migrate_device_range).',
  words: { device },
  answers: 'called',
  alsoNeeds: ['migrates'],
  asks: ({ device: f }, world) =>
    hasMemory(world, f) ? { table: 'dmirror_device_evict', args: { device: f, process: 0 } } : undefined,
  answer: movedOf,
  sentence: (told) => `all that is in the memory of ${told.device}`,
})

const REQUESTS = ['nothing', 'fault', 'write'] as const

export const lookedAt = (
  mm: MmState,
  { valid, write, error, frame, allowed }: HmmEntry,
): Extract<Outcome, { kind: 'looked' }>['pages'][number] => {
  if (!valid) return error ? 'error' : undefined
  if (isZeroPage(frame!)) return 'zero'
  const through = mm.memory.bars[frame!]?.of
  return {
    write,
    home: mm.memory.home[frame!],
    ...(through === undefined ? {} : { through }),
    ...(allowed === undefined ? {} : { allowed }),
  }
}

export const hmmRangeFault = memoryOperation({
  kind: 'hmm_range_fault',
  about:
    'A driver reads pages of process 0 as the CPU sees them, and may ask for them to be faulted in (hmm_range_fault).',
  words: {
    device,
    pages,
    request: optional(
      choice(REQUESTS, {
        says: 'What is asked of every page: nothing, that it is there, that it is there and writable.',
        leftOut: 'nothing',
      }),
      'nothing',
    ),
    p2p: optional(
      flag({
        says: 'Whether it takes a page of a BAR for private memory of somebody else, and then nothing moves (HMM_PFN_ALLOW_P2P, posted in 2024 and 2025).',
        leftOut: 'it takes none',
      }),
      false,
    ),
  },
  answers: 'looked',
  asks: ({ device: f, pages: [start, end], request, p2p }, world) => {
    if (!mirrors(world, f)) return undefined
    const args = {
      process: 0,
      start,
      end,
      owner: ownerOf({ w: world.mm }, f),
      ...sameForAll({ start, end }, { valid: request !== 'nothing', write: request === 'write' }),
      notifier: f,
      sequence: notifierOf({ w: world.mm }, f).sequence,
      ...(p2p ? { p2p: f } : {}),
    }
    return { table: 'hmm_range_fault', args }
  },
  answer: ({ rc, entries }: HmmResult, _, { mm }) => ({
    kind: 'looked',
    rc,
    pages: entries.map((entry) => lookedAt(mm, entry)),
  }),
  sentence: (told, { p2p }) =>
    `${told.device} asks for ${told.pages}: ${told.request}${p2p ? ', or by way of a BAR' : ''}`,
})
