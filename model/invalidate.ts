/**
 * Where tables meet what remembers them: a call leaves tables and invalidation queues, and the hardware carries those out.
 */
import type { Choose } from './choose.ts'
import type { Happens } from './hardware/atc.ts'
import { carriedOut } from './hardware/invalidations.ts'
import type { Hw } from './machine/columns.ts'

/** What may happen or not is a choice, and the first is that it does. */
export const happening =
  (choose: Choose): Happens =>
  (what) =>
    choose(what, 2) === 0

/** The machine after a call that left `domains`; undefined: the call left them alone. */
export const invalidated = (hw: Hw, domains: Hw['domains'] | undefined, choose: Choose): Hw =>
  domains === undefined ? hw : carriedOut(hw, { ...hw, domains }, happening(choose))
