/**
 * Linux 6.12 that tells one device of a domain to forget what was unmapped, and of several not the one that had it mapped: breaks S2
 * and S16. Which one it is goes by who unmaps, and not by any order of functions.
 */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'tells-one-device',
    summary:
      'Linux 6.12 that flushes one device of a domain that keeps translations itself, and of several not the one that unmapped',
    sources: ['a mutant of this project'],
  },
  {
    ...parts,
    flushDevices: (hw, f, range) => {
      const commands = parts.flushDevices(hw, f, range)
      const devices = commands.filter(({ kind }) => kind === 'device TLB')
      const told = devices.find((command) => command.kind === 'device TLB' && command.function !== f) ?? devices[0]
      return commands.filter((command) => command.kind !== 'device TLB' || command === told)
    },
  },
)
