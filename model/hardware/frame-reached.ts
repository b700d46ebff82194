/** Which frame holds the byte where a request ended: a BAR shows local memory, page by page, as its window is set now. */
import type { Machine } from '../machine/columns.ts'
import { barPageAt, frameAt } from '../machine/frames.ts'
import type { FrameNumber, Memory } from '../machine/page-table.ts'
import type { Landing } from './landing.ts'

/** undefined: it reached nobody's page. */
export const frameReached = (m: Machine, { windows }: Memory, landing: Landing): FrameNumber | undefined => {
  if (landing.kind === 'ram') return frameAt(m, landing.address)
  return landing.kind === 'bar' ? windows[landing.owner]?.[barPageAt(landing.offset)] : undefined
}
