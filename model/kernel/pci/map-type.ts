/**
 * Belief: how a client is thought to reach a provider (`drivers/pci/p2pdma.c`, Linux 6.12).
 */

/** `enum pci_p2pdma_map_type`, 6.12. */
export type MapType = 'NOT_SUPPORTED' | 'BUS_ADDR' | 'THRU_HOST_BRIDGE'

export interface Classified {
  readonly type: MapType
  /** Hops from provider to client over the nearest common bridge; set for every type. */
  readonly distance: number
}
