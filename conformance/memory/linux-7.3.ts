/**
 * Memory as Linux 7.3.4 has it, as far as its answers to scripts and races differ: no column of the matrix, but a model that its
 * recordings judge (`recordings/memory-7.3`).
 */
import { linuxMm, linuxMmWith } from '../../model/kernel/mm/linux-mm.ts'
import type { MmDesign } from '../../model/kernel/mm/parts.ts'

export const linuxMm73: MmDesign = linuxMmWith({
  // R6.15-3, R7.0-2: the fault of `fault-waits-for-lock`.
  faultTakes: ({ locked }) => (locked ? 'wait' : 'locked'),
  faultPageIsLocked: true,
  // R6.15-4
  exclusiveMaps: true,
  putsBack: ({ kind }) => kind === 'migration',
  // R7.3-8
  leavesDirty: ({ kind, dirty }) => kind === 'present' && dirty,
})

/** The model of the kernel that a recording is of: 7.3's, or 6.12's for any other. */
export const mmOf = (kernel: string): MmDesign => (kernel.startsWith('7.3.') ? linuxMm73 : linuxMm)
