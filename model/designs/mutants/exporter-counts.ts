/**
 * An exporter that maps its memory for a device once, and has none left of its quota when it is asked again: a threshold, as A5-08
 * allows it, without the fall back that has to go with it.
 */
import { linux } from '../../kernel/linux.ts'
import { p2pMap } from '../../kernel/mm/p2p-vma.ts'
import { parts } from '../proposals/vma-ops.ts'

export default linux(
  {
    id: 'exporter-counts',
    basis: 'vma-ops',
    mendedBy: 'vma-ops',
    summary: 'operations of a VMA with an exporter that refuses pages that it has mapped before',
    sources: ['A5-06, A5-08, S18'],
  },
  {
    ...parts,
    p2pMap: (own, call, client, direction, run) => {
      const { k } = call
      const [{ provider }] = run
      const pair = provider * 0x10000 + client
      // The quota stands where a provider keeps what it knows of a client.
      if (k.cache.has(pair)) return { k, dmas: [], bus: false }
      const given = p2pMap(own, call, client, direction, run)
      return { ...given, k: { ...given.k, cache: new Map(given.k.cache).set(pair, 'BUS_ADDR') } }
    },
  },
)
