/**
 * A buffer that one driver lends to others (`struct dma_buf`), and what each that borrows it has of it (`struct
 * dma_buf_attachment`). Plain data; functions in this folder work on a draft of it.
 */
import type { FrameNumber } from '../../machine/page-table.ts'
import type { DmaPfn } from '../mm/device/dma-pfn.ts'

export interface Attachment {
  /** The function whose driver borrows. */
  readonly importer: number
  /** `allow_peer2peer`: it takes addresses of a BAR. */
  readonly peer2peer: boolean
  /** It has `move_notify`, from 7.1 on `invalidate_mappings`: it can be told that the memory goes. */
  readonly dynamic: boolean
  /** Calls of map that no unmap has answered. */
  maps: number
  /** The page that it mapped, with the address that its device has; undefined: it has none. */
  address: DmaPfn | undefined
  /** Fences: transfers that its device began, and that are not done. */
  fences: number
  /** It was told that the memory goes, and begins nothing. */
  told: boolean
  /** Its device refuses the address, even for what is under way: the registration is gone. */
  killed: boolean
}

/** One page of a function's local memory, by way of its BAR; or of RAM, if its exporter moved it there. */
export interface DmaBuf {
  readonly exporter: number
  /** A GPU's driver may move it to RAM. VFIO may not: it lends the BAR itself, and can only take it away. */
  readonly moves: boolean
  /** Where its bytes lie. */
  frame: FrameNumber
  revoked: boolean
  /** By index of the step that attached. */
  readonly attachments: Record<number, Attachment>
}
