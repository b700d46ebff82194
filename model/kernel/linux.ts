/**
 * The kernel family: a design made of parts.
 *
 * Every part takes the parts, so that overriding one changes what the others see: a release, a
 * historical bug or a mutant is one line over the release before it (docs/decisions/0003).
 */
import type { Dma, Phys } from '../address.ts'
import type { Hw, Machine } from '../machine/columns.ts'
import { design, type About, type Design } from './design.ts'
import { mapPage } from './dma-direct.ts'
import { addResource, distanceMany, noP2pdma, type Classified, type MapType, type P2pdma } from './p2pdma.ts'
import type { Mapped, Table } from './scatterlist.ts'

export interface Parts {
  /** `pci_bridge_has_acs_redir`: this function is believed to redirect peer traffic. */
  readonly hasAcsRedir: (hw: Hw, f: number) => boolean
  /** `cpu_supports_p2pdma || host_bridge_whitelist`, by index of the two host bridges. */
  readonly bridgesForward: (m: Machine, provider: number, client: number) => boolean
  /** `calc_map_type_and_dist` */
  readonly classify: (parts: Parts, hw: Hw, provider: number, client: number) => Classified
  /** `pci_p2pdma_map_type` */
  readonly mapType: (parts: Parts, k: P2pdma, hw: Hw, provider: number, client: number) => { k: P2pdma; type: MapType }
  /** Bus address of a BAR byte, from its CPU physical address and `bus_offset`. */
  readonly busAddress: (address: Phys, busOffset: number) => Dma
  /** `dma_map_sg` */
  readonly mapSg: (parts: Parts, k: P2pdma, hw: Hw, client: number, table: Table) => Mapped & { k: P2pdma }
  /** What a failing map does to the entries it had already mapped. */
  readonly unwind: (mapped: Table) => Table
  /** `dma_unmap_sg` */
  readonly unmapSg: (table: Table) => Table
}

/** The design that these parts make. */
export const linux = (about: About, parts: Parts): Design =>
  design<P2pdma>(about, {
    boot: noP2pdma,
    addResource: (k, hw, provider) => addResource(k, hw, provider),
    distanceMany: (k, hw, provider, clients) => distanceMany(parts, k, hw, provider, clients),
    mapSg: (k, hw, client, table) => parts.mapSg(parts, k, hw, client, table),
    unmapSg: (_, table) => parts.unmapSg(table),
    mapPage: (_, address) => mapPage(address),
  })
