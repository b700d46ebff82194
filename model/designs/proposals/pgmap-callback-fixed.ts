/** The same helper with its three defects mended: only P2P pages go to the callback, and failure is not 0. */
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { freshMapType } from '../../kernel/pci/p2pdma.ts'
import { parts as linux612 } from '../releases/linux-6.12.ts'

export const parts: Parts = {
  ...linux612,
  bridgesForward: () => false,
  mapType: freshMapType,
}

export default linux(
  {
    id: 'pgmap-callback-fixed',
    alias: 'D05c',
    summary:
      'page map with a dma_map callback, corrected: maps other device pages as RAM, balances references, tells errors from address 0',
    sources: ['D05, A0-01 to A0-06'],
  },
  parts,
)
