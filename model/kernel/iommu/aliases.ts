/**
 * Belief: under which requester IDs the requests of a function may arrive (`pci_for_each_dma_alias` of
 * `drivers/pci/search.c`, `pci_devs_are_dma_aliases` of `drivers/pci/pci.c`, Linux 6.12.117).
 *
 * There are three kinds: the device that sends for a whole domain (`pci_real_dma_dev`), what a quirk or a driver said of the
 * function (`pci_add_dma_alias`), and the bridges to conventional PCI above it. Such a bridge sends under the first ID of the bus
 * behind it; here that ID goes by the bridge's name (RT-24).
 */
import { KIND, ROOT, type Machine } from '../../machine/columns.ts'

/** Every function whose requester ID may stand on requests of `f`; itself first, or who sends in its place. */
export const requesterIdsOf = (m: Machine, f: number): number[] => {
  const real = realDmaDev(m, f)
  return [real, ...m.dmaAliases[real], ...aliasingBridges(m, real)]
}

/** Bridges that put their own requester ID on what passes up, from below. */
export const aliasingBridges = (m: Machine, f: number): number[] => {
  const bridges: number[] = []
  for (let up = m.parent[f]; up !== ROOT; up = m.parent[up])
    if (m.kind[up] === KIND.pciBridge || m.kind[up] === KIND.conventionalBridge) bridges.push(up)
  return bridges
}

/** One of the two is said to send as the other. */
export const areAliases = (m: Machine, f: number, g: number): boolean =>
  m.dmaAliases[f].includes(g) || m.dmaAliases[g].includes(f)

/**
 * `pci_real_dma_dev`: the function of another bus that sends in the place of `f`, as an Intel VMD does for all of its domain; else
 * `f` itself. A quirk names functions of the same bus only.
 */
export const realDmaDev = (m: Machine, f: number): number => m.dmaAliases[f].find((g) => m.host[g] !== m.host[f]) ?? f
