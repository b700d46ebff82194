/**
 * User pages of every kind, and get_user_pages of Linux 6.12.117 asked for them.
 */
import { GUP_VARIANTS, getUserPages, type GupVariant } from '../../../../model/kernel/mm/gup.ts'
import type { Flag } from '../../../../model/kernel/mm/gup-flags.ts'
import { gup612, type UserPage } from '../../../../model/kernel/mm/gup-page.ts'
import { frame, p2p, pageOf, ram } from '../pages.ts'

export const anonymous = { kind: 'anonymous', writable: true } as const
const p2pmem = { kind: 'p2pmem', writable: true } as const
const fsdax = { kind: 'fsdax', writable: true } as const

export const h: UserPage = { page: ram(1), vma: anonymous }
export const p: UserPage = { page: p2p(100), vma: p2pmem }
export const dax: UserPage = { page: pageOf('MEMORY_DEVICE_FS_DAX', 200), vma: fsdax }
export const coherent: UserPage = { page: pageOf('MEMORY_DEVICE_COHERENT', 300), vma: anonymous, movesTo: frame(30) }
export const device: UserPage = { page: pageOf('MEMORY_DEVICE_PRIVATE', 400), vma: anonymous, movesTo: frame(40) }
export const movable: UserPage = { page: ram(2), vma: anonymous, movable: true, movesTo: frame(20) }
/** RAM in a shared mapping whose dirty pages somebody tracks. */
export const tracked: UserPage = { page: ram(6), vma: p2pmem }
export const registers: UserPage = { page: ram(500), vma: { kind: 'io', writable: true } }

export const flags = (...names: Flag[]): ReadonlySet<Flag> => new Set(names)
export const gup = (variant: GupVariant, users: readonly UserPage[], ...names: Flag[]) =>
  getUserPages(gup612, variant, users, flags(...names))
export const rc = (variant: GupVariant, users: readonly UserPage[], ...names: Flag[]): number =>
  gup(variant, users, ...names).rc

export const VARIANTS = Object.keys(GUP_VARIANTS) as GupVariant[]
export const PINS: readonly GupVariant[] = ['pin_user_pages', 'pin_user_pages_fast']
export const GETS = VARIANTS.filter((variant) => !PINS.includes(variant))
/** Those that answer with an errno where the fast walk took nothing. */
export const WITH_SLOW_PATH = VARIANTS.filter((variant) => variant !== 'get_user_pages_fast_only')
