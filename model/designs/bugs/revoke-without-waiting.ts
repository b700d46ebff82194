/**
 * Linux 6.19 and 7.0: VFIO tells who borrows that the memory goes, and does not wait. A transfer that is under way lands after the
 * function was reset and given to somebody else. 7.1 waits for fences, and until all is unmapped. An importer that cannot be told
 * is refused when it maps (588650a367b0), and not when it attaches.
 */
import { next, ret, type Rows } from '../../call.ts'
import { bufferOf, type OfAttachment } from '../../kernel/dma-buf/buffers.ts'
import { lendingMm } from '../../kernel/dma-buf/linux-dma-buf.ts'
import { EOPNOTSUPP } from '../../kernel/errno.ts'
import { linux } from '../../kernel/linux.ts'
import type { Mm } from '../../kernel/mm/parts.ts'
import { parts } from '../proposals/provider-revoke.ts'

export const unwaited = {
  dma_buf_attach: { revocable: () => next() },
  dma_buf_revoke: { fences: () => next(), unmapped: () => next() },
}

const refusesToPin: Rows<Mm, OfAttachment> = {
  in_place: (k, locals) => (bufferOf(k, locals).moves ? next() : ret(-EOPNOTSUPP)),
}

export default linux(
  {
    id: 'revoke-without-waiting',
    basis: 'provider-revoke',
    mendedBy: 'provider-revoke',
    summary: 'Linux 6.19 and 7.0: VFIO revokes memory that it lent, without waiting for transfers under way',
    sources: ['vfio_pci_dma_buf_move(), Linux 6.19 to 7.0', 'R6.19-3, A5-20'],
  },
  { ...parts, memory: lendingMm({ ...unwaited, dma_buf_pin: refusesToPin }) },
)
