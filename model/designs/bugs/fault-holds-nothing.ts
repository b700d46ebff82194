/**
 * Linux before 6.1: a fault on a private page calls the driver without a reference to the page (BUG-48). Somebody may free it
 * meanwhile, and the driver asks a page that is free, or another's. 16ce101db85d (2022) takes one.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith, mmParts } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

/** No reference of the fault is expected, either. */
const allowedRefs: typeof mmParts.allowedRefs = (page) => mmParts.allowedRefs(page, false)
const expectedRefs: typeof mmParts.expectedRefs = (page) => mmParts.expectedRefs(page, false)

export default linux(
  {
    id: 'fault-holds-nothing',
    mendedBy: 'linux-6.12',
    summary: 'Linux before 6.1: a fault on a private page does not hold the page while it calls the driver',
    sources: ['do_swap_page, before commit 16ce101db85d (2022)', 'BUG-48, R6.1-2'],
  },
  { ...parts, memory: linuxMmWith({ faultTakes: () => 'nothing', allowedRefs, expectedRefs }) },
)
