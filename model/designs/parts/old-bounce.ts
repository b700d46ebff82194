/**
 * Bounce buffers before Linux 5.18: what was to come from a device was not copied into its buffer, and yet all of the buffer was
 * copied out. What the device had not written was somebody else's (CVE-2022-0854; `swiotlb_tbl_map_single`, from memory, and commits
 * ddbd89deb7d3 and 901c7280ca0d, which corrected it).
 */
import type { Parts } from '../../kernel/parts.ts'
import { parts as linux612 } from '../releases/linux-6.12.ts'

export const bounceWithoutCopyIn: Parts['directPage'] = (call, client, direction, page) => {
  const mapped = linux612.directPage(call, client, direction, page)
  if (direction !== 'DMA_FROM_DEVICE' || mapped.bounced === undefined) return mapped
  const { cpu: _, ...rest } = mapped
  return rest
}
