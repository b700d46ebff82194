/**
 * Belief: one page of get_user_pages (`try_grab_folio`, `try_grab_folio_fast`, `mm/gup.c`, Linux 6.12.117).
 *
 * Rules GU-2, GU-3, GU-5, GU-8 and GU-9. The gate stands here: user memory that is P2P
 * memory goes only to a caller who said that he knows (FOLL_PCI_P2PDMA).
 */
import type { Phys } from '../../address.ts'
import { EFAULT, ENOMEM, EREMOTEIO } from '../errno.ts'
import { checkVma, hasAll, type Flag, type Flags, type Vma, validArgs } from './gup-flags.ts'
import { NO_PGMAP, isP2pPage, type Page } from './page.ts'

/** A page of a process, and what would happen to it. */
export interface UserPage {
  readonly page: Page
  readonly vma: Vma
  /** `folio_ref_count`; left out: 1. */
  readonly refcount?: number
  /** RAM that may not be pinned for long: ZONE_MOVABLE, CMA. */
  readonly movable?: boolean
  /** The RAM its content would move to, where it had to; left out: it cannot move. */
  readonly movesTo?: Phys
}

/** What a design may do differently. */
export interface GupParts {
  /** GU-1: whether the question is one at all. */
  readonly valid: (asked: Flags, toSet: readonly Flag[]) => boolean
  /** GU-2: whether the page may be given to a caller with these flags. */
  readonly gate: (page: Page, flags: Flags) => boolean
}

/** GU-2, GU-3: P2P memory is for those who asked for it. */
export const p2pGate = (page: Page, flags: Flags): boolean => !isP2pPage(page) || flags.has('FOLL_PCI_P2PDMA')

export const gup612: GupParts = { valid: validArgs, gate: p2pGate }
/** By name. */
export const GUP_PARTS = Object.keys(gup612)

/** A pin adds this to the count of a small folio, where FOLL_GET adds 1 (GU-8). */
export const GUP_PIN_COUNTING_BIAS = 1024

/** GU-8: references that holding one page means. */
export const referencesOf = (flags: Flags): number => (flags.has('FOLL_PIN') ? GUP_PIN_COUNTING_BIAS : 1)

/** GU-9, `folio_is_longterm_pinnable`: neither movable RAM nor coherent device memory; P2P memory is. */
export const longtermPinnable = ({ page, movable }: UserPage): boolean =>
  page.type === 'RAM' ? movable !== true : page.type !== 'MEMORY_DEVICE_COHERENT'

/** The user page once its content has moved to RAM; undefined: it cannot. */
export const moved = (user: UserPage): UserPage | undefined =>
  user.movesTo === undefined ? undefined : { page: { type: 'RAM', pgmap: NO_PGMAP, phys: user.movesTo }, vma: user.vma }

/** Pages that DAX maps, by a PTE that says so (`pte_devmap`). */
const isDevmap = ({ type }: Page): boolean => type === 'MEMORY_DEVICE_FS_DAX' || type === 'MEMORY_DEVICE_GENERIC'

/** A user page that was taken, or the errno that stopped it. */
export type Grabbed = { readonly rc: 0; readonly user: UserPage } | { readonly rc: number; readonly user?: never }

/**
 * GU-2, GU-4, GU-5, one turn of `__get_user_pages`: the mapping is asked first, then the count, then the gate. A
 * page of MEMORY_DEVICE_PRIVATE is not present: the fault brings it back to RAM, and RAM is what GUP returns.
 */
export const grabSlow = ({ gate }: GupParts, user: UserPage, flags: Flags): Grabbed => {
  const rc = checkVma(user.vma, flags)
  if (rc !== 0) return { rc }
  if (user.page.type === 'MEMORY_DEVICE_PRIVATE') {
    const faulted = flags.has('FOLL_NOFAULT') ? undefined : moved(user)
    return faulted === undefined ? { rc: -EFAULT } : { rc: 0, user: faulted }
  }
  if ((user.refcount ?? 1) <= 0) return { rc: -ENOMEM }
  return gate(user.page, flags) ? { rc: 0, user } : { rc: -EREMOTEIO }
}

/**
 * GU-3, `gup_fast_pte_range`: whether the walk without locks takes the page, or leaves it and all after it to the
 * slow path. It cannot see the mapping, so it takes only what is good in any.
 *
 * P2P memory is never taken here, flag or not: its folio has no `mapping`, and with CONFIG_SECRETMEM (on by
 * default on x86-64 and arm64) `gup_fast_folio_allowed` leaves such folios to the slow path.
 */
export const grabFast = ({ gate }: GupParts, user: UserPage, flags: Flags): boolean => {
  const { page, vma } = user
  if (vma.kind === 'io' || page.type === 'MEMORY_DEVICE_PRIVATE') return false
  if (flags.has('FOLL_WRITE') && !vma.writable) return false
  if (!gate(page, flags) || isP2pPage(page) || (user.refcount ?? 1) <= 0) return false
  if (!flags.has('FOLL_LONGTERM')) return true
  if (isDevmap(page) || !longtermPinnable(user)) return false
  return !(hasAll(flags, ['FOLL_PIN', 'FOLL_WRITE']) && vma.kind !== 'anonymous')
}
