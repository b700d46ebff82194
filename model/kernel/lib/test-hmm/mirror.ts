/**
 * The reference driver keeps two things for each device: a page table that mirrors the first process, and one notifier over all of
 * that process (HM-13; `struct dmirror`, lib/test_hmm.c, Linux 6.12.117).
 */
import type { DeviceEntry } from '../../../machine/page-table.ts'
import { EVERYTHING, insertNotifier, notifierNamed } from '../../mm/device/notifier.ts'
import type { Migration, Mm } from '../../mm/parts.ts'
import type { DeviceMap, MmState, Notifier } from '../../mm/state.ts'

/** The process that devices mirror. */
export const MIRRORED = 0

/** The notifier of a device: opened once, with the MIGRATE events of its own owner ignored (HM-15). */
export const openMirror = (k: Pick<Mm, 'w'>, device: number): void => {
  const skip = memoryOf(k.w, device)?.owner
  k.w.memory.mirrors[device] = {}
  insertNotifier(k, MIRRORED, device, ...EVERYTHING, skip, device)
}

export const notifierOf = (k: Pick<Mm, 'w'>, device: number): Notifier => notifierNamed(k, device)

/** Whether a page map is of a device: of its own memory, or of what its BAR shows of that. */
export const isMapOf = ({ memory }: MmState, { first }: DeviceMap, device: number): boolean =>
  memory.home[first] === device || memory.bars[first]?.of === device

/** The page map of the device's own memory. */
export const memoryOf = ({ maps, memory }: MmState, device: number): DeviceMap | undefined =>
  Object.values(maps).find(({ first }) => memory.home[first] === device)

export const ownerOf = ({ w }: Pick<Mm, 'w'>, device: number): string | undefined => memoryOf(w, device)?.owner

export const publish = ({ w }: Mm, device: number, page: number, entry: DeviceEntry): void => {
  w.memory.mirrors[device][page] = entry
}

/** What leaves a device's memory leaves its page table: nobody tells the driver of its own migrations. */
export const forget = ({ w }: Mm, { src, start }: Migration): void => {
  src.forEach(({ frame, migrate }, i) => {
    if (frame === undefined || !migrate) return
    const device = w.memory.home[frame]
    const entry = w.memory.mirrors[device]?.[start + i]
    if (entry?.frame === frame) delete w.memory.mirrors[device][start + i]
  })
}
