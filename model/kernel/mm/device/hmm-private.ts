/** What `hmm_range_fault` tells of a private page that stays where it is. */
import type { Entry } from '../../../machine/page-table.ts'
import { mapOf, pageOf } from '../page/struct-page.ts'
import type { HmmBits, Mm } from '../parts.ts'
import { aliasOf } from './alias.ts'
import type { HmmEntry, HmmRange } from './hmm-range.ts'
import { notifierNamed } from './notifier.ts'

/** HM-7: its owner is told of the page, whether or not it is needed; so is a client that the page map allows. */
export const toldAsItIs = (k: Mm, range: HmmRange, { frame, write }: Entry): HmmEntry | undefined => {
  const told = { valid: true, write, error: false, frame }
  if (k.parts.toldTo(mapOf(k, pageOf(k, frame))?.owner, range.owner)) return told
  return isAllowed(k, range, frame) ? { ...told, allowed: true } : undefined
}

const isAllowed = (k: Mm, { notifier, p2p }: HmmRange, frame: number): boolean => {
  const { [frame]: home } = k.w.memory.home
  const { mirror: device } = notifierNamed(k, notifier)
  if (k.hw === undefined || home === undefined || device === undefined) return false
  return k.parts.allows(k.hw, home, { device, byAddress: p2p !== undefined })
}

/** NW-11: a page of a BAR in its place, where the page is needed and the caller takes one. */
export const toldThroughBar = (
  k: Mm,
  { p2p }: HmmRange,
  { frame: hidden, write }: Entry,
  need: HmmBits,
): HmmEntry | undefined => {
  if (p2p === undefined || (need.write && !write)) return undefined
  const frame = aliasOf(k, hidden, p2p)
  return frame === undefined ? undefined : { valid: true, write, error: false, frame }
}
