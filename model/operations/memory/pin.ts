/** Pages of a process held for DMA, and DMA through what is held (mm/gup.c). */
import type { GupResult } from '../../kernel/mm/pin/gup.ts'
import { meantThrough, pinned } from '../../memory/meant.ts'
import type { Outcome } from '../../outcome.ts'
import { flag, gives, mapping, optional } from '../word.ts'
import { memoryOperation } from './call.ts'
import { isAlive, pages, process, rangeOf, tagOf } from './process.ts'

const NOTHING_ELSE = { force: false, p2p: false, nofault: false }

export const pinUserPages = memoryOperation({
  kind: 'pin_user_pages',
  about: 'A driver pins pages of a process for DMA (pin_user_pages).',
  words: {
    as: gives(),
    process,
    pages,
    write: optional(
      flag({ says: 'Whether the device will write to them (FOLL_WRITE).', leftOut: 'it only reads' }),
      false,
    ),
    longterm: optional(
      flag({ says: 'Whether they are held for long (FOLL_LONGTERM).', leftOut: 'they are given back soon' }),
      false,
    ),
  },
  answers: 'pinned',
  asks: (values, world) => {
    if (!isAlive(world, values.process)) return undefined
    const flags = { ...NOTHING_ELSE, write: values.write, pin: true, longterm: values.longterm }
    return { table: 'get_user_pages', args: { ...rangeOf(values), flags } }
  },
  answer: ({ rc, frames }: GupResult, values, { meant, mm, index, objects }) => {
    if (frames.length > 0) {
      mm.held[index] = frames
      const { process: of, start } = rangeOf(values)
      pinned(meant, index, { process: of, start, end: start + frames.length, write: values.write }, objects)
    }
    return { kind: 'pinned', rc }
  },
  sentence: (told) => `${told.pages}, called ${told.as}`,
})

const pin = mapping({ of: ['pin_user_pages'] })

export const unpinUserPages = memoryOperation({
  kind: 'unpin_user_pages',
  about: 'A driver gives back what it pinned (unpin_user_pages).',
  words: { pin },
  answers: 'called',
  asks: ({ pin: step }, { mm }) =>
    mm.held[step] === undefined ? undefined : { table: 'unpin_user_pages', args: { pin: step } },
  answer: (rc: number, { pin: step }, { meant }): Outcome => {
    delete meant.pins[step]
    return { kind: 'called', rc }
  },
  sentence: (told) => told.pin,
})

export const pinnedDma = memoryOperation({
  kind: 'pinned_dma',
  about: 'A device reads the first of the pages that its driver pinned, or writes to it.',
  words: { pin, write: optional(flag({ says: 'Whether it writes.', leftOut: 'it reads' }), false) },
  answers: 'accessed',
  asks: ({ pin: step, write }, { mm, meant }, index) => {
    const { [step]: frames } = mm.held
    if (frames === undefined || (write && !meant.pins[step].write)) return undefined
    return { table: 'device_dma', args: { frame: frames[0], value: write ? tagOf(index) : undefined } }
  },
  answer: ({ value }: { readonly value: number }, { pin: step, write }, { meant, index }): Outcome => {
    const object = meantThrough(meant, step)
    if (write && object !== undefined) object.values = [tagOf(index)]
    return { kind: 'accessed', end: 'done', value }
  },
  sentence: (told, { write }) => `${write ? 'writes through' : 'reads through'} ${told.pin}`,
})
