/**
 * A transfer by the address that a device has for memory that was lent. Between its two rows it is under way: its fence is not
 * signalled, and nobody has reached any memory yet.
 */
import { onTheWire, type Dma } from '../address.ts'
import { next, ret, type Rows } from '../call.ts'
import { deliver } from '../hardware/deliver.ts'
import { frameReached } from '../hardware/frame-reached.ts'
import type { Landing } from '../hardware/landing.ts'
import { attachmentOf, bufferOf, unmapAll, type OfAttachment } from '../kernel/dma-buf/buffers.ts'
import type { Mm } from '../kernel/mm/parts.ts'
import type { FrameNumber } from '../machine/page-table.ts'
import { isStopped } from '../transfer.ts'

/** What came of it; `lies`: where the bytes of the buffer lay when it landed. */
export type Lent =
  | 'refused'
  | {
      readonly landing: Landing
      readonly frame: FrameNumber | undefined
      readonly value: number
      readonly lies: FrameNumber
    }

interface Locals extends OfAttachment {
  /** What is written; undefined: it reads. */
  readonly tag: number | undefined
  readonly dma: Dma
}

/** Who borrows unmaps when the last transfer is done, if it was told meanwhile. */
const signal = (k: Mm, locals: Locals): void => {
  const attachment = attachmentOf(k, locals)
  attachment.fences--
  if (attachment.told && attachment.fences === 0) unmapAll(k, attachment)
}

export const LENT_DMA: Rows<Mm, Locals> = {
  begin: (k, locals) => {
    const attachment = attachmentOf(k, locals)
    if (attachment.address === undefined || attachment.told) return ret('refused' satisfies Lent)
    if (isStopped(k.hw!, attachment.importer)) return ret('refused' satisfies Lent)
    attachment.fences++
    return next({ dma: attachment.address.dma })
  },
  land: (k, locals) => {
    const { importer, killed } = attachmentOf(k, locals)
    if (killed) return ret('refused' satisfies Lent)
    const { memory } = k.w
    const { tag, dma } = locals
    const landing = deliver(k.hw!, importer, onTheWire(dma), tag === undefined ? 'read' : 'write')
    const frame = frameReached(k.hw!.machine, memory, landing)
    if (frame !== undefined && tag !== undefined) memory.content[frame] = tag
    const value = frame === undefined ? 0 : (memory.content[frame] ?? 0)
    signal(k, locals)
    return ret({ landing, frame, value, lies: bufferOf(k, locals).frame } satisfies Lent)
  },
}
