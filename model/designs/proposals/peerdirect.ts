/**
 * PeerDirect with nv_peer_mem, outside the kernel tree: memory of a GPU is pinned where it lies, and mapped for the network
 * adapter without asking for a way. When the memory goes, the registration is ended at once, whatever is under way.
 */
import { next, ret } from '../../call.ts'
import {
  attachmentOf,
  attachmentsOf,
  unmapAll,
  type OfAttachment,
  type OfBuffer,
} from '../../kernel/dma-buf/buffers.ts'
import { lendingMm } from '../../kernel/dma-buf/linux-dma-buf.ts'
import { dmaBufUnmap, dmaBufMapUnasked } from '../../kernel/dma-buf/lent-addresses.ts'
import { ENODEV } from '../../kernel/errno.ts'
import { linux } from '../../kernel/linux.ts'
import type { Mm } from '../../kernel/mm/parts.ts'
import { parts } from '../releases/linux-6.12.ts'

const kill = (k: Mm, of: OfBuffer): ReturnType<typeof next> => {
  for (const attachment of attachmentsOf(k, of)) {
    unmapAll(k, attachment)
    attachment.killed = true
    attachment.fences = 0
  }
  return next()
}

const memory = lendingMm({
  dma_buf_attach: { peer: () => next(), revocable: () => next() },
  dma_buf_pin: { needed: (k: Mm, of: OfAttachment) => ret(attachmentOf(k, of).killed ? -ENODEV : 0) },
  dma_buf_invalidate: { stop: kill },
})

export default linux(
  {
    id: 'peerdirect',
    alias: 'D26',
    basis: 'linux-6.12',
    summary:
      'Linux 6.12 with nv_peer_mem: pins and maps memory without checking the way; when the memory goes, kills the registration',
    sources: ['nv_peer_mem, outside the kernel tree', 'Haggai Eran, 27 November 2016', 'A5-02, A5-03'],
  },
  { ...parts, memory, dmaBufMap: dmaBufMapUnasked, dmaBufUnmap },
)
