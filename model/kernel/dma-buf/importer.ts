/**
 * Who borrows. Told that the memory goes, it begins nothing more on its device, and unmaps when what is under way is done: at
 * once, or when the last fence signals (`dma_buf_attach_ops`, include/linux/dma-buf.h, Linux 7.1: read).
 */
import { next, ret, type Rows } from '../../call.ts'
import { EBUSY } from '../errno.ts'
import type { Mm } from '../mm/parts.ts'
import { attachmentOf, attachmentsOf, bufferOf, unmapAll, type OfAttachment, type OfBuffer } from './buffers.ts'

/** `move_notify`, from 7.1 on `invalidate_mappings`: R7.1-4. */
export const DMA_BUF_INVALIDATE: Rows<Mm, OfBuffer> = {
  stop: (k, locals) => {
    for (const attachment of attachmentsOf(k, locals).filter(({ dynamic }) => dynamic)) {
      attachment.told = true
      if (attachment.fences === 0) unmapAll(k, attachment)
    }
    return next()
  },
}

/** The last of several unmaps takes the address from the device. */
export const DMA_BUF_UNMAP: Rows<Mm, OfAttachment> = {
  unmap: (k, locals) => {
    const attachment = attachmentOf(k, locals)
    if (attachment.maps === 1) unmapAll(k, attachment)
    else attachment.maps--
    return ret(0)
  },
}

export const DMA_BUF_DETACH: Rows<Mm, OfAttachment> = {
  detach: (k, locals) => {
    const { maps, fences } = attachmentOf(k, locals)
    if (maps > 0 || fences > 0) return ret(-EBUSY)
    delete bufferOf(k, locals).attachments[locals.attachment]
    return ret(0)
  },
}

/** A user of the device has it begin work that does not finish: its fence signals when the user likes. */
export const DMA_BUF_QUEUE: Rows<Mm, OfAttachment> = {
  begin: (k, locals) => {
    const attachment = attachmentOf(k, locals)
    if (attachment.address === undefined || attachment.told) return ret(-EBUSY)
    attachment.fences++
    return ret(0)
  },
}
