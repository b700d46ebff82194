/** What a driver takes down of what it has: its notifier, its page map; and who looks for one. */
import { memoryOf } from '../../kernel/lib/test-hmm/mirror.ts'
import type { Outcome } from '../../outcome.ts'
import { memoryOperation, type Asking, type MemoryWorld } from './call.ts'
import { device, hasMemory, mirrors } from './device.ts'

const called = (rc: number): Outcome => ({ kind: 'called', rc })

export const notifierRemove = memoryOperation({
  kind: 'mmu_interval_notifier_remove',
  about:
    'A driver stops mirroring process 0: it removes its notifier, and frees what the notifier lies in (dmirror_fops_release, lib/test_hmm.c). It may do so only when no other call of that device is under way.',
  words: { device },
  answers: 'called',
  asks: ({ device: f }, world) =>
    mirrors(world, f) ? { table: 'dmirror_fops_release', args: { device: f } } : undefined,
  answer: called,
  sentence: (told) => `${told.device} mirrors nothing any more`,
})

/** Of the map of a device's memory: whether or not it is being taken down. */
const ofMap = (table: string, f: number, { mm }: MemoryWorld): Asking | undefined => {
  const map = memoryOf(mm, f)
  return map === undefined ? undefined : { table, args: { device: f, map: map.name } }
}

export const memunmapPages = memoryOperation({
  kind: 'memunmap_pages',
  about:
    'A driver takes down the page map of its device’s memory, and waits for who holds it (memunmap_pages). It moves nothing out of that memory, and it may do so only when no other call of that device is under way.',
  words: { device },
  answers: 'called',
  asks: ({ device: f }, world) => (hasMemory(world, f) ? ofMap('memunmap_pages', f, world) : undefined),
  answer: () => called(0),
  sentence: (told) => `the page map of ${told.device}`,
})

export const getDevPagemap = memoryOperation({
  kind: 'get_dev_pagemap',
  about:
    'Somebody looks up the page map of a device’s memory by the number of a page, as memory_failure does, and gives it back (get_dev_pagemap, put_dev_pagemap).',
  words: { device },
  answers: 'called',
  asks: ({ device: f }, world) => ofMap('get_dev_pagemap', f, world),
  answer: called,
  sentence: (told) => `the page map of ${told.device}`,
})
