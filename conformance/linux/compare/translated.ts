/**
 * What the model's IOMMU makes of a mapping: the memory behind its IOVAs, and what of them is left when it is unmapped.
 */
import { PAGE, advance, onTheWire, within, type Dma } from '../../../model/address.ts'
import { domainOf, tableOf } from '../../../model/kernel/iommu/domain.ts'
import type { Machine } from '../../../model/machine/columns.ts'
import type { Translation } from '../../../model/machine/domain.ts'
import type { Mapped, World } from '../../../model/world.ts'

/** The world before and after a question. */
export interface Between {
  readonly before: World
  readonly after: World
}

/** Contiguous memory, CPU physical; 0: none. Of a bounce buffer, which lies anywhere, `phys` is its offset in a page. */
export interface Run {
  readonly phys: number
  readonly length: number
  readonly slot?: boolean
}

/** A piece of DMA addresses that lies in one page. */
interface Piece {
  readonly at: Dma
  readonly length: number
}

/** Of each DMA entry that is no bus address, its pieces. */
const piecesOf = ({ table, nents }: Mapped): Piece[][] =>
  table
    .slice(0, nents)
    .filter(({ marked }) => !marked)
    .map(({ dma, dmaLength = 0 }) => {
      const pieces: Piece[] = []
      for (let at = dma!, left = dmaLength; left > 0;) {
        const length = Math.min(left, PAGE - (onTheWire(at) % PAGE))
        pieces.push({ at, length })
        at = advance(at, length)
        left -= length
      }
      return pieces
    })

const rowsOf = ({ hw }: World, client: number): readonly Translation[] | undefined => {
  const f = hw.machine.clientFunction[client]
  return domainOf(hw, f)?.kind === 'translate' ? tableOf(hw, f) : undefined
}

const physOf = (rows: readonly Translation[], at: Dma): number => {
  const row = rows.find(({ iova, size }) => within(at, iova, size))
  return row === undefined ? 0 : advance(row.phys, at - row.iova)
}

/** The memory behind the mapping of step `index`, for its client or another, entry after entry, contiguous pages together. */
export const reached = (world: World, index: number, client?: number): Run[] => {
  const mapping = world.ledger.get(index)!
  const rows = rowsOf(world, client ?? mapping.client)
  if (rows === undefined) return []
  const slotted = ({ phys, length }: Run): Run =>
    mapping.bounced.some((b) => phys >= b.slot && phys < b.slot + b.length)
      ? { phys: phys % PAGE, length, slot: true }
      : { phys, length }
  return piecesOf(mapping).flatMap((pieces) => {
    const runs: Run[] = []
    for (const { at, length } of pieces) {
      const phys = physOf(rows, at)
      const last = runs.at(-1)
      const goes =
        last !== undefined && (phys === 0 ? last.phys === 0 : last.phys > 0 && last.phys + last.length === phys)
      if (goes) runs[runs.length - 1] = { ...last, length: last.length + length }
      else runs.push({ phys, length })
    }
    return runs.map(slotted)
  })
}

/** How many pages of what step `index` had mapped before are translated after. */
export const pagesLeft = ({ before, after }: Between, index: number): number => {
  const mapping = before.ledger.get(index)!
  const rows = rowsOf(after, mapping.client)
  if (rows === undefined) return 0
  return piecesOf(mapping)
    .flat()
    .filter(({ at }) => physOf(rows, at) !== 0).length
}

/**
 * The kind of IOMMU domain that a function is in: a flush queue makes one lazy, and Linux uses none where the AMD IOMMU says
 * that it is emulated (`IOMMU_CAP_NPCACHE`, `iommu_init_pci`).
 */
export const domainSays = (m: Machine, f: number, strict: boolean): string => {
  switch (m.iommu[f]) {
    case 'off':
      return 'domain none'
    case 'passthrough':
      return 'domain identity'
    default:
      return `domain ${strict || hasAmdIommu(m) ? 'strict' : 'lazy'}`
  }
}

const hasAmdIommu = (m: Machine): boolean => m.vendor.some((vendor, f) => vendor === 0x1022 && m.device[f] === 0x1419)
