/** Linux 6.12 that hands out the bus address of the next page: lands in the right BAR on the wrong byte, breaks S2. */
import { advance, PAGE } from '../../address.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'off-by-a-page',
    summary: 'Linux 6.12 whose bus addresses are one page too high',
    sources: ['a mutant of this project, for the "byte for byte" of S2'],
  },
  { ...parts, busAddress: (address, busOffset) => parts.busAddress(advance(address, PAGE), busOffset) },
)
