/**
 * Memory as Linux 7.3.4 has it, as far as its answers to scripts and races differ: no column of the matrix, but a model that its
 * recordings judge (`recordings/memory-7.3`).
 */
import { MAKE_DEVICE_EXCLUSIVE } from '../../model/kernel/mm/device/exclusive.ts'
import { linuxMm, linuxMmWith } from '../../model/kernel/mm/linux-mm.ts'
import type { MmDesign } from '../../model/kernel/mm/parts.ts'
import { linuxPgmaps, type PgmapDesign } from '../../model/kernel/mm/pgmap/registration.ts'
import { isNobodys } from '../../model/kernel/mm/pgmap/parts.ts'

const GENERIC = 4

export const linuxMm73: MmDesign = linuxMmWith(
  {
    // R6.15-3, R7.0-2: the fault of `fault-waits-for-lock`.
    faultTakes: ({ locked }) => (locked ? 'wait' : 'locked'),
    faultPageIsLocked: true,
    // R6.15-4
    exclusiveMaps: true,
    putsBack: ({ kind }) => kind === 'migration',
    // R7.3-8
    takenForgets: true,
    leavesDirty: ({ kind, dirty }) => kind === 'present' && dirty,
    // R7.3-7
    joins: (own, its) =>
      own.anonVma === its.anonVma ||
      (own.anonVma === 0 ? its.chain.length === 1 : its.anonVma === 0 && own.chain.length === 1),
    // R7.3-11
    faultsMarkers: false,
    // R7.3-10
    movesTogether: true,
    // R7.3-12
    ownOffsets: true,
  },
  // R6.15-4
  { make_device_exclusive_range: MAKE_DEVICE_EXCLUSIVE },
)

export const linuxPgmaps73: PgmapDesign = {
  ...linuxPgmaps,
  parts: {
    ...linuxPgmaps.parts,
    // R6.15-1: what is neither private nor coherent memory is FS_DAX, or P2P memory, or has the count 1.
    freeCount: (map) => (isNobodys(map) || map.type === GENERIC ? 1 : 0),
    // R7.3-9
    counts: ({ refs }) => refs > 0,
  },
}

export const isOf73 = (kernel: string): boolean => /^7\.3(?:\.|$)/.test(kernel)

/** The model of the kernel that a recording is of: 7.3's, or 6.12's for any other. */
export const mmOf = (kernel: string): MmDesign => (isOf73(kernel) ? linuxMm73 : linuxMm)
