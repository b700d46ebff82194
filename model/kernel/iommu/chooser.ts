/** Who maps at IOVAs of user space's choice, and where (DI-21). */
import type { Iova } from '../../address.ts'

export const CHOOSERS = ['VFIO type1', 'iommufd'] as const

/**
 * How the process has what is mapped: its own memory, or frames of a BAR without pages (VM_PFNMAP); pages that the PCI core gave it
 * (`p2pmem_alloc_mmap`); or nothing, any more.
 */
export type Held = 'memory or frames' | 'pages of P2PDMA' | 'nothing'

export type Chooser = (typeof CHOOSERS)[number]
/** Who has a group: drivers of the kernel, or user space by one interface. */
export type Holder = 'driver' | Chooser

export interface Chosen {
  readonly iova: Iova
  readonly by: Chooser
  readonly held: Held
  /** Who has mapped something for the group; undefined: nobody. */
  readonly holder: Holder | undefined
}
