/**
 * The operations of the device whose memory it is.
 *
 * Dan Williams and Jason Gunthorpe, 19 April 2017: the completer's driver knows its window and its offset, and
 * hands out the bus address. It is not told who is going to use it.
 */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'proxy-ops',
    alias: 'D11',
    summary: 'proxy operations: the completer gives the bus address of its window to every client',
    sources: ['Dan Williams and Jason Gunthorpe, 19 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory"'],
  },
  {
    ...parts,
    classify: () => ({ type: 'BUS_ADDR', distance: 0 }),
    mapType: (_, { k }) => ({ k, type: 'BUS_ADDR' }),
  },
)
