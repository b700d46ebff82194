/** The memory half of a kernel that lends buffers: that of Linux 6.12, and the calls of this folder as 7.1 has them. */
import type { Rows } from '../../call.ts'
import { linuxMm, type OwnRows } from '../mm/linux-mm.ts'
import type { Mm, MmDesign } from '../mm/parts.ts'
import { refuse, unread } from '../refuse.ts'
import { DMA_BUF_ATTACH, DMA_BUF_EXPORT, DMA_BUF_MOVE, DMA_BUF_PIN, DMA_BUF_REVOKE } from './exporter.ts'
import { DMA_BUF_DETACH, DMA_BUF_INVALIDATE, DMA_BUF_QUEUE, DMA_BUF_UNMAP } from './importer.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what locals a table takes is known where it stands
export const LENDING: Readonly<Record<string, Rows<Mm, any>>> = {
  dma_buf_export: DMA_BUF_EXPORT,
  dma_buf_attach: DMA_BUF_ATTACH,
  dma_buf_pin: DMA_BUF_PIN,
  dma_buf_move: DMA_BUF_MOVE,
  dma_buf_revoke: DMA_BUF_REVOKE,
  dma_buf_invalidate: DMA_BUF_INVALIDATE,
  dma_buf_unmap_attachment: DMA_BUF_UNMAP,
  dma_buf_detach: DMA_BUF_DETACH,
  dma_buf_queue: DMA_BUF_QUEUE,
}

/** A kernel that lends, with rows of one's own in the place of those with the same labels. Throws Refused where one is nobody's. */
export const lendingMm = (rows: OwnRows = {}): MmDesign => {
  refuse([
    ...unread(rows, Object.keys(LENDING), 'a table'),
    ...Object.entries(rows).flatMap(([table, own]) =>
      unread(own, Object.keys(LENDING[table] ?? own), 'a row', `${table}.`),
    ),
  ])
  const lending = Object.entries(LENDING).map(([table, of]) => [table, { ...of, ...rows[table] }])
  return { parts: linuxMm.parts, tables: { ...linuxMm.tables, ...Object.fromEntries(lending) } }
}
