/** The mmap lock of a process. Readers stand beside each other; who changes VMAs waits for all of them. */
import { WAIT, next, type Answer } from '../../call.ts'
import type { Mm } from './parts.ts'

interface OfProcess {
  readonly process: number
}

export const mmapReadLock = ({ w }: Mm, { process }: OfProcess): Answer => {
  w.processes[process].readers++
  return next()
}

export const mmapReadUnlock = ({ w }: Mm, process: number): void => {
  w.processes[process].readers--
}

/** A row that changes VMAs: what it does is done while nobody reads. */
export const whileNobodyReads =
  <L extends OfProcess>(change: (k: Mm, locals: L) => Answer) =>
  (k: Mm, locals: L): Answer =>
    k.w.processes[locals.process].readers > 0 ? WAIT : change(k, locals)
