/** Steps of a script as operations of a scenario, where there is one. */
import type { StepFile } from '../../model/operations/index.ts'
import { vmaAt } from '../../model/kernel/mm/vma/vma.ts'
import type { LocalMemory } from '../../model/machine/columns.ts'
import type { FunctionFile, MachineFile } from '../../model/machine/file.ts'
import type { ScriptStep } from './forms.ts'
import { ownerOf, rangeOf, type Play } from './play.ts'

const memoryOf = (name: string, owner: string, type: LocalMemory['type']): FunctionFile => ({
  name,
  type: 'root complex integrated endpoint',
  on: 'hb0',
  memory: { pages: 16, type, owner },
})

/** Device memory of the recorder, and its pool of P2P memory. */
export const RECORDER: MachineFile = {
  hosts: [{ name: 'hb0' }],
  functions: [
    memoryOf('A', 'A', 'private'),
    memoryOf('A2', 'A', 'private'),
    memoryOf('B', 'B', 'private'),
    memoryOf('C', 'C', 'coherent'),
    memoryOf('P', 'P', 'p2pdma'),
  ],
}

type Translate = (step: ScriptStep, play: Play, before: readonly StepFile[]) => StepFile | undefined

const PROTECTIONS = { rw: 'rw', r: 'r', n: 'none' } as const
const protectionOf = (word: string): 'rw' | 'r' | 'none' => PROTECTIONS[word as keyof typeof PROTECTIONS]
const VMAS = ['anon', 'shared', 'file', 'filep', 'mixed', 'p2p'] as const

interface OfPages {
  readonly process: number
  readonly pages: readonly [number, number]
}
const ofPages = ({ process, places }: ScriptStep): OfPages => ({ process, pages: rangeOf(places) })
const ofPage = ({ process, places }: ScriptStep): { process: number; page: number } => ({
  process,
  page: Number(places[0]),
})

/** The driver of an operation goes VMA by VMA, and through memory that may be read; the recorder does not ask. */
const inOneVma = ({ k }: Play, { process, places }: ScriptStep): boolean => {
  const [start, end] = rangeOf(places)
  const vma = vmaAt(k, process, start)
  return vma !== undefined && vma.read && end <= vma.end
}

const migrate: Translate = (step, play) => {
  const { to, select, owner } = step.named
  const memory = ownerOf(owner)
  if (step.named.skip !== undefined || memory === undefined || !inOneVma(play, step)) return undefined
  const ofOwner = to === owner || (to === 'A2' && owner === 'A')
  if (select === 'system' && ofOwner) return { migrate_to_device: { device: to, ...ofPages(step) } }
  const kind = owner === 'C' ? 'coherent' : 'private'
  return to === 'ram' && select === kind ? { migrate_to_system: { device: owner, ...ofPages(step) } } : undefined
}

const REQUESTS: Readonly<Record<string, 'nothing' | 'fault' | 'write'>> = { '0': 'nothing', f: 'fault', fw: 'write' }

const hmm: Translate = (step) => {
  const { process, named, flags } = step
  const owner = ownerOf(named.owner)
  const request = REQUESTS[named.default]
  // What is asked page by page counts only through the mask.
  const isByPage = named.req !== undefined && (named.mask ?? '0') !== '0'
  const isPlain = process === 0 && !isByPage && named.using === undefined && !flags.includes('once')
  if (!isPlain || owner === undefined || request === undefined) return undefined
  return { hmm_range_fault: { device: owner, pages: rangeOf(step.places), request } }
}

const PINNING: ReadonlySet<string> = new Set(['write', 'pin', 'longterm'])

/** A slot is used again, a name is not. */
const lastPin = (slot: string, before: readonly StepFile[]): string | undefined =>
  before.flatMap(({ pin_user_pages: pin }) => pin?.as ?? []).findLast((name) => name.startsWith(`slot${slot}n`))

const gup: Translate = ({ process, places: [slot, ...places], flags }, { slots }, before) => {
  if (!flags.includes('pin') || flags.some((flag) => !PINNING.has(flag)) || slots.has(Number(slot))) return undefined
  const [write, longterm] = ['write', 'longterm'].map((flag) => flags.includes(flag))
  return { pin_user_pages: { as: `slot${slot}n${before.length}`, process, pages: rangeOf(places), write, longterm } }
}

const TRANSLATE: Readonly<Record<string, Translate>> = {
  vma: (step) => {
    const vma = VMAS.find((kind) => kind === step.places[3])
    return vma && { vm_mmap: { ...ofPages(step), protection: protectionOf(step.places[2]), vma } }
  },
  prot: (step) => ({ mprotect: { ...ofPages(step), protection: protectionOf(step.places[2]) } }),
  unmap: (step) => ({ vm_munmap: ofPages(step) }),
  zap: (step) => ({ madvise_dontneed: ofPages(step) }),
  read: (step) => ({ cpu_read: ofPage(step) }),
  write: (step) => ({ cpu_write: ofPage(step) }),
  // Here the number of a process is never used again.
  fork: (_, { w }) => (w.processes[1] === undefined ? { fork: {} } : undefined),
  exit2: () => ({ exit_mm: { process: 1 } }),
  migrate,
  evict: ({ places, named }) =>
    places[1] === undefined && named.skip === undefined ? { migrate_device_range: { device: places[0] } } : undefined,
  hmm,
  exclusive: ({ process, places }) =>
    process === 0 ? { make_device_exclusive_range: { device: 'A', pages: rangeOf(places) } } : undefined,
  gup,
  put: ({ places: [slot] }, { slots }, before) => {
    const pin = lastPin(slot, before)
    return slots.get(Number(slot))?.pinned !== true || pin === undefined ? undefined : { unpin_user_pages: { pin } }
  },
}

/** undefined: no operation does the same, in the state in which the script stands. */
export const asOperation = (step: ScriptStep, play: Play, before: readonly StepFile[]): StepFile | undefined =>
  Object.hasOwn(TRANSLATE, step.kind) ? TRANSLATE[step.kind](step, play, before) : undefined
