/**
 * Linux 7.1: what VFIO lends it can take back. It lends to nobody who cannot be told, and takes nothing away before all is
 * unmapped. All else is Linux 6.12: what changed between them is another design's affair (docs/decisions/0022).
 */
import { lendingMm } from '../../kernel/dma-buf/linux-dma-buf.ts'
import { dmaBufMap, dmaBufUnmap } from '../../kernel/dma-buf/lent-addresses.ts'
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { parts as linux612 } from '../releases/linux-6.12.ts'

export const parts: Parts = { ...linux612, memory: lendingMm(), dmaBufMap, dmaBufUnmap }

export default linux(
  {
    id: 'provider-revoke',
    alias: 'D25',
    basis: 'linux-6.12',
    summary:
      'Linux 6.12 with dma-buf and VFIO of 7.1: lends memory only to importers that can be told; revoking waits for all of them',
    sources: [
      'drivers/vfio/pci/vfio_pci_dmabuf.c, drivers/dma-buf/dma-buf.c, Linux 7.1',
      'NW-8, A5-19, A5-20',
      'R7.1-4, R7.1-5',
    ],
  },
  parts,
)
