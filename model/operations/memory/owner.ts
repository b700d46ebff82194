/** Whose private memory is, said anew (drivers/gpu/drm/drm_pagemap_util.c, Linux 7.0). */
import { copied } from '../../kernel/mm/state.ts'
import { SKIPPED } from '../../outcome.ts'
import { operation } from '../operation.ts'
import { device, hasMemory } from './device.ts'

export const acquireOwner = operation({
  kind: 'drm_pagemap_acquire_owner',
  about:
    'A driver gives the private memory of its device an owner: that of devices that all reach it, or a new one (drm_pagemap_acquire_owner, Linux 7.0).',
  words: { device },
  answers: 'called',
  needs: ['memory', 'acquireOwner'],
  run: ({ design, world }, { device: f }) => {
    if (!hasMemory(world, f) || world.hw.machine.local[f]!.type !== 'private') return { world, outcome: SKIPPED }
    const mm = copied(world.mm)
    const rc = design.acquireOwner!(mm, world.hw, f)
    return { world: rc === 0 ? { ...world, mm } : world, outcome: { kind: 'called', rc } }
  },
  sentence: (told) => `${told.device} joins those that it is linked with`,
})
