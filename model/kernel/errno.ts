/** Error numbers the DMA API returns, negated as the kernel does (`include/uapi/asm-generic`). */
export const EIO = 5
/** "This device cannot reach that P2PDMA page" (`dma_map_sgtable`, Linux 6.12). */
export const EREMOTEIO = 121

const NAMES = new Map([
  [EIO, 'EIO'],
  [EREMOTEIO, 'EREMOTEIO'],
])

/** `-121` as `-EREMOTEIO`; 0 as `0`. */
export const errnoName = (rc: number): string => (rc < 0 ? `-${NAMES.get(-rc) ?? -rc}` : String(rc))
