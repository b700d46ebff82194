/**
 * What 7.3.4 has otherwise than 6.12, undone one by one. A script that notices each is named, by its path below `recordings/memory-7.3`:
 * without it the model of 7.3.4 could do as 6.12 does, and nobody would see.
 */
import { mmParts, mmTables } from '../../model/kernel/mm/linux-mm.ts'
import type { MmParts } from '../../model/kernel/mm/parts.ts'
import { linuxPgmaps, type PgmapDesign } from '../../model/kernel/mm/pgmap/registration.ts'
import { LINUX_73 } from './judge.ts'
import { isOf73 } from './linux-7.3.ts'
import { TAMPERED, type Tampered } from './tampered.ts'

const { mm, pgmaps } = LINUX_73

const part = (broken: string, recording: string, undone: keyof MmParts): Tampered => [
  broken,
  recording,
  { pgmaps, mm: { ...mm, parts: { ...mm.parts, [undone]: mmParts[undone] } } },
]
const table = (broken: string, recording: string, undone: string): Tampered => [
  broken,
  recording,
  { pgmaps, mm: { ...mm, tables: { ...mm.tables, [undone]: mmTables[undone] } } },
]
const pgmap = (broken: string, recording: string, undone: keyof PgmapDesign['parts']): Tampered => [
  broken,
  recording,
  { mm, pgmaps: { ...pgmaps, parts: { ...pgmaps.parts, [undone]: linuxPgmaps.parts[undone] } } },
]

export const UNDONE: readonly Tampered[] = [
  part('a fault does not lock the page', 'memory-branches/driver-fails.txt', 'faultTakes'),
  part('a migration does not find the page of its fault locked', 'mem-62.txt', 'faultPageIsLocked'),
  part('an exclusive entry is no mapping', 'mem-441.txt', 'exclusiveMaps'),
  part('an exclusive entry is put back', 'memory-branches/exclusive-pinned-and-evicted.txt', 'putsBack'),
  table('a range is taken at once', 'memory-branches/notifiers-overlap.txt', 'make_device_exclusive_range'),
  part('a page that is taken stays dirty', 'mem-910.txt', 'takenForgets'),
  part('a private entry is dirty', 'mem-62.txt', 'leavesDirty'),
  part('a VMA without an anon_vma takes no other in', 'mem-901.txt', 'joins'),
  part('HMM faults a marker', 'memory-branches/hmm-writes-where-a-mark-is.txt', 'faultsMarkers'),
  part('mremap is of one VMA', 'mem-919.txt', 'movesTogether'),
  part(
    'pages of a private file have the offsets of the file',
    'memory-branches/private-files-moved-apart.txt',
    'ownOffsets',
  ),
  pgmap('a page of P2P memory is free with the count 1', 'mem-16.txt', 'freeCount'),
  pgmap('a page of a dying map does not count', 'mem-923.txt', 'counts'),
]

/** Of the model of the kernel that is asked. */
export const tamperedOf = (kernel: string): readonly Tampered[] => (isOf73(kernel) ? UNDONE : TAMPERED)
