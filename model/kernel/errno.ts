/** Error numbers that kernel functions return, negated as the kernel does (`include/uapi/asm-generic`). */
export const EPERM = 1
export const ENOENT = 2
export const EIO = 5
export const ENXIO = 6
export const EAGAIN = 11
export const ENOMEM = 12
export const EFAULT = 14
export const EBUSY = 16
export const EEXIST = 17
export const ENODEV = 19
export const EINVAL = 22
export const EOVERFLOW = 75
export const EOPNOTSUPP = 95
export const EADDRINUSE = 98
/** "This device cannot reach that P2PDMA page" (`dma_map_sgtable`, Linux 6.12). */
export const EREMOTEIO = 121

const NAMES = new Map([
  [EPERM, 'EPERM'],
  [ENOENT, 'ENOENT'],
  [EIO, 'EIO'],
  [ENXIO, 'ENXIO'],
  [EAGAIN, 'EAGAIN'],
  [ENOMEM, 'ENOMEM'],
  [EFAULT, 'EFAULT'],
  [EBUSY, 'EBUSY'],
  [EEXIST, 'EEXIST'],
  [ENODEV, 'ENODEV'],
  [EINVAL, 'EINVAL'],
  [EOVERFLOW, 'EOVERFLOW'],
  [EOPNOTSUPP, 'EOPNOTSUPP'],
  [EADDRINUSE, 'EADDRINUSE'],
  [EREMOTEIO, 'EREMOTEIO'],
])

/** Every name, as a person writes it. */
export const ERRNO_NAMES: readonly string[] = [...NAMES.values()]

/** `-121` as `-EREMOTEIO`; 0 as `0`. */
export const errnoName = (rc: number): string => (rc < 0 ? `-${NAMES.get(-rc) ?? -rc}` : String(rc))
