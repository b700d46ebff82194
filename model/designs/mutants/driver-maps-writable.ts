/** A driver that maps every page writable, whatever hmm_range_fault said of it: breaks S35. */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { publishRange } from '../../kernel/lib/test-hmm/fault.ts'
import type { HmmResult } from '../../kernel/mm/device/hmm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'driver-maps-writable',
    mendedBy: 'linux-6.12',
    summary: 'Linux 6.12, and a driver that maps every page writable',
    sources: ['a mutant of this project: the test of HMM_PFN_WRITE removed from dmirror_do_fault'],
  },
  {
    ...parts,
    memory: linuxMmWith(
      {},
      {
        dmirror_fault: {
          publish: (k, { device, start, range }: { device: number; start: number; range: HmmResult }) => {
            const entries = range.entries.map((entry) => ({ ...entry, write: true }))
            return publishRange(k, { device, start, range: { ...range, entries } })
          },
        },
      },
    ),
  },
)
