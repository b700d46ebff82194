/**
 * The offset of a piece is computed in 32 bits, so that the third of a range of 8 GiB and more begins inside the second.
 *
 * dma_buf_phys_vec_to_sgt() on its way to Linux 6.19, until 590d74568030 (November 2025).
 */
import { LONGEST_PIECE, physVecWith } from '../../kernel/dma-buf/phys-vec.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from '../proposals/dma-only.ts'

export default linux(
  {
    id: 'phys-vec-overflows',
    basis: 'dma-only',
    mendedBy: 'dma-only',
    summary: 'dma-only that computes the addresses of pieces in 32 bits',
    sources: ['commit 590d74568030 (2025), fill_sg_entry()', 'A5-21, L28'],
  },
  { ...parts, physVecToSgt: physVecWith((i) => (i * LONGEST_PIECE) % 2 ** 32) },
)
