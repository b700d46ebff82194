/** A buffer lent by one driver to another: exported, attached, unmapped, given up, taken away (drivers/dma-buf, Linux 7.1). */
import { lives, takenAway } from '../../memory/lent.ts'
import type { DmaBuf } from '../../kernel/dma-buf/state.ts'
import type { Outcome } from '../../outcome.ts'
import { flag, fn, gives, mapping, number, optional } from '../word.ts'
import { memoryOperation, type MemoryWorld } from './call.ts'
import { mappersOf } from '../../memory/observe.ts'

export const buffer = mapping({ of: ['dma_buf_export'] })
export const attachment = mapping({ of: ['dma_buf_attach'] })

const called = (rc: number): Outcome => ({ kind: 'called', rc })

export const dmaBufExport = memoryOperation({
  kind: 'dma_buf_export',
  about:
    'A driver lends a page of its function’s memory, by way of the BAR that shows it (dma_buf_export; VFIO_DEVICE_FEATURE_DMA_BUF, Linux 6.19).',
  words: {
    as: gives(),
    device: fn({ says: 'A function whose BAR shows its memory (`memory: {shown: n}`).' }),
    page: optional(
      number({ says: 'The page of its memory and of its BAR, by number.', leftOut: 'the first', drawn: [0], size: 0 }),
      0,
    ),
    moves: optional(
      flag({
        says: 'Whether its driver may move it to RAM, as that of a GPU does; VFIO can only take it away.',
        leftOut: 'it stays',
      }),
      false,
    ),
  },
  answers: 'called',
  asks: ({ device, page, moves }, _, index) => ({
    table: 'dma_buf_export',
    args: { buffer: index, exporter: device, page, moves },
  }),
  answer: (rc: number, _, { meant, index }) => {
    if (rc === 0) lives(meant, index)
    return called(rc)
  },
  sentence: (told, { moves }) =>
    `page ${told.page} of ${told.device}${moves ? ', which may move' : ''}, called ${told.as}`,
})

export const dmaBufAttach = memoryOperation({
  kind: 'dma_buf_attach',
  about: 'A driver attaches to a buffer, to borrow it (dma_buf_attach, dma_buf_dynamic_attach, Linux 7.1).',
  words: {
    as: gives(),
    buffer,
    device: fn({ says: 'The function that is to reach it.' }),
    static: optional(
      flag({ says: 'Whether it cannot be told that the memory goes (no `move_notify`).', leftOut: 'it can be told' }),
      false,
    ),
    ram: optional(
      flag({ says: 'Whether it takes no address of a BAR (no `allow_peer2peer`).', leftOut: 'it takes one' }),
      false,
    ),
  },
  answers: 'called',
  asks: ({ buffer: of, device, static: isStatic, ram }, { mm }, index) =>
    mm.buffers[of] === undefined || mm.buffers[of].exporter === device
      ? undefined
      : {
          table: 'dma_buf_attach',
          args: { buffer: of, attachment: index, importer: device, peer2peer: !ram, dynamic: !isStatic },
        },
  answer: called,
  sentence: (told, values) =>
    `${told.device} to ${told.buffer}, called ${told.as}${values.static ? '; it cannot be told' : ''}${values.ram ? '; it takes no BAR' : ''}`,
})

/** The buffer that an attachment is of, by the step that exported it; undefined: it was refused, or given up. */
export const bufferOf = ({ mm }: MemoryWorld, step: number): number | undefined => {
  const found = Object.entries(mm.buffers).find(([, { attachments }]) => attachments[step] !== undefined)
  return found === undefined ? undefined : Number(found[0])
}

const ofAttachment = (table: string) => (values: { readonly attachment: number }, world: MemoryWorld) => {
  const of = bufferOf(world, values.attachment)
  return of === undefined ? undefined : { table, args: { buffer: of, attachment: values.attachment } }
}

export const dmaBufUnmap = memoryOperation({
  kind: 'dma_buf_unmap_attachment',
  about: 'A driver unmaps what it mapped once; the last unmap takes the address from its device.',
  words: { attachment },
  answers: 'called',
  asks: (values, world) => {
    const asking = ofAttachment('dma_buf_unmap_attachment')(values, world)
    return asking !== undefined && world.mm.buffers[asking.args.buffer].attachments[values.attachment].maps > 0
      ? asking
      : undefined
  },
  answer: called,
  sentence: (told) => told.attachment,
})

export const dmaBufDetach = memoryOperation({
  kind: 'dma_buf_detach',
  about: 'A driver gives up what it borrowed.',
  words: { attachment },
  answers: 'called',
  asks: ofAttachment('dma_buf_detach'),
  answer: called,
  sentence: (told) => told.attachment,
})

export const dmaBufQueue = memoryOperation({
  kind: 'dma_buf_queue',
  about: 'A user of the device that borrowed the buffer queues work that does not finish: its fence does not signal.',
  words: { attachment },
  answers: 'called',
  asks: ofAttachment('dma_buf_queue'),
  answer: called,
  sentence: (told) => `work through ${told.attachment} that does not finish`,
})

/** Memory that is there, and lent by an exporter of this kind. */
const lent = ({ mm, meant }: MemoryWorld, of: number, moves: boolean): DmaBuf | undefined => {
  const { [of]: found } = mm.buffers
  return found?.moves === moves && meant.lent[of].ended === undefined ? found : undefined
}

export const dmaBufRevoke = memoryOperation({
  kind: 'dma_buf_revoke',
  about:
    'VFIO takes the memory away: the function is reset, its memory is disabled, or its driver is unbound (vfio_pci_dma_buf_move, Linux 7.1). What lies there then is somebody else’s.',
  words: { buffer },
  answers: 'withdrawn',
  asks: ({ buffer: of }, world) =>
    lent(world, of, false) === undefined ? undefined : { table: 'dma_buf_revoke', args: { buffer: of } },
  answer: (_: number, { buffer: of }, { meant, mm, index }) => {
    takenAway(meant, of, index)
    return { kind: 'withdrawn', mapped: mappersOf(mm, of) }
  },
  sentence: (told) => told.buffer,
})

export const dmaBufMove = memoryOperation({
  kind: 'dma_buf_move',
  about:
    'The driver of a GPU moves what it lent to RAM, and its place is free for others (amdgpu_bo_move, Linux 6.12).',
  words: { buffer },
  answers: 'withdrawn',
  asks: ({ buffer: of }, world) =>
    lent(world, of, true) === undefined ? undefined : { table: 'dma_buf_move', args: { buffer: of } },
  // What lies in RAM already gives up no place.
  answer: (went: number, { buffer: of }, { mm }) => ({ kind: 'withdrawn', mapped: went > 0 ? mappersOf(mm, of) : [] }),
  sentence: (told) => told.buffer,
})
