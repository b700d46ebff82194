/**
 * The struct page behind memory that a scenario names.
 */
import type { Hw } from '../machine/columns.ts'
import { NO_PGMAP, type PageType } from '../kernel/mm/page.ts'
import { RAM, type Segment } from '../place.ts'

type Ram = Pick<Hw['machine'], 'ram'>

export const pageOf = ({ machine: m }: Hw, { owner, phys: at }: Segment): { type: PageType; pgmap: number } =>
  owner === RAM
    ? { type: ramTypeAt(m, at), pgmap: ramPgmap(m, at) }
    : { type: 'MEMORY_DEVICE_PCI_P2PDMA', pgmap: owner }

const ramTypeAt = ({ ram }: Ram, at: number): PageType =>
  ram.find(({ base, size }) => at >= base && at < base + size)?.type ?? 'RAM'

/** Page maps of device memory that is no BAR: below NO_PGMAP, one each. */
export const ramPgmap = ({ ram }: Ram, at: number): number => {
  const row = ram.findIndex(({ base, size, type }) => type !== 'RAM' && at >= base && at < base + size)
  return row < 0 ? NO_PGMAP : NO_PGMAP - 1 - row
}
