/** Linux 6.12 that gives an IOVA back before the IOTLB has forgotten it: breaks S2. */
import { free } from '../../kernel/iommu/iova.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'frees-before-flush',
    summary: 'Linux 6.12 that unmaps lazily, and lets the next mapping have the IOVA at once',
    sources: ['a mutant of this project'],
  },
  { ...parts, freeIova: free },
)
