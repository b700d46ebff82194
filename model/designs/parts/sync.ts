/**
 * Designs that map peer memory by a call of its own: it has no sync, and the caller's sync is of what `dma_map_sg` mapped
 * (docs/decisions/0004, 0013).
 */
import type { Parts } from '../../kernel/parts.ts'
import { isP2p } from '../../kernel/lib/scatterlist.ts'
import { parts as linux612 } from '../releases/linux-6.12.ts'

export const syncRam: Parts['syncSg'] = (own, call, request, by) =>
  linux612.syncSg(own, call, { ...request, table: request.table.filter((entry) => !isP2p(entry)) }, by)
