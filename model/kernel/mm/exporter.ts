/**
 * The memory half of a kernel whose drivers map pages of their BARs for processes. An operation of the VMA maps such a page for another
 * device, too.
 *
 * It is Linux 6.12 with the `hmm_range_dma_map` of Jerome Glisse, 29 January 2019, 5/5 (from memory; it never landed).
 */
import { next, ret, type Rows } from '../../call.ts'
import { EFAULT } from '../errno.ts'
import { DMIRROR_DMA_FAULT, note, type Locals } from '../lib/test-hmm/dma.ts'
import type { Parts } from '../parts.ts'
import { hmmDmaMapPfn } from './device/hmm-dma.ts'
import { isRam } from './device/map-pfn.ts'
import { linuxMm, type OwnRows } from './linux-mm.ts'
import type { Mm, MmDesign } from './parts.ts'
import { DRIVER_MMAP, DRIVER_MOVE, barPageOf } from './vma/bar.ts'
import { vmaAt } from './vma/vma.ts'

/**
 * Of a driver's VMA HMM is not asked: where the page lies is noted, and its driver gives the address. Nobody is under way beside it
 * (docs/decisions/0020), so there is no sequence to ask for.
 */
const DMA_FAULT: Rows<Mm, Locals> = {
  special: (k, locals) => {
    const { process, at, write } = locals
    const vma = vmaAt(k, process, at)
    if (vma?.kind !== 'bar') return next()
    if (!vma.read || (write && !vma.write)) return ret(-EFAULT)
    note(k, locals, { write: vma.write }, barPageOf(k, vma, at))
    return ret(0)
  },
  ...DMIRROR_DMA_FAULT,
}

/** The calls that no kernel without such drivers has. */
export const EXPORTING = { driver_mmap: DRIVER_MMAP, driver_move: DRIVER_MOVE }

/** With rows of one's own in the place of those of the move with the same labels. */
export const exportingMm = (move: OwnRows[string] = {}): MmDesign => ({
  parts: linuxMm.parts,
  tables: {
    ...linuxMm.tables,
    dmirror_dma_fault: DMA_FAULT,
    ...EXPORTING,
    driver_move: { ...DRIVER_MOVE, ...move },
  },
})

/** The exporter's `p2p_map` for a page of its BAR that has no address yet; all else as HMM maps it. */
export const mapPfn: NonNullable<Parts['hmmDmaMapPfn']> = (parts, call, device, pfn, page) => {
  if (pfn.mapped || isRam(page)) return hmmDmaMapPfn(parts, call, device, pfn, page)
  const { dmas, bus, ...given } = parts.p2pMap!(parts, call, device, 'DMA_BIDIRECTIONAL', [page])
  return dmas.length === 0
    ? { ...given, rc: -EFAULT, pfn }
    : { ...given, rc: 0, pfn: { ...pfn, mapped: true, bus, dma: dmas[0] } }
}
