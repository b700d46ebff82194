/** What the kernel keeps of drivers of devices: their notifiers, and their memory. */
import type { FrameNumber } from '../../../machine/page-table.ts'

/** `struct mmu_interval_notifier` of a driver, and the sequence that the driver saved. */
export interface Notifier {
  readonly n: number
  /** -1 (`NOBODY`) once it exited: what comes later is told to nobody. */
  process: number
  readonly start: number
  readonly end: number
  /** The owner whose MIGRATE events the driver ignores. */
  skip: string | undefined
  /** The function whose page table mirrors the range. */
  readonly mirror?: number
  sequence: number
  saved: number
  /** It is to be taken out when the invalidation that runs is over (MN-8). */
  deferred?: true
  /** Its driver freed it, and it is not taken out yet. */
  freed?: true
}

/** What is no page, and was used when it was freed already: a notifier, or a page map, of a device. */
export interface UsedFreed {
  readonly what: 'notifier' | 'page map'
  readonly device: number
}

/** Somebody uses what is freed (S39). */
export const noteFreed = (
  { w }: { readonly w: { readonly usedFreed: UsedFreed[] } },
  what: UsedFreed['what'],
  device: number,
): void => {
  if (!w.usedFreed.some((one) => one.what === what && one.device === device)) w.usedFreed.push({ what, device })
}

/** What a notifier was told. */
export interface Told {
  readonly n: number
  readonly event: string
}

export type MapType = 'private' | 'coherent' | 'p2pdma' | 'generic'
/** Device memory that is there from the start. */
export interface DeviceMap {
  readonly name: string
  readonly type: MapType
  owner: string | undefined
  readonly first: FrameNumber
  readonly pages: number
  /** How the driver's `migrate_to_ram` behaves: three of the recorder's, and lib/test_hmm. */
  driver: 'ok' | 'fail' | 'nofp' | 'retries'
  /** It is being taken down: nobody gets a reference to it any more (PM-21). */
  dying?: true
  /** References of those who looked it up (PM-20). */
  holders?: number
  /** Who found it in the array, and is about to ask for a reference, under RCU. */
  finders?: number
  /** Its struct pages are gone, and nobody finds it by the number of a page. */
  unmapped?: true
  /** Its reference is freed. */
  exited?: true
}
