/** A request by the address of a mirrored page, or of memory that was lent, as the use of a mapping of it: where it lies now is what is meant. */
import { PAGE, onTheWire, type Dma } from '../model/address.ts'
import type { Access } from '../model/hardware/landing.ts'
import { addressOf } from '../model/machine/frames.ts'
import type { FrameNumber } from '../model/machine/page-table.ts'
import { liesAt } from '../model/memory/observe.ts'
import { RAM, type Segment } from '../model/place.ts'
import type { Mapped, World } from '../model/world.ts'
import type { Event } from '../spec/rule.ts'
import type { Transfer } from '../model/transfer.ts'

interface MirroredUse {
  readonly event: Event
  readonly transfer: Transfer
  readonly mapping: Mapped
}

/** undefined: the step is none, or nothing was sent. */
export const mirroredUse = (event: Event): MirroredUse | undefined => {
  const sent = sentBy(event)
  if (sent === undefined || event.outcome.kind !== 'accessed' || event.outcome.landing === undefined) return undefined
  const { device, dma, write, lies } = sent
  const access: Access = write ? 'write' : 'read'
  const direction = write ? 'DMA_FROM_DEVICE' : 'DMA_TO_DEVICE'
  const meant = placesOf(event.before, lies)
  const at = { entry: 0, offset: 0, position: 0, length: PAGE }
  const transactions = [{ ...at, address: onTheWire(dma), landing: event.outcome.landing }]
  return {
    event,
    transfer: { kind: 'transfer', initiator: device, access, transactions, cpu: [] },
    mapping: { client: device, direction, meant, table: [], told: [], nents: 1, bounced: [], live: true },
  }
}

/** Who sent it, by which address, and where what is meant lay. */
interface Sent {
  readonly device: number
  readonly dma: Dma
  readonly write: boolean
  readonly lies: FrameNumber | undefined
}

const sentBy = ({ operation, outcome, before: { mm } }: Event): Sent | undefined => {
  if (operation.kind === 'mirrored_dma') {
    const { device, page, write } = operation
    const dma = mm.dma[device]?.[page]?.dma
    return dma === undefined ? undefined : { device, dma, write, lies: liesAt(mm, 0, page) }
  }
  if (operation.kind !== 'dma_buf_dma' || outcome.kind !== 'accessed' || outcome.lent === undefined) return undefined
  const { buffer, lies, ended } = outcome.lent
  const { importer: device, address } = mm.buffers[buffer].attachments[operation.attachment]
  return { device, dma: address!.dma!, write: operation.write, lies: ended === undefined ? lies : undefined }
}

/** Of private memory the page of the BAR that shows it; none: no address leads there. */
const placesOf = ({ hw: { machine }, mm: { memory } }: World, frame: FrameNumber | undefined): Segment[] => {
  if (frame === undefined) return []
  const shown = Object.keys(memory.bars)
    .map(Number)
    .find((bar) => showsIn(memory, bar) === frame)
  const phys = addressOf(machine, memory, shown ?? frame)
  if (phys === undefined) return []
  if (shown === undefined) return [{ owner: RAM, at: phys, phys, length: PAGE }]
  const { of, at } = memory.bars[shown]
  return [{ owner: of, at: at * PAGE, phys, length: PAGE }]
}

const showsIn = ({ bars, windows }: World['mm']['memory'], bar: FrameNumber): FrameNumber | undefined =>
  windows[bars[bar].of][bars[bar].at]
