/**
 * S17 NotifierObeyed: who borrows has let go before the memory is somebody else's.
 */
import type { Outcome } from '../../../model/outcome.ts'
import { always, type Event, type Finding } from '../../rule.ts'
import { brokenAt } from '../../accesses.ts'

export const notifierObeyed = always<null>({
  id: 'S17',
  name: 'NotifierObeyed',
  sentence:
    'When memory that was lent is revoked or moved, no borrower still has an address for it when its place is used anew.',
  why: 'The exporter tells the borrowers, and then gives the place to somebody else. A borrower that is not told, does not listen, or is not waited for writes into memory of that somebody else.',
  sources: ['A5-07, A5-18, A5-19, A5-20', 'L53, L55, L56'],
  assumptions: [],
  needs: ['memory', 'dmaBufMap'],
  start: null,
  next: (state, event) => {
    const ends = withdrawn(event)
    const wrong = ends.find(({ mapped }) => mapped.length > 0)
    if (wrong === undefined) return { state, fired: ends.some(({ lent }) => lent) }
    return { state, fired: true, broken: told(event, wrong) }
  },
})

interface Withdrawn {
  readonly index: number
  readonly mapped: readonly number[]
  /** Somebody had an address before. */
  readonly lent: boolean
}

const withdrawn = ({ index, outcome, before }: Event): Withdrawn[] => {
  const lent = Object.values(before.mm.buffers).some(({ attachments }) =>
    Object.values(attachments).some(({ maps }) => maps > 0),
  )
  const of = (step: number, one: Outcome): Withdrawn[] =>
    one.kind === 'withdrawn' ? [{ index: step, mapped: one.mapped, lent }] : []
  return outcome.kind === 'beside'
    ? outcome.results.flatMap((result) => of(result.index, result.outcome))
    : of(index, outcome)
}

const told = ({ index }: Event, { index: step, mapped }: Withdrawn): Finding => {
  const who = mapped.map((of) => `steps[${of}]`).join(' and ')
  return brokenAt(index, `steps[${step}] is done, and ${who} has an address for it still`, 'no address that is left')
}
