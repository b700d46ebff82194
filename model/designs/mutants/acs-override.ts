/** Linux 6.12 with the out-of-tree ACS override: every function a group of its own, whatever its ports do. Breaks S23. */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../linux-6.12.ts'

export default linux(
  {
    id: 'acs-override',
    summary: 'Linux 6.12 that takes every function to be isolated',
    sources: ['the pcie_acs_override patch that distributions for virtualisation carry', 'threads.md E8'],
  },
  { ...parts, groupOf: (_, f) => f },
)
