/**
 * S31 NoWedge: a user does not hold up the kernel.
 */
import { fencesOf } from '../../../model/memory/observe.ts'
import type { Operation } from '../../../model/operations/index.ts'
import { always } from '../../rule.ts'
import { brokenAt } from '../../accesses.ts'

export const noWedge = always<null>({
  id: 'S31',
  name: 'NoWedge',
  sentence: 'Taking lent memory away, or moving it, ends whatever users of the importer’s device do.',
  why: 'A queue belongs to its user, who may never let it get on. If a reset, an unbind or a reclaim waits for it, one process holds up the machine, and nobody can remove the device.',
  sources: ['A5-02', 'Haggai Eran, 27 November 2016', 'L54'],
  assumptions: [],
  needs: ['memory', 'dmaBufMap'],
  start: null,
  next: (state, { index, operation, outcome, before }) => {
    const { buffer } = taken(operation) ?? {}
    if (buffer === undefined || fencesOf(before.mm, buffer) === 0) return { state }
    if (outcome.kind !== 'hangs') return { state, fired: outcome.kind === 'withdrawn' }
    const found = `${operation.kind} waits for work that a user of the device queued, and that never gets on`
    return { state, fired: true, broken: brokenAt(index, found, 'an end, whatever is queued') }
  },
})

/** Of steps one after the other: what holds it up is there before. */
const taken = (operation: Operation): { readonly buffer: number } | undefined =>
  operation.kind === 'dma_buf_revoke' || operation.kind === 'dma_buf_move' ? operation : undefined
