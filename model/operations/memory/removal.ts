/**
 * A driver goes whose device has memory of its own: what it lent is taken away, what processes have there moves to RAM, and its page
 * maps end (`dmirror_device_remove`, lib/test_hmm.c, Linux 6.12; `vfio_pci_dma_buf_cleanup`, Linux 7.1).
 *
 * PM-25: private memory waits for every page that is out. A page that does not move keeps the driver.
 */
import { borrowersGone, bufferTakers } from '../../kernel/dma-buf/buffers.ts'
import { isMapOf } from '../../kernel/lib/test-hmm/mirror.ts'
import { dropDma } from '../../kernel/mm/device/notifier.ts'
import { copied, type MmState } from '../../kernel/mm/state.ts'
import { callMm } from '../../memory/access.ts'
import { letGo } from '../../memory/let-go.ts'
import { takenAway } from '../../memory/lent.ts'
import type { World } from '../../world.ts'
import type { At } from '../operation.ts'

export interface Removed {
  readonly world: World
  /** Nobody has a page of it any more; else its driver waits. */
  readonly isGone: boolean
}

export const removeMemory = ({ design, world, index, call: { choose } }: At, f: number): Removed => {
  if (design.memory === undefined || world.mm.memory.mirrors[f] === undefined) return { world, isGone: true }
  const mm = copied(world.mm)
  const meant = copied(world.meant)
  const asks = (table: string, args: object): boolean =>
    callMm(design.memory!, mm, table, args, world.hw).kind === 'returned'
  const ended = (isGone: boolean): Removed => ({ world: letGo(design, { ...world, mm, meant }, choose), isGone })
  if (!revokeLent({ mm, meant }, f, index, (buffer) => asks('dma_buf_revoke', { buffer }))) return ended(false)
  for (const buffer of movable(mm, f)) if (!asks('dma_buf_move', { buffer })) return ended(false)
  // Whose driver moves nothing has nothing to bring back.
  const isEmptied = design.migrates === undefined || asks('dmirror_device_evict', { device: f, process: 0 })
  if (!isEmptied || isInUse(mm, f)) return ended(false)
  closeMirror(mm, f)
  return ended(true)
}

/** VFIO takes away all that the function lent, buffer by buffer; false: one is waited for without end. */
export const revokeLent = (
  { mm, meant }: Pick<World, 'mm' | 'meant'>,
  f: number,
  index: number,
  revokes: (buffer: number) => boolean,
): boolean =>
  bufferTakers(mm, f).every((buffer) => {
    if (!revokes(buffer)) return false
    if (meant.lent[buffer].ended === undefined) takenAway(meant, buffer, index)
    return true
  })

/** Buffers in its memory that its driver may move. */
const movable = ({ buffers, memory }: MmState, f: number): number[] =>
  Object.entries(buffers).flatMap(([step, { moves, frame }]) =>
    moves && memory.home[frame] === f ? [Number(step)] : [],
  )

/**
 * Somebody has a page of its memory, but for what VFIO took away: that has no struct page. Of what its BAR shows processes lose their
 * mappings (`pci_p2pdma_unmap_mappings`), and its driver gives back what it took.
 */
export const isInUse = (mm: MmState, f: number): boolean => {
  const lent = new Set(bufferTakers(mm, f).map((buffer) => mm.buffers[buffer].frame))
  return Object.values(mm.pages).some(({ frame, refs }) => refs > 0 && mm.memory.home[frame] === f && !lent.has(frame))
}

/** Its device mirrors nothing and borrows nothing; of its memory there are no struct pages. What its BAR shows it shows still. */
const closeMirror = (mm: MmState, f: number): void => {
  dropDma({ w: mm }, f, -Infinity, Infinity)
  borrowersGone({ w: mm }, [f])
  delete mm.memory.mirrors[f]
  mm.notifiers.splice(0, Infinity, ...mm.notifiers.filter(({ mirror }) => mirror !== f))
  for (const [name, map] of Object.entries(mm.maps)) if (isMapOf(mm, map, f)) delete mm.maps[name]
}
