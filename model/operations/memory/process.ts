/** What a process does with its memory: maps, protects, drops, forks, loads and stores. */
import type { Protection } from '../../kernel/mm/vma/mmap.ts'
import type { Seen } from '../../memory/access.ts'
import {
  dropped,
  exited,
  forked,
  mapped,
  mappedAsItLies,
  protectedAs,
  read,
  unmapped,
  written,
  type Meant,
  type PageRange,
} from '../../memory/meant.ts'
import type { Outcome } from '../../outcome.ts'
import { problem } from '../../problem.ts'
import { choice, number, optional, range } from '../word.ts'
import { memoryOperation, type Asking, type MemoryWorld, type Noting } from './call.ts'

/** The process that steps are of, unless they say another: a forked one has number 1. */
export const process = optional(
  number({ says: 'Which process: 0, or 1 for the one that it forked.', leftOut: 'process 0', drawn: [0] }),
  0,
)
export const page = number({ says: 'A page of the process, by number.', drawn: [0] })
export const pages = range()

const PROTECTIONS = ['rw', 'r', 'none'] as const
export const protection = choice(PROTECTIONS, { says: 'What loads and stores are allowed.', leftOut: 'both' })
export const protectionOf = (word: (typeof PROTECTIONS)[number]): Protection => ({
  read: word !== 'none',
  write: word === 'rw',
})

const VMAS = ['anon', 'shared', 'file', 'filep', 'mixed', 'p2p', 'dax'] as const
/** Those whose pages are others' too: whoever forks shares them, and dropping them does not empty them. */
const SHARED: ReadonlySet<string> = new Set(['shared', 'file', 'mixed', 'p2p', 'dax'])

/** What a step writes: its own number, from 1, for 0 is what empty memory holds. */
export const tagOf = (index: number): number => index + 1

export interface OfProcess {
  readonly process: number
}
interface OfPages extends OfProcess {
  readonly pages: readonly [number, number]
}

export const isAlive = ({ mm }: MemoryWorld, process: number): boolean => mm.processes[process]?.alive ?? false
export const rangeOf = ({ process, pages: [start, end] }: OfPages): PageRange => ({ process, start, end })

/** A call about pages of a process that lives. */
const ofPages =
  (table: string) =>
  (values: OfPages, world: MemoryWorld): Asking | undefined =>
    isAlive(world, values.process) ? { table, args: rangeOf(values) } : undefined

const rcOf = (rc: number): Outcome => ({ kind: 'called', rc })

/** The ledger is written where the call succeeded. */
const ifDone =
  <V>(write: (meant: Meant, values: V, index: number) => void) =>
  (rc: number, values: V, { meant, index }: Noting): Outcome => {
    if (rc === 0) write(meant, values, index)
    return rcOf(rc)
  }

const whose = (told: { readonly process: string }): string =>
  told.process === '0' ? '' : ` of process ${told.process}`

const WHERE = 'it on a machine with a function whose `memory`'

export const vmMmap = memoryOperation({
  kind: 'vm_mmap',
  about: 'A process maps memory at a place of its choice; what was there is unmapped (vm_mmap, MAP_FIXED).',
  words: {
    process,
    pages,
    protection: optional(protection, 'rw'),
    vma: optional(
      choice(VMAS, {
        says: 'Anonymous memory: its own, or `shared` with whom it forks. An empty `file` of memory, shared or as a private copy (`filep`). `mixed`: pages that a driver maps at once. `p2p`: pages of the first function whose memory is `p2pdma`, or else of the first BAR that shows memory, which the PCI core maps at once (p2pmem_alloc_mmap). `dax`: the memory of the first function whose memory is `generic`, from its first page on, as every process maps it.',
        leftOut: 'anonymous memory of its own',
        drawn: ['anon', 'shared'],
      }),
      'anon',
    ),
  },
  answers: 'called',
  problems: ({ vma }, { machine: { local } }, path) => {
    if (vma === 'p2p' && !local.some((one) => one?.type === 'p2pdma' || (one?.shown ?? 0) > 0))
      return [problem(`${path}.vma`, vma, `${WHERE} has \`type: p2pdma\`, or is \`shown\``)]
    if (vma === 'dax' && !local.some((one) => one?.type === 'generic'))
      return [problem(`${path}.vma`, vma, `${WHERE} has \`type: generic\``)]
    return []
  },
  asks: (values, world) => {
    const asking = ofPages(values.vma === 'p2p' ? 'p2pmem_alloc_mmap' : 'vm_mmap')(values, world)
    if (asking === undefined) return undefined
    return {
      table: asking.table,
      args: { ...asking.args, protection: protectionOf(values.protection), vma: values.vma },
    }
  },
  answer: ifDone((meant, values, index) => {
    const may = protectionOf(values.protection)
    if (values.vma === 'dax') return mappedAsItLies(meant, rangeOf(values), may)
    mapped(meant, rangeOf(values), may, {
      shared: SHARED.has(values.vma),
      // Nobody empties a pool's pages: they hold what whoever had them before has left.
      values: values.vma === 'p2p' ? [0, ...Array.from({ length: index }, (_, i) => tagOf(i))] : [0],
    })
  }),
  sentence: (told) => `${told.pages}${whose(told)}, ${told.protection}, ${told.vma}`,
})

export const vmMunmap = memoryOperation({
  kind: 'vm_munmap',
  about: 'A process unmaps memory (vm_munmap).',
  words: { process, pages },
  answers: 'called',
  asks: ofPages('vm_munmap'),
  answer: ifDone((meant, values) => unmapped(meant, rangeOf(values))),
  sentence: (told) => `${told.pages}${whose(told)}`,
})

export const mprotect = memoryOperation({
  kind: 'mprotect',
  about: 'A process changes what loads and stores are allowed (mprotect).',
  words: { process, pages, protection },
  answers: 'called',
  asks: (values, world) => {
    const asking = ofPages('mprotect')(values, world)
    if (asking === undefined) return undefined
    return { table: asking.table, args: { ...asking.args, protection: protectionOf(values.protection) } }
  },
  // Where the call stops at a hole, what is before it is protected already.
  answer: (rc: number, values, { meant }) => {
    protectedAs(meant, rangeOf(values), protectionOf(values.protection))
    return rcOf(rc)
  },
  sentence: (told) => `${told.pages}${whose(told)}: ${told.protection}`,
})

export const madviseDontneed = memoryOperation({
  kind: 'madvise_dontneed',
  about: 'A process drops what is in its memory, and keeps the memory (MADV_DONTNEED).',
  words: { process, pages },
  answers: 'called',
  asks: ofPages('madvise_dontneed'),
  writes: () => 0,
  answer: (rc: number, values, { meant }) => {
    dropped(meant, rangeOf(values))
    return rcOf(rc)
  },
  sentence: (told) => `${told.pages}${whose(told)}`,
})

/** The forked process. */
const CHILD = 1

export const fork = memoryOperation({
  kind: 'fork',
  about: 'Process 0 forks process 1 (fork).',
  words: {},
  answers: 'called',
  asks: (_, world) =>
    world.mm.processes[CHILD] === undefined ? { table: 'fork', args: { process: 0, child: CHILD } } : undefined,
  answer: (rc: number, _, { meant }) => {
    forked(meant, 0, CHILD)
    return rcOf(rc)
  },
  sentence: () => 'process 0 forks process 1',
})

export const exitMm = memoryOperation({
  kind: 'exit_mm',
  about: 'A process ends (exit_mm).',
  words: { process },
  answers: 'called',
  asks: ({ process: of }, world) => (isAlive(world, of) ? { table: 'exit_mm', args: { process: of } } : undefined),
  answer: (rc: number, { process: of }, { meant }) => {
    exited(meant, of)
    return rcOf(rc)
  },
  sentence: (told) => `process ${told.process}`,
})

const seenOf = (seen: Seen): Outcome =>
  typeof seen === 'string' ? { kind: 'accessed', end: seen } : { kind: 'accessed', end: 'done', value: seen.value }

export const cpuRead = memoryOperation({
  kind: 'cpu_read',
  about: 'A process loads from a page.',
  words: { process, page },
  answers: 'accessed',
  asks: ({ process: of, page: at }, world) =>
    isAlive(world, of) ? { table: 'cpu_access', args: { process: of, at, value: undefined } } : undefined,
  answer: (seen: Seen, { process: of, page: at }, { meant, alone }) => {
    if (alone && typeof seen !== 'string') read(meant, of, at, seen.value)
    return seenOf(seen)
  },
  sentence: (told) => `page ${told.page}${whose(told)}`,
})

export const cpuWrite = memoryOperation({
  kind: 'cpu_write',
  about: 'A process stores to a page: a value that nobody stored before.',
  words: { process, page },
  answers: 'accessed',
  asks: ({ process: of, page: at }, world, index) =>
    isAlive(world, of) ? { table: 'cpu_access', args: { process: of, at, value: tagOf(index) } } : undefined,
  writes: tagOf,
  answer: (seen: Seen, { process: of, page: at }, { meant, index }) => {
    if (typeof seen !== 'string') written(meant, of, at, tagOf(index))
    return seenOf(seen)
  },
  sentence: (told) => `page ${told.page}${whose(told)}`,
})
