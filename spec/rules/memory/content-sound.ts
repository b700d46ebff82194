/**
 * S34 ContentSound: what is read is what was last written, wherever the memory went meanwhile.
 */
import { always } from '../../rule.ts'
import { brokenAt, loaded } from '../../accesses.ts'

export const contentSound = always<null>({
  id: 'S34',
  name: 'ContentSound',
  sentence:
    'A load of a process, and a read of a device, gets what was last written to that memory, by whichever of them.',
  why: 'Memory that moves is copied, and its old place is given to somebody else. Whoever still reads there reads old bytes, or bytes of another process, and nobody is told.',
  sources: ['MI-6, HM-14, MN-5, MN-7'],
  assumptions: [],
  needs: ['memory'],
  start: null,
  next: (state, event) => {
    const access = loaded(event)
    if (access === undefined) return { state }
    const { object, value, who, what } = access
    // Of memory that nobody wrote there is nothing to say but that it is empty.
    const fired = object.value !== 0
    if (value === object.value) return { state, fired }
    const found = `${who} reads ${value} from ${what}, and last written was ${object.value}`
    return { state, fired: true, broken: brokenAt(event.index, found, `the value ${object.value}`) }
  },
})
