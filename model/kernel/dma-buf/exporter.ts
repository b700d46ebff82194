/**
 * Who lends: VFIO's exporter, and a driver of a GPU that may move what it lends (drivers/vfio/pci/vfio_pci_dmabuf.c,
 * drivers/dma-buf/dma-buf.c, Linux 7.1: read). Rows that an older kernel has otherwise are overridden in its design.
 */
import { WAIT, calls, next, ret, type Rows } from '../../call.ts'
import { EBUSY, EINVAL, ENODEV, EOPNOTSUPP } from '../errno.ts'
import { memoryOf } from '../lib/test-hmm/mirror.ts'
import { allocRam, copyContent } from '../mm/page/struct-page.ts'
import type { Mm } from '../mm/parts.ts'
import { attachmentOf, attachmentsOf, bufferOf, type OfAttachment, type OfBuffer } from './buffers.ts'

interface Export extends OfBuffer {
  readonly exporter: number
  readonly page: number
  readonly moves: boolean
}

/** R6.19-3: what is past the BAR is EINVAL. The page of the BAR shows the page of the memory that has its number. */
export const DMA_BUF_EXPORT: Rows<Mm, Export> = {
  export: ({ w }, { buffer, exporter, page, moves }) => {
    const map = memoryOf(w, exporter)
    const { [exporter]: window } = w.memory.windows
    if (map === undefined || window === undefined || page >= Math.min(map.pages, window.length)) return ret(-EINVAL)
    const frame = map.first + page
    if (w.pages[frame].refs > 0) return ret(-EBUSY)
    w.pages[frame].refs = 1
    window[page] = frame
    w.buffers[buffer] = { exporter, moves, frame, revoked: false, attachments: {} }
    return ret(0)
  },
}

interface Attach extends OfAttachment {
  readonly importer: number
  readonly peer2peer: boolean
  readonly dynamic: boolean
}

/** R7.1-5: VFIO lends to nobody who cannot be told, for it could not take the memory back. */
export const DMA_BUF_ATTACH: Rows<Mm, Attach> = {
  peer: (k, locals) => (bufferOf(k, locals).moves || locals.peer2peer ? next() : ret(-EOPNOTSUPP)),
  revocable: (k, locals) => (bufferOf(k, locals).moves || locals.dynamic ? next() : ret(-EOPNOTSUPP)),
  revoked: (k, locals) => (bufferOf(k, locals).revoked ? ret(-ENODEV) : next()),
  attach: (k, { buffer, attachment, importer, peer2peer, dynamic }) => {
    const none = { maps: 0, address: undefined, fences: 0, told: false, killed: false }
    bufferOf(k, { buffer }).attachments[attachment] = { importer, peer2peer, dynamic, ...none }
    return ret(0)
  },
}

/** Before a map: what can not be told is pinned, and a driver that may move its memory pins it in RAM. */
export const DMA_BUF_PIN: Rows<Mm, OfAttachment> = {
  revoked: (k, locals) => (bufferOf(k, locals).revoked ? ret(-ENODEV) : next()),
  needed: (k, locals) => {
    const { dynamic, peer2peer } = attachmentOf(k, locals)
    return dynamic && peer2peer ? ret(0) : next()
  },
  in_place: (k, locals) => (bufferOf(k, locals).moves ? next() : ret(0)),
  to_ram: calls('dma_buf_move', ({ buffer }) => ({ buffer }), 'rc'),
}

const hasFences = (k: Mm, of: OfBuffer): boolean => attachmentsOf(k, of).some(({ fences }) => fences > 0)
const isMapped = (k: Mm, of: OfBuffer): boolean => attachmentsOf(k, of).some(({ maps }) => maps > 0)

/** The memory of a GPU goes to RAM: who borrows is told, and the copy waits for what is under way. Answers how many pages went. */
export const DMA_BUF_MOVE: Rows<Mm, OfBuffer> = {
  where: (k, locals) => (k.w.memory.home[bufferOf(k, locals).frame] === undefined ? ret(0) : next()),
  tell: calls('dma_buf_invalidate', ({ buffer }) => ({ buffer })),
  fences: (k, locals) => (hasFences(k, locals) ? WAIT : next()),
  copy: (k, locals) => {
    const buffer = bufferOf(k, locals)
    const { frame } = allocRam(k)
    copyContent(k, frame, buffer.frame)
    k.w.pages[buffer.frame].refs = 0
    buffer.frame = frame
    return ret(1)
  },
}

/** R7.1-5, `vfio_pci_dma_buf_move`: the function is reset, its memory is disabled, or its driver goes. */
export const DMA_BUF_REVOKE: Rows<Mm, OfBuffer> = {
  close: (k, locals) => {
    bufferOf(k, locals).revoked = true
    return next()
  },
  tell: calls('dma_buf_invalidate', ({ buffer }) => ({ buffer })),
  fences: (k, locals) => (hasFences(k, locals) ? WAIT : next()),
  unmapped: (k, locals) => (isMapped(k, locals) ? WAIT : next()),
  reset: (k, locals) => {
    k.w.memory.content[bufferOf(k, locals).frame] = 0
    return ret(0)
  },
}
