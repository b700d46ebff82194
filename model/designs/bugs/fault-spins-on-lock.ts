/**
 * Linux 6.15 to 6.19: a fault on a private page takes the page's lock first, and where somebody else has it, does nothing and is
 * taken again at once (BUG-46). It never waits, so that whoever has the lock may never get a CPU. b570f37a2ce4 (7.0) waits.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'fault-spins-on-lock',
    mendedBy: 'fault-waits-for-lock',
    summary: 'Linux 6.15 to 6.19: a fault on a private page that somebody has locked is retried at once',
    sources: ['do_swap_page, commit 1afaeb8293c9 (6.15), before b570f37a2ce4 (7.0)', 'BUG-46, R6.15-3, R7.0-2'],
  },
  {
    ...parts,
    memory: linuxMmWith({ faultTakes: ({ locked }) => (locked ? 'again' : 'locked'), faultPageIsLocked: true }),
  },
)
