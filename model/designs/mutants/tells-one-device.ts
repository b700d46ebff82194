/** Linux 6.12 that tells one device of a domain to forget what was unmapped, and no other: breaks S2 and S16. */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'tells-one-device',
    summary: 'Linux 6.12 that flushes the first device of a domain that keeps translations itself, and no other one',
    sources: ['a mutant of this project'],
  },
  {
    ...parts,
    flushDevices: (...args) => {
      const commands = parts.flushDevices(...args)
      const first = commands.find(({ kind }) => kind === 'device TLB')
      return commands.filter((command) => command.kind !== 'device TLB' || command === first)
    },
  },
)
