/** What the calls of this folder ask of a buffer. */
import type { Mm } from '../mm/parts.ts'
import type { FrameNumber } from '../../machine/page-table.ts'
import type { Attachment, DmaBuf } from './state.ts'

/** What each call here is about: a buffer, by the step that exported it. */
export interface OfBuffer {
  readonly buffer: number
}
/** And one of its attachments, by the step that attached. */
export interface OfAttachment extends OfBuffer {
  readonly attachment: number
}

export const bufferOf = ({ w }: Pick<Mm, 'w'>, { buffer }: OfBuffer): DmaBuf => w.buffers[buffer]

export const attachmentOf = (k: Pick<Mm, 'w'>, of: OfAttachment): Attachment =>
  bufferOf(k, of).attachments[of.attachment]

export const attachmentsOf = (k: Pick<Mm, 'w'>, of: OfBuffer): Attachment[] =>
  Object.values(bufferOf(k, of).attachments)

/** The device has the address no longer, and it is unmapped. */
export const unmapAll = ({ w }: Pick<Mm, 'w'>, attachment: Attachment): void => {
  const { importer: device, address: pfn } = attachment
  if (pfn !== undefined) w.letGo.push({ device, pfn, lent: true })
  attachment.address = undefined
  attachment.maps = 0
}

/** Buffers of this exporter that VFIO lent and can take away, by the step that exported them; what it took away already included. */
export const bufferTakers = ({ buffers }: Mm['w'], exporter: number): number[] =>
  Object.entries(buffers).flatMap(([step, one]) => (one.exporter === exporter && !one.moves ? [Number(step)] : []))

/** A device that borrowed is reset: its driver ends what it had under way, and lets go of what it was told to let go of. */
export const workEnds = (k: Pick<Mm, 'w'>, f: number): void => {
  for (const { attachments } of Object.values(k.w.buffers))
    for (const attachment of Object.values(attachments).filter(({ importer }) => importer === f)) {
      attachment.fences = 0
      if (attachment.told) unmapAll(k, attachment)
    }
}

/** The driver that borrowed is gone with its device: all that was under way has ended, and it lets go of everything. */
export const borrowersGone = (k: Pick<Mm, 'w'>, functions: readonly number[]): void => {
  for (const { attachments } of Object.values(k.w.buffers))
    for (const [step, attachment] of Object.entries(attachments)) {
      if (!functions.includes(attachment.importer)) continue
      unmapAll(k, attachment)
      delete attachments[Number(step)]
    }
}

/** The page that a device is given for memory: that of the BAR which shows it, where it is local memory. */
export const pageFor = ({ w: { memory } }: Pick<Mm, 'w'>, frame: FrameNumber): FrameNumber => {
  const { [frame]: home } = memory.home
  if (home === undefined) return frame
  const at = memory.windows[home].indexOf(frame)
  return Number(
    Object.keys(memory.bars).find((bar) => memory.bars[Number(bar)].of === home && memory.bars[Number(bar)].at === at),
  )
}
