/** A driver that writes its table without asking whether what it read is still true: breaks S34 where somebody comes between. */
import { publishRange } from '../../kernel/lib/test-hmm/fault.ts'
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

const memory = linuxMmWith({}, { dmirror_fault: { publish: publishRange } })

export default linux(
  {
    id: 'driver-ignores-sequence',
    mendedBy: 'linux-6.12',
    summary: 'Linux 6.12, and a driver that never asks mmu_interval_read_retry',
    sources: ['a mutant of this project: the test of dmirror_range_fault removed', 'MN-7'],
  },
  { ...parts, memory },
)
