/** A script that is being played on the model: its world, and what the recorder keeps besides. */
import { bootMm, copied, type MapSpec, type MmState } from '../../model/kernel/mm/state.ts'
import type { Migration, Mm, MmDesign } from '../../model/kernel/mm/parts.ts'
import { callMm, type Ended } from '../../model/memory/access.ts'

/** References that a step took, until a `put`. */
export interface Slot {
  readonly frames: readonly number[]
  readonly pinned: boolean
}

export interface Play {
  readonly design: MmDesign
  readonly w: MmState
  readonly k: Mm
  readonly slots: Map<number, Slot>
  /** Pages that a `lock` locked, by process and place. */
  readonly locks: Map<string, number>
  /** Migrations that stand between two of their stages, by process. */
  readonly pending: Map<number, { readonly migration: Migration; readonly stage: 'setup' | 'pages' }>
  /** An eviction between two of its stages. */
  evicting: { readonly migration: Migration; readonly stage: 'setup' | 'pages' } | undefined
  /** Values stored so far by the CPU, and by devices. */
  writes: number
  deviceWrites: number
}

/**
 * Device memory of the recorder: two maps of one owner, one of another, and coherent memory; a pool of P2P memory, of which no recording
 * asks for all (that of `conformance/linux/memory` has 1 024 pages).
 */
const MAPS = [
  { name: 'A', type: 'private', owner: 'A', pages: 16 },
  { name: 'A2', type: 'private', owner: 'A', pages: 16 },
  { name: 'B', type: 'private', owner: 'B', pages: 16 },
  { name: 'C', type: 'coherent', owner: 'C', pages: 16 },
  { name: 'P', type: 'p2pdma', pages: 256 },
] as const

export const newPlay = (design: MmDesign, maps: readonly MapSpec[] = MAPS): Play => {
  const w = bootMm(maps)
  return {
    design,
    w,
    k: { w, parts: design.parts },
    slots: new Map(),
    locks: new Map(),
    pending: new Map(),
    evicting: undefined,
    writes: 0,
    deviceWrites: 99,
  }
}

/** An owner's word; `-` and what is nobody's is NULL. */
export const ownerOf = (word: string | undefined): string | undefined =>
  word === 'A' || word === 'B' || word === 'C' ? word : undefined

/** The recorder asks nothing that would wait for itself. */
export const REFUSED = 'refused'

/** A step that never comes back. */
export const TIMEOUT = 'TIMEOUT'

/** Calls the kernel for a step. One that would wait was not asked: nothing has happened then. */
export const call = <T>({ design, w, pending, evicting, locks }: Play, table: string, args: object): Ended<T> => {
  const before = pending.size + locks.size > 0 || evicting !== undefined ? copied(w) : undefined
  const ended = callMm<T>(design, w, table, args)
  if (ended.kind === 'waits' && before !== undefined) Object.assign(w, before)
  return ended
}

/** The answer in words, or what stands for none. */
export const told = <T>(ended: Ended<T>, tell: (value: T) => string): string => {
  if (ended.kind === 'returned') return tell(ended.value)
  return ended.kind === 'waits' ? REFUSED : TIMEOUT
}

export const rangeOf = (words: readonly string[]): readonly [number, number] => [Number(words[0]), Number(words[1])]
