/**
 * Belief: get_user_pages and pin_user_pages (`mm/gup.c`, `lib/iov_iter.c`, Linux 6.12.117).
 *
 * Rules GU-1 to GU-8, GU-10 and GU-11. Everyone who does DMA to user memory comes through
 * here, so this decides who can ever meet P2P memory: whoever pins without end (RDMA memory regions, io_uring
 * buffers, vfio, iommufd) cannot.
 */
import { EBUSY, EINVAL, ENOMEM } from '../errno.ts'
import { validFast, withFlags, type Flag, type Flags } from './gup-flags.ts'
import { grabFast, grabSlow, longtermPinnable, moved, referencesOf, type GupParts, type UserPage } from './gup-page.ts'
import type { Page } from './page.ts'

/** A question to get_user_pages: pages of one process, each in its mapping, and what the caller set. */
export interface UserRequest {
  readonly variant: GupVariant
  readonly users: readonly UserPage[]
  readonly flags: Flags
}

export interface Got {
  /** What the function returns: pages taken, or a negative errno. */
  readonly rc: number
  /** Pages the caller holds now. */
  readonly got: number
  readonly pages: readonly Page[]
  /** References the call has left behind on them. */
  readonly references: number
}

const refused = (rc: number): Got => ({ rc, got: 0, pages: [], references: 0 })

const holding = (users: readonly UserPage[], flags: Flags): Got => ({
  rc: users.length,
  got: users.length,
  pages: users.map(({ page }) => page),
  references: users.length * referencesOf(flags),
})

/** What a walk has in hand: `rc` is 0, or the errno that stopped it, whatever it had by then. */
interface Walk {
  readonly rc: number
  readonly held: readonly UserPage[]
}

/** GU-2, `__get_user_pages`: page by page until one fails; who has something returns that. */
const walk = (parts: GupParts, users: readonly UserPage[], flags: Flags): Walk => {
  const held: UserPage[] = []
  for (const user of users) {
    const grabbed = grabSlow(parts, user, flags)
    if (grabbed.user === undefined) return held.length > 0 ? { rc: 0, held } : { rc: grabbed.rc, held }
    held.push(grabbed.user)
  }
  return { rc: 0, held }
}

/**
 * GU-6, GU-7, `__gup_longterm_locked`: all pages are pinned, then looked over; if any may not stay, all are let
 * go, those move to RAM, and it begins again. What cannot move ends it with nothing held: EBUSY for
 * coherent device memory, ENOMEM for RAM, in that order.
 */
const walkLongterm = (parts: GupParts, users: readonly UserPage[], flags: Flags): Walk => {
  const first = walk(parts, users, flags)
  if (!flags.has('FOLL_LONGTERM') || first.held.every(longtermPinnable)) return first
  const stuck = first.held.filter((user) => !longtermPinnable(user) && moved(user) === undefined)
  if (stuck.some(({ page }) => page.type === 'MEMORY_DEVICE_COHERENT')) return { rc: -EBUSY, held: [] }
  if (stuck.length > 0) return { rc: -ENOMEM, held: [] }
  const again = users.map((user) => (longtermPinnable(user) ? user : (moved(user) ?? user)))
  return walk(parts, again, flags)
}

const locked = (parts: GupParts, users: readonly UserPage[], flags: Flags): Got => {
  const { rc, held } = walkLongterm(parts, users, flags)
  return rc === 0 ? holding(held, flags) : refused(rc)
}

/** GU-3, `gup_fast_fallback`: what the walk without locks takes, the slow path for the rest. */
const fast = (parts: GupParts, users: readonly UserPage[], flags: Flags): Got => {
  if (!validFast(flags)) return refused(-EINVAL)
  const stop = users.findIndex((user) => !grabFast(parts, user, flags))
  const taken = stop < 0 ? users : users.slice(0, stop)
  if (stop < 0 || flags.has('FOLL_FAST_ONLY')) return holding(taken, flags)
  const rest = walkLongterm(parts, users.slice(stop), withFlags(flags, ['FOLL_TOUCH', 'FOLL_UNLOCKABLE']))
  return rest.rc !== 0 && taken.length === 0 ? refused(rest.rc) : holding([...taken, ...rest.held], flags)
}

/** The entry points, by the kernel's names. */
export const GUP_VARIANTS = {
  get_user_pages: { toSet: ['FOLL_TOUCH'], invalid: -EINVAL, fast: false },
  get_user_pages_fast: { toSet: ['FOLL_GET'], invalid: -EINVAL, fast: true },
  get_user_pages_fast_only: { toSet: ['FOLL_GET', 'FOLL_FAST_ONLY'], invalid: -EINVAL, fast: true },
  pin_user_pages: { toSet: ['FOLL_PIN'], invalid: 0, fast: false },
  pin_user_pages_fast: { toSet: ['FOLL_PIN'], invalid: -EINVAL, fast: true },
} as const satisfies Record<string, { toSet: readonly Flag[]; invalid: number; fast: boolean }>
export type GupVariant = keyof typeof GUP_VARIANTS

/**
 * One call over pages that follow each other in a process's memory. GU-1: an invalid question is EINVAL, but
 * `pin_user_pages` answers 0, which looks like "nothing there yet".
 */
export const getUserPages = (
  parts: GupParts,
  variant: GupVariant,
  users: readonly UserPage[],
  asked: Flags = new Set<Flag>(),
): Got => {
  const { toSet, invalid, fast: isFast } = GUP_VARIANTS[variant]
  if (!parts.valid(asked, toSet)) return refused(invalid)
  const flags = withFlags(asked, toSet)
  return isFast ? fast(parts, users, flags) : locked(parts, users, flags)
}

/**
 * GU-11, `iov_iter_extract_user_pages`: pins, never without end; P2P memory only where this very call allows it.
 * `intoMemory`: the pages will be written (ITER_DEST).
 */
export const extractUserPages = (
  parts: GupParts,
  users: readonly UserPage[],
  { intoMemory, allowP2p }: { readonly intoMemory: boolean; readonly allowP2p: boolean },
): Got => {
  const flags = new Set<Flag>()
  if (intoMemory) flags.add('FOLL_WRITE')
  if (allowP2p) flags.add('FOLL_PCI_P2PDMA')
  return getUserPages(parts, 'pin_user_pages_fast', users, flags)
}
