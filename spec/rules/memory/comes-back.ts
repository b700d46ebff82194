/**
 * S38 ComesBack: no call waits or runs without end.
 */
import { always, type Event } from '../../rule.ts'
import { brokenAt } from '../../accesses.ts'

export const comesBack = always<null>({
  id: 'S38',
  name: 'ComesBack',
  sentence:
    'Every call ends, whatever runs beside it. No callers wait for each other in a circle. No caller runs for ever without progress. No caller spins until another one goes on: it waits instead.',
  why: 'A process in such a call cannot be killed. Nobody else ever gets the lock, the page or the device that it holds.',
  sources: ['BUG-46, BUG-47, MN2-11, CF-2'],
  assumptions: [],
  needs: ['memory'],
  start: null,
  next: (state, { operation, outcome, index }) => {
    const wrong = withoutEnd(outcome)
    const fired = outcome.kind === 'beside' || outcome.kind === 'accessed' || outcome.kind === 'looked'
    if (wrong === undefined) return { state, fired }
    const found = outcome.kind === 'beside' ? wrong : `${operation.kind} ${wrong}`
    return { state, fired: true, broken: brokenAt(index, found, 'an answer, or an error') }
  },
})

const withoutEnd = (outcome: Event['outcome']): string | undefined => {
  if (outcome.kind === 'hangs') return 'never comes back'
  if (outcome.kind !== 'beside') return undefined
  if (outcome.stuck.length > 0)
    return `without end ${outcome.stuck.map(({ actor, row }) => `${actor} waits at ${row}`).join(', and ')}`
  return outcome.endless.length > 0
    ? `without end ${outcome.endless.join(' and ')} ${outcome.endless.length === 1 ? 'goes' : 'go'} round`
    : undefined
}
