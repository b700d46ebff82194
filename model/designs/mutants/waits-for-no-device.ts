/** Linux 6.12 that tells devices to forget what was unmapped, and waits for none of them: breaks S2 and S16. */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'waits-for-no-device',
    summary: 'Linux 6.12 that tells devices to forget what was unmapped, and waits for none of them',
    sources: ['a mutant of this project'],
  },
  { ...parts, flushDevices: (...args) => parts.flushDevices(...args).filter(({ kind }) => kind !== 'wait') },
)
