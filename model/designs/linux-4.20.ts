/**
 * D12: Linux 4.20, as its callers used it.
 *
 * `pci_p2pdma_map_sg` itself asked nothing: nvmet took a whole list from one provider and asked
 * `pci_p2pdma_distance_many` for every client first. The design is the two together, so a list that its
 * contract excludes is refused here (docs/decisions/0004). There was no allowlist yet (5.2 brought
 * it), and the bus offset was *subtracted* until 3a19407913e8 (2021) set it right (BUG-1).
 */
import { advance, handOver } from '../address.ts'
import type { Hw } from '../machine/columns.ts'
import { mapSg } from '../kernel/dma-direct.ts'
import { EIO } from '../kernel/errno.ts'
import { linux, type Parts } from '../kernel/linux.ts'
import { asBusAddress, type P2pdma } from '../kernel/p2pdma.ts'
import { NO_PROVIDER, type Mapped, type Table } from '../kernel/scatterlist.ts'
import { parts as linux612 } from './linux-6.12.ts'

/** A list without P2P pages goes the ordinary way; one with must be P2P throughout, and every way direct. */
const mapSgOfOneKind = (parts: Parts, k: P2pdma, hw: Hw, client: number, table: Table): Mapped & { k: P2pdma } => {
  if (table.every(({ provider }) => provider === NO_PROVIDER)) return mapSg(parts, k, hw, client, table)
  const direct = table.every(
    ({ provider }) => provider !== NO_PROVIDER && parts.classify(parts, hw, provider, client).type === 'BUS_ADDR',
  )
  return direct ? { k, rc: 0, table: table.map((entry) => asBusAddress(parts, k, entry)) } : { k, rc: -EIO, table }
}

export const parts: Parts = {
  ...linux612,
  bridgesForward: () => false,
  mapSg: mapSgOfOneKind,
  busAddress: (address, busOffset) => handOver(advance(address, -busOffset)),
}

export default linux(
  {
    id: 'D12',
    order: 20,
    summary: 'Linux 4.20: lists of P2P pages only, below one switch only, bus offset subtracted instead of added',
    sources: [
      'pci_p2pdma_map_sg, Linux 4.20 (from memory)',
      'commit 3a19407913e8 (2021), which corrects it',
      'threads.md D12',
    ],
  },
  parts,
)
