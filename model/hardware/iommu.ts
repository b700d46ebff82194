/**
 * Truth of an IOMMU: what a request that has reached the root complex means to it (`hardware.md` IO-3, IO-4).
 *
 * It sits above the root port and sees only what gets there: what a switch or a device turned itself is
 * invisible to it (IO-1). An untranslated request is translated before the root complex looks for peers
 * (`translateFirst`, RC-5); inbound windows of the host bridge do not apply to an IOVA (PA-13 off).
 */
import { INTERRUPT_BASE, INTERRUPT_SIZE, advance, phys, within, type Bus, type Phys } from '../address.ts'
import type { Domain, Hw } from '../machine/columns.ts'
import type { Access } from './landing.ts'

/** The domain of the request's initiator; undefined: no IOMMU in its way. */
export const domainOf = ({ domains }: Hw, initiator: number): Domain | undefined => domains.get(initiator)

/** The host address of an IOVA, or why there is none. */
export const translate = (domain: Domain, address: Bus, access: Access): Phys | 'IO-4' | 'IO-9' => {
  if (domain.kind === 'identity') return phys(address)
  if (domain.kind === 'blocked') return 'IO-4'
  const row = domain.table.find(({ iova, size }) => within(address, iova, size))
  if (row === undefined || !row[access]) return 'IO-4'
  const target = advance(row.phys, address - row.iova)
  return within(target, INTERRUPT_BASE, INTERRUPT_SIZE) ? 'IO-9' : target
}
