/**
 * Linux 5.15 to 6.2: the CPU takes a page back from a device without a reference to it (BUG-49), and locks a page that may be
 * free by then. 7c7b962938dd (2023) takes one, or leaves a free page alone.
 */
import { next, ret } from '../../call.ts'
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

const memory = linuxMmWith({}, { remove_device_exclusive_entry: { get: () => next(), put: () => ret('done') } })

export default linux(
  {
    id: 'exclusive-holds-nothing',
    mendedBy: 'linux-6.12',
    summary: 'Linux 5.15 to 6.2: locks an exclusive page and gives it back to the CPU, without holding it meanwhile',
    sources: ['remove_device_exclusive_entry, before commit 7c7b962938dd (2023)', 'BUG-49'],
  },
  { ...parts, memory },
)
