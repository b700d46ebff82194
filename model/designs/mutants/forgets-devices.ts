/** Linux 6.12 that flushes the IOTLB, and tells no device that keeps translations itself: breaks S2 and S16. */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'forgets-devices',
    summary: 'Linux 6.12 that flushes the IOTLB after an unmap, and no device that keeps translations itself',
    sources: ['a mutant of this project'],
  },
  { ...parts, flushDevices: (...args) => parts.flushDevices(...args).filter(({ kind }) => kind !== 'device TLB') },
)
