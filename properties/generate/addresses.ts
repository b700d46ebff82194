/** Memory that moves and is reached by address: what B's driver maps of A's memory, and what becomes of it. */
import type { StepFile } from '../../model/operations/index.ts'
import { fixed, type Letter } from './letter.ts'

const BOTH = [0, 2] as const
const ofB = { device: 'B' } as const

export const ADDRESS_LETTERS: readonly Letter[] = [
  fixed('map', { hmm_dma_map_pfn: { ...ofB, page: 0, write: true } }),
  fixed('map to read', { hmm_dma_map_pfn: { ...ofB, page: 0 } }),
  fixed('map the other', { hmm_dma_map_pfn: { ...ofB, page: 1, write: true } }),
  fixed('ask', { hmm_range_fault: { ...ofB, pages: BOTH, request: 'write', p2p: true } }),
  fixed('DMA', { mirrored_dma: { ...ofB, page: 0, write: true } }),
  fixed('take back', { hmm_dma_unmap_pfn: { ...ofB, page: 0 } }),
  fixed('migrate', { migrate_to_device: { device: 'A', pages: BOTH } }),
  fixed('migrate back', { migrate_to_system: { device: 'A', pages: BOTH } }),
  fixed('evict', { migrate_device_range: { device: 'A' } }),
  fixed('drop', { madvise_dontneed: { pages: [0, 1] } }),
  fixed('store', { cpu_write: { page: 0 } }),
]

/** The same, and A's driver goes: a few letters, so that they are met in a row. */
export const REMOVAL_LETTERS: readonly Letter[] = [
  ...ADDRESS_LETTERS.filter(([name]) => ['map', 'DMA', 'migrate', 'store'].includes(name)),
  fixed('unbind', { unbind: { provider: 'A' } }),
]

/** Before all: the pages lie in A's memory. */
export const AWAY: readonly StepFile[] = [{ migrate_to_device: { device: 'A', pages: BOTH } }]

/** What everybody sees afterwards. */
export const ADDRESS_LOOKS: readonly StepFile[] = [
  { mirrored_dma: { ...ofB, page: 0 } },
  { hmm_dma_unmap_pfn: { ...ofB, page: 0 } },
  { cpu_read: { page: 0 } },
]

/** A page that A's driver maps for the process by A's BAR, and B's driver for B: what becomes of both sides. */
export const EXPORTER_LETTERS: readonly Letter[] = [
  fixed('move', { driver_move: { page: 0 } }),
  ...ADDRESS_LETTERS.filter(([name]) => ['map', 'DMA', 'take back', 'store'].includes(name)),
  fixed('load', { cpu_read: { page: 0 } }),
  fixed('unmap', { vm_munmap: { pages: [0, 1] } }),
  fixed('fork', { fork: {} }),
  fixed('store by the child', { cpu_write: { process: 1, page: 0 } }),
]

export const EXPORTED: readonly StepFile[] = [
  { driver_mmap: { page: 0, device: 'A' } },
  { cpu_write: { page: 0 } },
  { hmm_dma_map_pfn: { ...ofB, page: 0, write: true } },
]

export const EXPORTER_LOOKS: readonly StepFile[] = [...ADDRESS_LOOKS, { cpu_read: { process: 1, page: 0 } }]
