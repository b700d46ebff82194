/** A driver that maps every page writable, whatever hmm_range_fault said of it: breaks S35. */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { publish } from '../../kernel/lib/test-hmm/mirror.ts'
import type { HmmResult } from '../../kernel/mm/device/hmm.ts'
import { ret } from '../../call.ts'
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
            range.entries.forEach(({ frame }, i) => {
              if (frame !== undefined) publish(k, device, start + i, { frame, write: true })
            })
            return ret(0)
          },
        },
      },
    ),
  },
)
