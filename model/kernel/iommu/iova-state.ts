/** `struct dma_iova_state`: an IOVA range that a driver fills itself. */
import type { Iova } from '../../address.ts'

export interface IovaState {
  readonly base: Iova
  /** Bytes that were asked for. */
  readonly size: number
}
