/**
 * No peer-to-peer at all where any host bridge translates.
 *
 * Jason Gunthorpe, 13 April 2017: rather refuse those machines than get the offset wrong on them.
 */
import type { Machine } from '../../machine/columns.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from './orchestrator-check.ts'

const someBridgeTranslates = (m: Machine): boolean => m.hostOffset.some((offset) => offset !== 0)

export default linux(
  {
    id: 'hard-disable',
    alias: 'D04',
    summary: 'hard disable: as orchestrator-check, but refuses everything if any host bridge translates addresses',
    sources: ['Jason Gunthorpe, 13 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory"'],
  },
  {
    ...parts,
    classify: (own, hw, provider, client) =>
      someBridgeTranslates(hw.machine)
        ? { type: 'NOT_SUPPORTED', distance: 0 }
        : parts.classify(own, hw, provider, client),
    mapType: (own, call, provider, client) =>
      someBridgeTranslates(call.hw.machine)
        ? { k: call.k, type: 'NOT_SUPPORTED' }
        : parts.mapType(own, call, provider, client),
  },
)
