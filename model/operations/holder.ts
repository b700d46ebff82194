/**
 * Who has an IOMMU group: drivers of the kernel, or user space through one interface (`iommu_device_use_default_domain`,
 * `iommu_device_claim_dma_owner` of `drivers/iommu/iommu.c`, Linux 6.12.117; DI-30). A group is somebody's as long as something is
 * mapped, and a driver's as long as it has given a BAR struct pages: a driver that has neither is not known to be bound.
 */
import { keepsNothing } from '../hardware/atc.ts'
import type { Holder } from '../kernel/iommu/chooser.ts'
import { membersOf } from '../kernel/iommu/domain.ts'
import { givenBack, takenByUser } from '../kernel/iommu/owner.ts'
import type { Hw } from '../machine/columns.ts'
import type { World } from '../world.ts'
import type { EntryPoint } from './operation.ts'

type Holders = Pick<World, 'hw' | 'ledger' | 'objects'>

/** Who has mapped something for the group of a function, that is not taken back; or a driver, where one offers a BAR of the group. */
export const holderOf = ({ hw, ledger, objects }: Holders, f: number): Holder | undefined => {
  const { machine: m, attached } = hw
  const group: number | undefined = attached[f]
  if (group === undefined) return undefined
  for (const { live, client, by } of ledger.values())
    if (live && attached[m.clientFunction[client]] === group) return by ?? 'driver'
  for (const { by, owner, ended } of objects.values())
    if (by === 'pages' && ended === undefined && attached[owner] === group) return 'driver'
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

/** By which drivers give the BAR of their own function struct pages. */
const PROVIDERS: ReadonlySet<EntryPoint> = new Set(['addResource', 'memremapPages'])

/** The function whose driver has to be bound for it, its client or its provider; undefined: none has. */
const driven = ({ machine: m }: Hw, operation: object, needs: readonly EntryPoint[]): number | undefined => {
  const has = (entries: ReadonlySet<EntryPoint>): boolean => needs.some((entry) => entries.has(entry))
  if ('client' in operation && has(DRIVERS)) return m.clientFunction[operation.client as number]
  return 'provider' in operation && has(PROVIDERS) ? (operation.provider as number) : undefined
}

/**
 * The world as the driver finds it that an operation takes: user space that has nothing mapped in the group any more gives it back, before
 * a driver is bound. Undefined: none can be bound, since user space has the group.
 */
export const foundByDriver = (world: World, operation: object, needs: readonly EntryPoint[]): World | undefined => {
  const f = driven(world.hw, operation, needs)
  if (f === undefined) return world
  const holder = holderOf(world, f)
  if (holder !== undefined && holder !== 'driver') return undefined
  const hw = keepingNothing(world.hw, givenBack(world.hw, f), f)
  return hw === world.hw ? world : { ...world, hw }
}

/** The machine as user space finds it that asks for the group of the client. */
export const forUser = (hw: Hw, client: number): Hw => {
  const f = hw.machine.clientFunction[client]
  return keepingNothing(hw, takenByUser(hw, f), f)
}

/** Whoever was put into another domain keeps nothing of the one before: its ATS was off (`pci_disable_ats`). */
const keepingNothing = (before: Hw, hw: Hw, f: number): Hw => (hw === before ? hw : keepsNothing(hw, membersOf(hw, f)))
