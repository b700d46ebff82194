/** Linux 6.12 that forgets to take back the marks of a list that failed half way: breaks S8. */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'no-unwind',
    summary: 'Linux 6.12 whose failing map leaves the entries before the failure mapped',
    sources: ['a mutant of this project: the error path of dma_direct_map_sg removed'],
  },
  { ...parts, unwind: (mapped) => mapped },
)
