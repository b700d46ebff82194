/**
 * Who has an IOMMU group: drivers of the kernel, or user space through one interface (`iommu_device_use_default_domain`,
 * `iommu_device_claim_dma_owner` of `drivers/iommu/iommu.c`, Linux 6.12.117; DI-30). A group is somebody's as long as something is mapped.
 */
import type { Holder } from '../kernel/iommu/chooser.ts'
import type { World } from '../world.ts'
import type { EntryPoint } from './operation.ts'

/** Who has mapped something for the group of the client, that is not taken back. */
export const holderOf = ({ hw, ledger }: Pick<World, 'hw' | 'ledger'>, client: number): Holder | undefined => {
  const { machine: m, attached } = hw
  const group = (c: number): number | undefined => attached[m.clientFunction[c]]
  for (const mapped of ledger.values())
    if (mapped.live && group(mapped.client) !== undefined && group(mapped.client) === group(client))
      return mapped.by ?? 'driver'
  return undefined
}

/** By which drivers map. */
const DRIVERS: ReadonlySet<EntryPoint> = new Set([
  'mapSg',
  'mapPage',
  'mapResource',
  'physVecToSgt',
  'iovaTryAlloc',
  'mapUserRange',
  'hmmDmaMapPfn',
])

/** Whether it takes a driver that cannot be bound, since user space has the client's group. */
export const lacksDriver = (
  world: Pick<World, 'hw' | 'ledger'>,
  operation: object,
  needs: readonly EntryPoint[],
): boolean => {
  if (world.ledger.size === 0 || !('client' in operation) || !needs.some((entry) => DRIVERS.has(entry))) return false
  const holder = holderOf(world, operation.client as number)
  return holder !== undefined && holder !== 'driver'
}
