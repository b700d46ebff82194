/**
 * A driver that ignores the migrations of its owner, whichever device made them. Where two devices have one owner, each then
 * goes on using memory that the other one has given back: breaks S34.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'driver-skips-by-owner',
    mendedBy: 'linux-6.12',
    summary: 'Linux 6.12, and a driver that ignores every migration of its owner, also that of a sister device',
    sources: [
      'the filter of dmirror_interval_invalidate, lib/test_hmm.c, Linux 6.12.117, with an owner that devices share',
      'HM-15, MN-9',
    ],
  },
  { ...parts, memory: linuxMmWith({ skipsSharedOwner: true }) },
)
