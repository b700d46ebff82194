/**
 * Linux 6.12 with the fault of 7.0: it takes the lock of a private page before its reference, and waits where somebody else has
 * it. Keeps S38, which 6.12 (BUG-47) and 6.15 to 6.19 (BUG-46) break.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'fault-waits-for-lock',
    summary: 'Linux 6.12 with the fault on private pages of 7.0: lock first, and wait for it',
    sources: ['do_swap_page, commit b570f37a2ce4 (7.0)', 'BUG-46, BUG-47, R7.0-2'],
  },
  {
    ...parts,
    memory: linuxMmWith({ faultTakes: ({ locked }) => (locked ? 'wait' : 'locked'), faultPageIsLocked: true }),
  },
)
