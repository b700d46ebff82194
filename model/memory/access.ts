/**
 * An access of a process, or of a device that mirrors it. Hardware walks its page table; at a fault the kernel answers, or the
 * device's driver, and hardware walks again. Truth and belief meet in no other place.
 */
import { begin, calls, jump, next, ret, run, type Rows, type Tables } from '../call.ts'
import type { Hw } from '../machine/columns.ts'
import { cpuRead, cpuWrite, deviceLoad, deviceStore, deviceWrite } from '../hardware/mmu.ts'
import type { FaultResult } from '../kernel/mm/fault/handle.ts'
import type { Mm, MmDesign } from '../kernel/mm/parts.ts'
import type { MmState } from '../kernel/mm/state.ts'
import { mmapReadLock, mmapReadUnlock } from '../kernel/mm/mmap-lock.ts'
import { vmaAt } from '../kernel/mm/vma/vma.ts'
import { LENT_DMA } from './lent-dma.ts'

/** What the process sees: a value, or a signal; `abort`: its page table leads to private memory, and nothing answers. */
export type Seen = { readonly value: number } | 'SEGV' | 'BUS' | 'abort'

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
    if (access.kind === 'abort') return ret('abort' satisfies Seen)
    return access.kind === 'done' ? ret({ value: access.value } satisfies Seen) : next()
  },
  permission: (k, { process, at, value }) => {
    const vma = vmaAt(k, process, at)
    const allowed = vma !== undefined && (value === undefined ? vma.read || vma.write : vma.write)
    return allowed ? mmapReadLock(k, { process }) : ret('SEGV')
  },
  fault: calls(
    'handle_mm_fault',
    ({ process, at, value }) => ({ process, at, write: value !== undefined, unshare: false, retries: true }),
    'result',
  ),
  again: (k, { process, result }) => {
    mmapReadUnlock(k, process)
    return result === 'done' ? jump('walk') : ret('BUS')
  },
}

/** What a device sees: a value, an errno of its driver, or nothing at the end of its own page table. */
export type DeviceSaw = { readonly value: number } | { readonly rc: number } | 'abort'

interface DeviceLocals {
  readonly device: number
  readonly process: number
  readonly at: number
  readonly value: number | undefined
  readonly rc: number
}

const DEVICE_ACCESS: Rows<Mm, DeviceLocals> = {
  walk: ({ w }, { device, at, value }) => {
    const access = value === undefined ? deviceLoad(w.memory, device, at) : deviceStore(w.memory, device, at, value)
    if (access.kind === 'fault') return next()
    return ret((access.kind === 'abort' ? 'abort' : { value: access.value }) satisfies DeviceSaw)
  },
  fault: calls(
    'dmirror_fault',
    ({ process, device, at, value }) => ({ process, device, start: at, end: at + 1, write: value !== undefined }),
    'rc',
  ),
  again: (_, { rc }) => (rc === 0 ? jump('walk') : ret({ rc } satisfies DeviceSaw)),
}

/** A device reads or writes memory by its frame: nobody's page table is in the way. */
const DEVICE_DMA: Rows<Mm, { readonly frame: number; readonly value: number | undefined }> = {
  transfer: ({ w }, { frame, value }) => {
    if (value !== undefined) deviceWrite(w.memory, frame, value)
    return ret({ value: w.memory.content[frame] ?? 0 })
  },
}

const ACCESSES: Tables<Mm> = {
  cpu_access: CPU_ACCESS,
  device_access: DEVICE_ACCESS,
  device_dma: DEVICE_DMA,
  lent_dma: LENT_DMA,
}

export const tablesOf = ({ tables }: MmDesign): Tables<Mm> => {
  const known = withAccesses.get(tables) ?? joined(tables)
  withAccesses.set(tables, known)
  return known
}
/** Whoever listens to tables being read hears it when they are read. */
const joined = (tables: Tables<Mm>): Tables<Mm> =>
  Object.defineProperties({ ...ACCESSES }, Object.getOwnPropertyDescriptors(tables)) as Tables<Mm>
const withAccesses = new WeakMap<Tables<Mm>, Tables<Mm>>()

/** How a call ended that nobody was in the way of. */
export type Ended<T> =
  { readonly kind: 'returned'; readonly value: T } | { readonly kind: 'waits' } | { readonly kind: 'endless' }

/** Runs one call to its end on a draft: for steps that stand one after the other. */
export const callMm = <T>(design: MmDesign, w: MmState, table: string, args: object, hw?: Hw): Ended<T> => {
  const tables = tablesOf(design)
  const k: Mm = { w, parts: design.parts, ...(hw === undefined ? {} : { hw }) }
  const ended = run(tables, k, begin(tables, table, args as Record<string, unknown>))
  return ended.kind === 'returned' ? { kind: 'returned', value: ended.value as T } : { kind: ended.kind }
}
