/** Devices join the first group of owners that they are linked with, in the order in which they come. */
import { acquireBy, firstLinked } from '../../kernel/gpu/drm-pagemap.ts'
import { linux } from '../../kernel/linux.ts'
import { linuxMm } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'owner-groups',
    alias: 'D22',
    basis: 'linux-6.12',
    summary:
      'Linux 6.12 with the owners of 7.0: a device joins the first group that it is linked with, or begins a new one',
    sources: ['drivers/gpu/drm/drm_pagemap_util.c, drm_pagemap_acquire_owner(), Linux 7.0', 'A2-13, R7.0-6'],
  },
  { ...parts, memory: linuxMm, acquireOwner: acquireBy(firstLinked) },
)
