/** Linux 6.12 that tells devices to forget what was unmapped, and never the IOTLB: breaks S2 and S16. */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'forgets-iotlb',
    summary: 'Linux 6.12 that takes a translation out of the table, and does not tell the IOTLB to forget it',
    sources: ['a mutant of this project'],
  },
  { ...parts, flushDevices: (...args) => parts.flushDevices(...args).filter(({ kind }) => kind !== 'IOTLB') },
)
