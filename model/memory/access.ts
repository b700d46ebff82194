/**
 * A CPU access of a process. The MMU walks; at a fault the kernel answers, and the MMU walks again. Truth and belief meet in
 * no other place.
 */
import { begin, calls, jump, next, ret, run, type Rows, type Tables } from '../call.ts'
import { cpuRead, cpuWrite } from '../hardware/mmu.ts'
import type { FaultResult } from '../kernel/mm/fault/handle.ts'
import type { Mm, MmDesign } from '../kernel/mm/parts.ts'
import type { MmState } from '../kernel/mm/state.ts'
import { vmaAt } from '../kernel/mm/vma/vma.ts'

/** What the process sees: a value, or a signal. */
export type Seen = { readonly value: number } | 'SEGV' | 'BUS'

interface Locals {
  readonly process: number
  readonly at: number
  /** What is stored; undefined: a load. */
  readonly value: number | undefined
  readonly result: FaultResult
}

const CPU_ACCESS: Rows<Mm, Locals> = {
  walk: ({ w }, { process, at, value }) => {
    const access = value === undefined ? cpuRead(w.memory, process, at) : cpuWrite(w.memory, process, at, value)
    if (access.kind === 'abort') throw new Error(`a page table of process ${process} leads to private memory at ${at}`)
    return access.kind === 'done' ? ret({ value: access.value } satisfies Seen) : next()
  },
  permission: (k, { process, at, value }) => {
    const vma = vmaAt(k, process, at)
    const allowed = vma !== undefined && (value === undefined ? vma.read || vma.write : vma.write)
    return allowed ? next() : ret('SEGV')
  },
  fault: calls(
    'handle_mm_fault',
    ({ process, at, value }) => ({ process, at, write: value !== undefined, unshare: false }),
    'result',
  ),
  again: (_, { result }) => (result === 'done' ? jump('walk') : ret('BUS')),
}

const tablesOf = ({ tables }: MmDesign): Tables<Mm> => ({ cpu_access: CPU_ACCESS, ...tables })

/** How a call ended that nobody was in the way of. */
export type Ended<T> =
  { readonly kind: 'returned'; readonly value: T } | { readonly kind: 'waits' } | { readonly kind: 'endless' }

/** Runs one call to its end on a draft: for steps that stand one after the other. */
export const callMm = <T>(design: MmDesign, w: MmState, table: string, args: object): Ended<T> => {
  const tables = tablesOf(design)
  const k: Mm = { w, parts: design.parts }
  const ended = run(tables, k, begin(tables, table, args as Record<string, unknown>))
  return ended.kind === 'returned' ? { kind: 'returned', value: ended.value as T } : { kind: ended.kind }
}
