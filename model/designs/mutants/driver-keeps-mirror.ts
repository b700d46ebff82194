/** A driver that is told of an invalidation, and leaves its device’s page table as it is: breaks S34. */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'driver-keeps-mirror',
    mendedBy: 'linux-6.12',
    summary: 'Linux 6.12, and a driver that clears nothing when it is told of an invalidation',
    sources: ['a mutant of this project: the erasing of dmirror_do_update removed'],
  },
  { ...parts, memory: linuxMmWith({ clears: () => false }) },
)
