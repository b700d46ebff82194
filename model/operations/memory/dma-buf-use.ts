/** Memory that was lent, mapped for the device that borrows it, and used (drivers/dma-buf, Linux 7.1). */
import { EBUSY } from '../../kernel/errno.ts'
import { invalidated } from '../../invalidate.ts'
import type { Attachment } from '../../kernel/dma-buf/state.ts'
import { pageFor } from '../../kernel/dma-buf/buffers.ts'
import { copied } from '../../kernel/mm/state.ts'
import { callMm } from '../../memory/access.ts'
import { letGo, pageAt } from '../../memory/let-go.ts'
import { writtenTo } from '../../memory/lent.ts'
import type { Lent } from '../../memory/lent-dma.ts'
import { SKIPPED, type Outcome, type Stepped } from '../../outcome.ts'
import type { World } from '../../world.ts'
import { operation, type At } from '../operation.ts'
import { flag, optional } from '../word.ts'
import { memoryOperation } from './call.ts'
import { attachment, bufferOf } from './dma-buf.ts'
import { tagOf } from './process.ts'

interface Of {
  readonly buffer: number
  readonly attachment: number
}

export const dmaBufMapAttachment = operation({
  kind: 'dma_buf_map_attachment',
  about:
    'A driver maps what it borrows for its device, once more if it has it already (dma_buf_map_attachment; dma_buf_phys_vec_to_sgt, Linux 6.19).',
  words: { attachment },
  answers: 'called',
  needs: ['memory', 'dmaBufMap', 'dmaBufUnmap'],
  run: (at, { attachment: step }) => {
    const buffer = bufferOf(at.world, step)
    return buffer === undefined ? { world: at.world, outcome: SKIPPED } : mapped(at, { buffer, attachment: step })
  },
  sentence: (told) => told.attachment,
})

/** Where the exporter would have it for this importer, and then an address. Where there is no way, memory that may move goes to RAM. */
const mapped = (at: At, of: Of): Stepped => {
  const pinned = placed(at, 'dma_buf_pin', of)
  if (pinned === undefined) return { world: at.world, outcome: { kind: 'hangs' } }
  if (pinned.rc < 0) return { world: pinned.world, outcome: { kind: 'called', rc: pinned.rc } }
  const first = addressed(at, pinned.world, of)
  if (first.rc === 0 || !at.world.mm.buffers[of.buffer].moves) return answered(first)
  const moved = placed({ ...at, world: first.world }, 'dma_buf_move', of)
  if (moved === undefined) return { world: first.world, outcome: { kind: 'hangs' } }
  return answered(addressed(at, moved.world, of))
}

const placed = ({ design, world, call }: At, table: string, of: Of): { world: World; rc: number } | undefined => {
  const mm = copied(world.mm)
  const ended = callMm<number | undefined>(design.memory!, mm, table, of, world.hw)
  if (ended.kind !== 'returned') return undefined
  return { world: letGo(design, { ...world, mm }, call.choose), rc: Math.min(ended.value ?? 0, 0) }
}

interface Addressed {
  readonly world: World
  readonly rc: number
  readonly dma?: Attachment['address']
}

/** What a device has already is counted. */
const addressed = ({ design, call }: At, world: World, of: Of): Addressed => {
  const { frame, attachments } = world.mm.buffers[of.buffer]
  const { [of.attachment]: before } = attachments
  if (before.address !== undefined && before.told) return { world, rc: -EBUSY }
  if (before.address !== undefined)
    return { world: having(world, of, { ...before, maps: before.maps + 1 }), rc: 0, dma: before.address }
  const pfn = { frame: pageFor({ w: world.mm }, frame), write: true, mapped: false, bus: false, dma: undefined }
  const now = { ...call, k: world.kernel, hw: world.hw }
  const { k, rc, pfn: got, domains } = design.dmaBufMap!(now, before.importer, pfn, pageAt(world, pfn.frame)!)
  const after = { ...world, kernel: k, hw: invalidated(world.hw, domains, call.choose) }
  if (rc < 0) return { world: after, rc }
  return { world: having(after, of, { ...before, maps: 1, address: got, told: false }), rc, dma: got }
}

const having = (world: World, { buffer, attachment: step }: Of, attached: Attachment): World => {
  const mm = copied(world.mm)
  mm.buffers[buffer].attachments[step] = attached
  return { ...world, mm }
}

const answered = ({ world, rc, dma: got }: Addressed): Stepped => {
  const address = got?.dma === undefined ? {} : { dma: got.dma }
  return { world, outcome: { kind: 'called', rc, ...address } }
}

export const dmaBufDma = memoryOperation({
  kind: 'dma_buf_dma',
  about: 'A device reads memory that its driver borrowed, or writes to it, by the address that it has.',
  words: { attachment, write: optional(flag({ says: 'Whether the device writes.', leftOut: 'it reads' }), false) },
  answers: 'accessed',
  asks: ({ attachment: step, write }, world, index) => {
    const buffer = bufferOf(world, step)
    if (buffer === undefined) return undefined
    return { table: 'lent_dma', args: { buffer, attachment: step, tag: write ? tagOf(index) : undefined } }
  },
  answer: (came: Lent, { attachment: step, write }, { meant, mm, index }): Outcome => {
    if (came === 'refused') return { kind: 'accessed', end: 'refused' }
    const buffer = bufferOf({ mm, meant }, step)!
    const { ended } = meant.lent[buffer]
    const { landing, frame, value, lies } = came
    // A write that gets lost was meant all the same: nobody tells the device.
    if (write) writtenTo(meant, buffer, tagOf(index))
    const lent = { buffer, lies, ...(ended === undefined ? {} : { ended }) }
    if (frame === undefined) return { kind: 'accessed', end: 'nowhere', landing, lent }
    return { kind: 'accessed', end: 'done', value, landing, frame, lent }
  },
  sentence: (told, { write }) => `${write ? 'writes through' : 'reads through'} ${told.attachment}`,
})
