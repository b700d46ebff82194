/**
 * RAM taken and given back (`mm/page_alloc.c`). Which pages there are is the scenario's choice: no design decides it.
 */
import { DONE, SKIPPED } from '../outcome.ts'
import { bytesOf } from './memory.ts'
import { ended, given } from './object.ts'
import { operation } from './operation.ts'
import { gives, memory, object } from './word.ts'

export const allocPages = operation({
  kind: 'alloc_pages',
  about: 'A driver takes these pages, which are free (alloc_pages).',
  words: { as: gives(), memory: memory({ drawn: [{ ram: 0x300000 }] }) },
  answers: 'done',
  givesBytes: (file) => bytesOf([file.memory]),
  run: ({ world, index }, { memory: at }) => ({ world: given(world, index, at, 'kernel'), outcome: DONE }),
  sentence: (told) => `${told.memory}, called ${told.as}`,
})

export const freePages = operation({
  kind: 'free_pages',
  about: 'Pages that were taken are given back, and may be given to anybody (free_pages).',
  words: { memory: object({ of: ['alloc_pages'] }) },
  answers: 'done',
  run: ({ world, index }, { memory: step }) => {
    const held = world.objects.get(step)
    if (held === undefined || held.ended !== undefined) return { world, outcome: SKIPPED }
    return { world: ended(world, index, (_, of) => of === step), outcome: DONE }
  },
  sentence: (told) => told.memory,
})
