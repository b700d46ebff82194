/**
 * Belief: what may be asked of get_user_pages, and of which mapping (`mm/gup.c`, Linux 6.12.117).
 *
 * Rules GU-1 and GU-4: both are decided before any page is looked at.
 */
import { EFAULT, EOPNOTSUPP } from '../errno.ts'

/** Flags a caller may set. */
export type CallerFlag =
  'FOLL_WRITE' | 'FOLL_GET' | 'FOLL_FORCE' | 'FOLL_NOFAULT' | 'FOLL_LONGTERM' | 'FOLL_PCI_P2PDMA' | 'FOLL_DUMP'
/** Flags that only the entry points set (INTERNAL_GUP_FLAGS); from a caller they are an error. */
export type InternalFlag = 'FOLL_PIN' | 'FOLL_TOUCH' | 'FOLL_FAST_ONLY' | 'FOLL_UNLOCKABLE' | 'FOLL_REMOTE'
export type Flag = CallerFlag | InternalFlag
export type Flags = ReadonlySet<Flag>

const INTERNAL: Flags = new Set<Flag>(['FOLL_PIN', 'FOLL_TOUCH', 'FOLL_FAST_ONLY', 'FOLL_UNLOCKABLE', 'FOLL_REMOTE'])
/** What the fast variants understand. */
const FAST: Flags = new Set<Flag>([
  'FOLL_WRITE',
  'FOLL_LONGTERM',
  'FOLL_FORCE',
  'FOLL_PIN',
  'FOLL_GET',
  'FOLL_FAST_ONLY',
  'FOLL_NOFAULT',
  'FOLL_PCI_P2PDMA',
])

export const hasAll = (flags: Flags, wanted: readonly Flag[]): boolean => wanted.every((flag) => flags.has(flag))

/** Flags of the caller with those of the entry point, before the two are checked together. */
export const withFlags = (flags: Flags, toSet: readonly Flag[]): Flags => new Set([...flags, ...toSet])

/**
 * GU-1, `is_valid_gup_args`: `asked` by the caller, `toSet` by the entry point. P2P memory must stay removable at
 * any time, so a pin without end on it is no valid question. A refusal comes with a WARN_ON_ONCE.
 */
export const validArgs = (asked: Flags, toSet: readonly Flag[]): boolean => {
  if ([...asked].some((flag) => INTERNAL.has(flag))) return false
  const flags = withFlags(asked, toSet)
  if (hasAll(flags, ['FOLL_PIN', 'FOLL_GET'])) return false
  if (flags.has('FOLL_LONGTERM') && !flags.has('FOLL_PIN')) return false
  return !hasAll(flags, ['FOLL_LONGTERM', 'FOLL_PCI_P2PDMA'])
}

/** `gup_fast_fallback`: no flag that the fast variants do not know. */
export const validFast = (flags: Flags): boolean => [...flags].every((flag) => FAST.has(flag))

/**
 * `anonymous`: private memory. `p2pmem`: the sysfs file `allocate`, shared, with `page_mkwrite` (kernfs has one).
 * `fsdax`: a file on a DAX file system. `io`: VM_IO or VM_PFNMAP, a driver's registers.
 */
export type VmaKind = 'anonymous' | 'p2pmem' | 'fsdax' | 'io'

export interface Vma {
  readonly kind: VmaKind
  /** VM_WRITE. FOLL_FORCE, which can overrule it for private memory, counts only there. */
  readonly writable: boolean
}

/** `vma_needs_dirty_tracking`: shared, writable, and somebody wants to hear of the first write. */
const needsDirtyTracking = ({ kind, writable }: Vma): boolean => writable && kind !== 'anonymous'

/**
 * GU-4, `check_vma_flags`: 0 or an errno, in the kernel's order. A pin without end that writes to a file whose dirty
 * pages are tracked is EFAULT, and the file `allocate` is one: no P2P rule is even reached.
 */
export const checkVma = (vma: Vma, flags: Flags): number => {
  if (vma.kind === 'io') return -EFAULT
  if (vma.kind === 'fsdax' && flags.has('FOLL_LONGTERM')) return -EOPNOTSUPP
  if (!flags.has('FOLL_WRITE')) return 0
  if (hasAll(flags, ['FOLL_PIN', 'FOLL_LONGTERM']) && needsDirtyTracking(vma)) return -EFAULT
  if (vma.writable) return 0
  return flags.has('FOLL_FORCE') && vma.kind === 'anonymous' ? 0 : -EFAULT
}
