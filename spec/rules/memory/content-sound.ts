/**
 * S34 ContentSound: what is read is what was last written, wherever the memory went meanwhile.
 */
import type { Outcome } from '../../../model/outcome.ts'
import { always, type Event, type Next } from '../../rule.ts'
import { brokenAt, loaded } from '../../accesses.ts'

export const contentSound = always<null>({
  id: 'S34',
  name: 'ContentSound',
  sentence: 'When a process or a device reads memory, it gets what was last written to that memory, whoever wrote it.',
  why: 'Memory that moves is copied, and its old place is given to somebody else. A process or device that still reads the old place gets old bytes, or bytes of another process, and nobody is told.',
  sources: ['MI-6, HM-14, MN-5, MN-7'],
  assumptions: [],
  needs: ['memory'],
  start: null,
  next: (state, event) => {
    if (event.outcome.kind === 'beside') return beside(state, event, event.outcome)
    const access = loaded(event)
    if (access === undefined) return { state }
    const { object, value, who, what } = access
    // Of memory that nobody wrote there is nothing to say but that it is empty.
    const fired = object.values.some((one) => one !== 0)
    if (object.values.includes(value)) return { state, fired }
    const found = `${who} reads ${value} from ${what}, and last written was ${object.values.join(' or ')}`
    return { state, fired: true, broken: brokenAt(event.index, found, `the value ${object.values.join(' or ')}`) }
  },
})

/** Of steps beside each other: what was right at some time while a read was under way may be read. */
const beside = (state: null, event: Event, { results }: Extract<Outcome, { kind: 'beside' }>): Next<null> => {
  const { index } = event
  let fired = false
  for (const { index: step, outcome, allowed } of results) {
    if (outcome.kind !== 'accessed' || outcome.end !== 'done' || allowed.length === 0) continue
    fired = true
    if (allowed.includes(outcome.value!)) continue
    const found = `steps[${step}] reads ${outcome.value}, and right at some time while it was under way was ${allowed.join(' or ')}`
    return { state, fired, broken: brokenAt(index, found, `the value ${allowed.join(' or ')}`) }
  }
  return { state, fired }
}
