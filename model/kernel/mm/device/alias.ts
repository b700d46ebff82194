/**
 * Pages of a BAR that show private memory (`get_dma_pfn_for_device`, "GPU Direct RDMA for Device Private Pages", v1 of October
 * 2024, v2 of July 2025; NW-11): read in the mails, never landed.
 */
import type { FrameNumber } from '../../../machine/page-table.ts'
import type { Mm } from '../parts.ts'

/**
 * The page of its device's BAR by which a function reaches a private page: one that shows it already, or one that is free.
 * undefined: it may use none, or there is none left (A2-06).
 */
export const aliasOf = (k: Mm, frame: FrameNumber, asking: number): FrameNumber | undefined => {
  const { [frame]: home } = k.w.memory.home
  if (k.hw === undefined || k.w.memory.windows[home] === undefined) return undefined
  return k.parts.aliases(k.hw, home, asking) ? shownBy(k, frame) : undefined
}

/** The page of its device's BAR that shows a private page, whoever asks; undefined: there is none left. */
export const shownBy = (k: Mm, frame: FrameNumber): FrameNumber | undefined => {
  const { [frame]: home } = k.w.memory.home
  const { [home]: window } = k.w.memory.windows
  if (window === undefined) return undefined
  const at = placeFor(k, window, frame)
  if (at === undefined) return undefined
  window[at] = frame
  return pageOfBar(k, home, at)
}

/** A page of the BAR is free as long as what it shows is: nobody can have been told of that. */
const placeFor = (
  { w, parts }: Mm,
  window: readonly (FrameNumber | undefined)[],
  frame: FrameNumber,
): number | undefined => {
  const shown = window.indexOf(frame)
  if (shown >= 0) return shown
  const free = window.findIndex((other) => other === undefined || w.pages[other].refs === 0)
  if (free >= 0) return free
  return parts.slides ? 0 : undefined
}

const pageOfBar = ({ w: { memory } }: Mm, of: number, at: number): FrameNumber =>
  Number(
    Object.keys(memory.bars).find(
      (frame) => memory.bars[Number(frame)].of === of && memory.bars[Number(frame)].at === at,
    ),
  )
