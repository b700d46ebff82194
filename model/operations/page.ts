/**
 * The struct page behind memory that a scenario names.
 */
import type { Hw } from '../machine/columns.ts'
import { within, type Phys } from '../address.ts'
import type { Design, PageMap } from '../kernel/design.ts'
import { NO_PGMAP, type PageType } from '../kernel/mm/page.ts'
import { RAM, type Segment } from '../place.ts'
import type { World } from '../world.ts'

type Ram = Pick<Hw['machine'], 'ram'>

export const pageOf = (
  { machine: m }: Hw,
  maps: readonly PageMap[],
  { owner, phys: at }: Segment,
): { type: PageType; pgmap: number } => {
  if (owner === RAM) return { type: ramTypeAt(m, at), pgmap: ramPgmap(m, at) }
  const map = pageMapAt(maps, at)
  return { type: map?.type ?? 'MEMORY_DEVICE_PCI_P2PDMA', pgmap: map?.phys ?? NO_PGMAP }
}

/** What has struct pages: the design says so itself, or it is what it was asked to give and did not refuse. */
export const pageMapsIn = (design: Design, { kernel, objects }: World): readonly PageMap[] =>
  design.pageMaps?.(kernel) ??
  [...objects.values()].flatMap(({ owner: provider, phys, length, by, ended }) =>
    by === 'pages' && ended === undefined ? [{ provider, phys, length }] : [],
  )

/** The page map of a BAR's page. */
export const pageMapAt = (maps: readonly PageMap[], at: Phys): PageMap | undefined =>
  maps.find(({ phys, length }) => within(at, phys, length))

const ramTypeAt = ({ ram }: Ram, at: number): PageType =>
  ram.find(({ base, size }) => within(at, base, size))?.type ?? 'RAM'

/** The page map of device memory that is no BAR: a row of RAM with a type. */
export const ramPgmap = ({ ram }: Ram, at: number): number =>
  ram.find(({ base, size, type }) => type !== 'RAM' && within(at, base, size))?.base ?? NO_PGMAP
