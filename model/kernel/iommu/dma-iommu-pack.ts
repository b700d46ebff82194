/**
 * Belief: packing the answer of a list mapped by an IOMMU (`__finalise_sg` of `drivers/iommu/dma-iommu.c`,
 * Linux 6.12). DI-10, DI-11.
 *
 * What is contiguous in IOVA space becomes one DMA entry, written from entry 0 on; so after mapping, entry
 * k's pages need not be what entry k's DMA address stands for.
 */
import { advance, handOver, type Iova } from '../../address.ts'
import { VOID, withDma, type SgEntry, type Written } from '../lib/scatterlist.ts'

/** An entry, bytes into its first page, and the IOVA space it takes: whole pages, and padding up to a boundary. */
export interface Stashed {
  readonly entry: SgEntry
  readonly offset: number
  readonly padded: number
}

/**
 * @param base first IOVA of the range
 * @param maxSegment `dma_get_max_seg_size`, bytes
 * @param boundary `dma_get_seg_boundary` + 1, bytes
 */
export const finalise = (
  stashed: readonly Stashed[],
  base: Iova,
  maxSegment: number,
  boundary: number,
): { table: SgEntry[]; nents: number } => {
  const outputs: Written[] = []
  /** Bytes in the output entry that may still grow; 0: none may. */
  let growing = 0
  let at = base
  for (const { entry, offset, padded } of stashed) {
    if (entry.marked) {
      outputs.push({ dma: entry.dma, dmaLength: entry.dmaLength, marked: true })
      growing = 0
      continue
    }
    const { length } = entry
    if (growing > 0 && offset === 0 && at % boundary !== 0 && room(maxSegment, growing) >= length) {
      growing += length
    } else {
      growing = length
      outputs.push({ dma: handOver(advance(at, offset)), dmaLength: length, marked: false })
    }
    outputs[outputs.length - 1] = { ...outputs[outputs.length - 1], dmaLength: growing }
    at = advance(at, padded)
    // A gap at the tail: what comes next does not continue it.
    if (offset + length < padded) growing = 0
  }
  const table = stashed.map(({ entry }, i) => {
    const { dma, dmaLength, marked } = outputs[i] ?? VOID
    return withDma(entry, dma, dmaLength, marked)
  })
  return { table, nents: outputs.length }
}

/**
 * `max_len - cur_len`, two `unsigned int`: an entry that alone is too long leaves almost 4 GiB of room, and grows on.
 */
const room = (maxSegment: number, growing: number): number => (maxSegment - growing + 2 ** 32) % 2 ** 32
