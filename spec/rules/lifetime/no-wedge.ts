/**
 * S31 NoWedge: a user does not hold up the kernel.
 */
import { fencesOf } from '../../../model/memory/observe.ts'
import type { RowTaken } from '../../../model/outcome.ts'
import { always, type Event } from '../../rule.ts'
import { brokenAt } from '../../accesses.ts'

export const noWedge = always<null>({
  id: 'S31',
  name: 'NoWedge',
  sentence: 'Revoking lent memory, or moving it, comes to an end, whatever users of the importer’s device do.',
  why: 'A queue belongs to its user, and the user may never let it finish. If a reset, an unbind or a reclaim waits for the queue, one process holds up the machine, and nobody can remove the device.',
  sources: ['A5-02', 'Haggai Eran, 27 November 2016', 'L54'],
  assumptions: [],
  needs: ['memory', 'dmaBufMap'],
  start: null,
  next: (state, event) => {
    const { index, operation, outcome, before } = event
    const takers = outcome.kind === 'beside' ? outcome.stuck.filter(isTaking) : []
    const held = Object.keys(before.mm.buffers).some((buffer) => fencesOf(before.mm, Number(buffer)) > 0)
    if (!held) return { state }
    const alone = TAKING.has(operation.kind)
    if (takers.length === 0 && !(alone && outcome.kind === 'hangs') && !isUnbindHeldUp(event))
      return { state, fired: outcome.kind === 'withdrawn' || outcome.kind === 'beside' }
    const found = `steps[${takers[0]?.index ?? index}] waits for work that a user of the device queued, and that never gets on`
    return { state, fired: true, broken: brokenAt(index, found, 'an end, whatever is queued') }
  },
})

/** A driver that cannot go, and a queue on memory that it lent. */
const isUnbindHeldUp = ({ operation, outcome, before: { mm } }: Event): boolean =>
  operation.kind === 'unbind' &&
  outcome.kind === 'unbound' &&
  outcome.end === 'waits' &&
  Object.entries(mm.buffers).some(
    ([buffer, { exporter }]) => exporter === operation.provider && fencesOf(mm, Number(buffer)) > 0,
  )

/** What takes lent memory away, a reset of the function included. */
const TAKING: ReadonlySet<string> = new Set(['dma_buf_revoke', 'dma_buf_move', 'pcie_flr'])

/** Who waits without end is in a call that takes lent memory away. */
const isTaking = ({ row }: RowTaken): boolean => row.startsWith('dma_buf_revoke.') || row.startsWith('dma_buf_move.')
