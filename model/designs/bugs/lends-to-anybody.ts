/**
 * VFIO's exporter as it was first merged for Linux 6.19: an importer that cannot be told may attach and map, and keeps its address
 * when the memory goes. 588650a367b0 (January 2026) refuses it.
 */
import { lendingMm } from '../../kernel/dma-buf/linux-dma-buf.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from '../proposals/provider-revoke.ts'
import { unwaited } from './revoke-without-waiting.ts'

export default linux(
  {
    id: 'lends-to-anybody',
    basis: 'provider-revoke',
    mendedBy: 'provider-revoke',
    summary:
      'Linux 6.19 before its release: VFIO lends even to an importer that it cannot tell when the memory goes away',
    sources: ['vfio_pci_dma_buf_attach(), before commit 588650a367b0 (January 2026)', 'A5-19'],
  },
  { ...parts, memory: lendingMm(unwaited) },
)
