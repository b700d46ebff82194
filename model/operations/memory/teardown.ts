/** What a driver takes down of what it has: its notifier. */
import type { Outcome } from '../../outcome.ts'
import { memoryOperation } from './call.ts'
import { device, mirrors } from './device.ts'

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
