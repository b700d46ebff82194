/** Linux 6.12 that flushes devices before the IOTLB, so that they may ask again: breaks S2 and S16. */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'devices-before-iotlb',
    summary:
      'Linux 6.12 that flushes devices first and the IOTLB after them, so that a device may ask again in between',
    sources: ['a mutant of this project'],
  },
  {
    ...parts,
    flushDevices: (...args) => {
      const [iotlb, ...devices] = parts.flushDevices(...args)
      return [...devices.filter(({ kind }) => kind !== 'wait'), iotlb, { kind: 'wait' }]
    },
  },
)
