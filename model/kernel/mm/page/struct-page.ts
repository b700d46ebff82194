/** Struct pages: taken, given back, freed. */
import type { FrameNumber } from '../../../machine/page-table.ts'
import type { Mm } from '../parts.ts'
import { noteFreed } from '../device/state.ts'
import { ZERO, ramPage, type DeviceMap, type MmState, type Page } from '../state.ts'

/** A pin counts so much (`GUP_PIN_COUNTING_BIAS`). */
export const PIN = 1024

/**
 * A page that the caller holds, by an entry, a reference or a lock. One that is free already, or somebody else's, is noted
 * (S39): what is read there then means nothing.
 */
export const pageOf = ({ w }: Mm, frame: FrameNumber): Page => {
  const { [frame]: page } = w.pages
  if (page !== undefined) noteUnmapped(w, page)
  if (page !== undefined && page.refs > 0) return page
  if (!w.unheld.includes(frame)) w.unheld.push(frame)
  return page ?? { ...ramPage(frame), refs: 0 }
}

/** `folio_try_get`: a reference, unless the page is free. */
export const tryGetPage = ({ w }: Mm, frame: FrameNumber): boolean => {
  const { [frame]: page } = w.pages
  if (page === undefined || page.refs === 0) return false
  page.refs += 1
  return true
}

/** The page map of a page; undefined: RAM. */
export const mapOf = ({ w }: Mm, page: Page): DeviceMap | undefined => {
  if (page.map === undefined) return undefined
  noteUnmapped(w, page)
  return w.maps[page.map]
}

/** The struct page is in memory that was given back with its page map (S39). */
const noteUnmapped = (w: MmState, { map, frame }: Page): void => {
  if (map !== undefined && w.maps[map]?.unmapped) noteFreed({ w }, 'page map', w.memory.home[frame])
}

export const contentOf = ({ w }: Mm, frame: FrameNumber): number => w.memory.content[frame] ?? 0

/** A copy moves a content; of the zero page it is 0. */
export const copyContent = ({ w }: Mm, to: FrameNumber, from: FrameNumber): void => {
  w.memory.content[to] = w.memory.content[from] ?? 0
}

/** Memory without a struct page, empty. */
export const allocFrame = ({ w }: Mm): FrameNumber => {
  const frame = w.unused++
  w.memory.content[frame] = 0
  return frame
}

/** A page of RAM, empty, with one reference. */
export const allocRam = (k: Mm): Page => {
  const frame = allocFrame(k)
  return (k.w.pages[frame] = ramPage(frame))
}

/** The driver's lowest free page, with one reference and locked; undefined: none is left. `zone_device_page_init` */
export const allocDevice = ({ w, parts }: Mm, map: DeviceMap): Page | undefined => {
  for (let at = 0; at < map.pages; at++) {
    const page = w.pages[map.first + at]
    if (page.refs !== 0) continue
    page.refs = 1
    page.locked = true
    if (parts.takenForgets) page.dirty = false
    return page
  }
  return undefined
}

export const getPage = (page: Page, refs = 1): void => {
  page.refs += refs
}

/** Drops references; the last frees the page. PM-23: a device's page forgets whose it was, and not that it was dirty. */
export const putPage = (k: Mm, page: Page | undefined, refs = 1): void => {
  if (page === undefined) return
  page.refs -= refs
  if (page.refs > 0) return
  page.exclusive = false
  page.mapping = 'none'
  page.of = 0
  if (page.map === undefined) delete k.w.pages[page.frame]
}

/** `folio_maybe_dma_pinned` */
export const maybePinned = (page: Page): boolean => page.refs >= PIN

export const mapPage = (page: Page): void => {
  page.maps += 1
}
export const unmapPage = (page: Page): void => {
  page.maps -= 1
}

/** What a reader calls a page. */
export const nameOf = ({ w }: Mm, frame: FrameNumber): string => {
  if (frame === ZERO) return 'zero'
  const page = w.pages[frame]
  if (page.map !== undefined) return `${page.map}:${page.at}`
  return page.mapping === 'none' ? 'drv' : page.mapping
}
