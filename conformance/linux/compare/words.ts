/**
 * Answers in words, the same for Linux and for the model: lists, pages and resources.
 */
import { PAGE, hex } from '../../../model/address.ts'
import type { Machine } from '../../../model/machine/columns.ts'
import { isTranslating } from '../../../model/machine/domain.ts'
import type { Operation } from '../../../model/operations/index.ts'
import { valuesAs } from '../../../model/operations/steps.ts'
import type { Run } from './translated.ts'

/** One entry of a list: as it was given, and as it was mapped. */
export interface Entry {
  readonly phys: number
  readonly length: number
  readonly dma: number
  readonly dmaLength: number
  readonly bus: boolean
}

/** Whether an IOMMU chooses addresses. */
const translates = (m: Machine): boolean => m.iommu.some(isTranslating)

export const tellRefused = (rc: number, entries: readonly Pick<Entry, 'bus'>[]): string =>
  `rc=${rc}, marks ${tellMarks(entries)}`

/** `left`: pages that the tables translate after all. A page or a resource has no entries. */
export const tellUnmapped = (entries: readonly Pick<Entry, 'bus'>[], left: number): string =>
  `unmapped${entries.length === 0 ? '' : `, marks ${tellMarks(entries)}`}, ${left} pages left`

/** The table after a sync: what is behind the DMA entries says nothing. */
export const tellSynced = (m: Machine, mapping: Operation | undefined, entries: readonly Entry[]): string => {
  const mapped = entries.filter(({ dmaLength }) => dmaLength > 0)
  return `synced, ${tellEntries(m, mapping, mapped)}, marks ${tellMarks(entries)}`
}

const tellMarks = (entries: readonly Pick<Entry, 'bus'>[]): string => entries.map(({ bus }) => Number(bus)).join('')

/**
 * DMA entries. Where an IOMMU translates, the base of the list's range is the allocator's choice: an IOVA is told by
 * its distance from the first one; for an untrusted client each entry has a range of its own (DI-2).
 */
const tellEntries = (m: Machine, mapping: Operation | undefined, entries: readonly Entry[]): string => {
  const first = entries.find(({ bus }) => !bus)?.dma ?? 0
  const [client] = mapping === undefined ? [] : (valuesAs(mapping, 'client') as number[])
  const apart = client !== undefined && m.untrusted[m.clientFunction[client]]
  const told = entries.map(({ phys, length, dma, dmaLength, bus }) => {
    if (!translates(m)) return `[phys=${hex(phys)}+${hex(length)} dma=${hex(dma)}+${hex(dmaLength)} bus=${Number(bus)}]`
    return `[dma=${bus ? hex(dma) : `IOVA+${hex(dma - (apart ? dma : first))}, ${hex(dma % PAGE)} in its page,`}+${hex(dmaLength)} bus=${Number(bus)}]`
  })
  return told.join(' ')
}
export const tellList = (
  m: Machine,
  mapping: Operation | undefined,
  nents: number,
  entries: readonly Entry[],
): string => `mapped ${nents}: ${tellEntries(m, mapping, entries.slice(0, nents))}`

/** A page or a resource; undefined: not mapped. */
export const tellOne = (m: Machine, at: number, dma: number | undefined): string => {
  if (dma === undefined) return `${hex(at)} is not mapped`
  // An IOVA is never the address itself: Linux searches from 4 GiB down, and above the guest's RAM.
  return `${hex(at)} is ${translates(m) && dma !== at ? `an IOVA, ${hex(dma % PAGE)} in its page` : hex(dma)}`
}

const tellRun = ({ phys, length, slot = false }: Run): string => {
  if (slot) return `a bounce buffer, ${hex(phys)} in its page, +${hex(length)}`
  return phys === 0 ? 'nothing' : `${hex(phys)}+${hex(length)}`
}
export const tellReached = (runs: readonly Run[]): string =>
  runs.length === 0 ? '' : `, reaching ${runs.map(tellRun).join(' ')}`
