/**
 * Whether a function serves requests for its own memory inside. Of most devices PCIe leaves that open (PA-4b). An NVMe controller
 * does so with its controller memory buffer, by definition (HW-EX-2).
 */
import type { FunctionFile } from './file.ts'

/** What Linux makes pages of (`SUBSECTION_SIZE`), in bytes. */
const SUBSECTION = 0x200000

/**
 * NVMe controllers known by their id: QEMU's, whose `nvme_addr_read()` and `nvme_addr_write()` take its own buffer for no DMA. Its
 * registers are a BAR of 16 KiB, and no such buffer; Linux makes no pages of less than a subsection.
 */
const NVME: ReadonlySet<string> = new Set(['1b36:0010'])

type Said = Pick<FunctionFile, 'bar' | 'id' | 'inside'>

/** A controller memory buffer, because the file says so, or because the BAR is a large one of an NVMe controller. */
export const hasCmb = ({ bar, id }: Said): boolean =>
  bar !== undefined && (bar.cmb ?? (id !== undefined && NVME.has(id) && bar.size >= SUBSECTION))

/** What the file says of the device counts before what is known of such memory. */
export const servesOwnMemory = (f: Said): boolean => f.inside ?? hasCmb(f)
