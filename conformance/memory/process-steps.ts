/** Steps of the process itself: its accesses and system calls. */
import { fork } from '../../model/kernel/mm/vma/fork.ts'
import { mmap, type Protection } from '../../model/kernel/mm/vma/mmap.ts'
import { mprotect } from '../../model/kernel/mm/vma/mprotect.ts'
import { mremap } from '../../model/kernel/mm/vma/move.ts'
import { exitProcess } from '../../model/kernel/mm/vma/unmap.ts'
import { markPoisoned } from '../../model/kernel/mm/vma/userfault.ts'
import type { VmaKind } from '../../model/kernel/mm/state.ts'
import { entryAt, isPresent } from '../../model/kernel/mm/page/pte.ts'
import type { Poisoned } from '../../model/kernel/mm/fault/poison.ts'
import type { Seen } from '../../model/memory/access.ts'
import type { ScriptStep } from './forms.ts'
import { REFUSED, call, rangeOf, told, type Play } from './play.ts'

export type Player = (play: Play, step: ScriptStep) => string

/** A system call's answer. */
export const rcTold = (rc: number): string => (rc === 0 ? 'ok' : `err ${-rc}`)

export const protection = (word: string): Protection => ({ read: word !== 'n', write: word === 'rw' })

/** What takes the mmap lock for writing would wait for a migration's end. */
const locking =
  (player: Player): Player =>
  (play, step) =>
    play.pending.has(step.process) ? REFUSED : player(play, step)

const access =
  (tell: (value: number) => string, store: boolean): Player =>
  (play, { process, places }) => {
    if (store) play.writes++
    const value = store ? play.writes : undefined
    const seen = call<Seen>(play, 'cpu_access', { process, at: Number(places[0]), value })
    return told(seen, (found) => (typeof found === 'string' ? found : tell(found.value)))
  }

/** A call about a range. */
const ofRange =
  (table: string): Player =>
  (play, { process, places }) => {
    const [start, end] = rangeOf(places)
    return told(call<number>(play, table, { process, start, end }), rcTold)
  }

/** Pages that the recorder does not ask to be broken: those of devices, files and drivers, and the zero page. */
const mayBreak = ({ k, w }: Play, process: number, at: number): boolean => {
  const entry = entryAt(k, process, at)
  if (entry?.kind === 'private') return true
  if (!isPresent(entry) && entry?.kind !== 'exclusive') return false
  const page = w.pages[entry.frame]
  return page !== undefined && page.map === undefined && page.mapping === 'anon' && !page.locked
}

const poison: Player = (play, { process, places }) => {
  const at = Number(places[0])
  if (!mayBreak(play, process, at)) return REFUSED
  const broken = call<Poisoned>(play, 'memory_failure', { process, at })
  return told(broken, ({ rc, kills }) => (kills ? 'BUS' : rcTold(rc)))
}

const mark: Player = (play, { process, places }) => {
  const [start, end] = rangeOf(places)
  const result = markPoisoned(play.k, process, start, end)
  if ('register' in result) return `err register ${-result.register}`
  const { marked } = result
  if (marked === end - start) return 'ok'
  return marked > 0 ? `err 11 set=${marked}` : `err ${-marked} set=0`
}

export const PROCESS_STEPS: Readonly<Record<string, Player>> = {
  vma: locking(({ k }, { process, places: [start, end, prot, kind] }) =>
    rcTold(mmap(k, process, Number(start), Number(end), protection(prot), kind as VmaKind)),
  ),
  prot: locking(({ k }, { process, places }) =>
    rcTold(mprotect(k, process, ...rangeOf(places), protection(places[2]))),
  ),
  unmap: locking(ofRange('vm_munmap')),
  zap: ofRange('madvise_dontneed'),
  move: locking(({ k }, { process, places }) => rcTold(mremap(k, process, ...rangeOf(places), Number(places[2])))),
  read: access(String, false),
  write: access((value) => `wrote ${value}`, true),
  fork: locking(({ k, w }) => {
    if (w.processes[1]?.alive) return 'bad'
    fork(k, 0, 1)
    return 'ok'
  }),
  exit2: ({ k, w, pending }) => {
    if (!w.processes[1]?.alive || pending.has(1)) return 'bad'
    exitProcess(k, 1)
    return 'ok'
  },
  poison,
  mark: locking(mark),
}
