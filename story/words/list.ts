/** A list entry by entry, what was meant beside what the design wrote; shortened in the middle. */
import { hex, onTheWire } from '../../model/address.ts'
import type { Machine } from '../../model/machine/columns.ts'
import type { Place } from '../../model/place.ts'
import { tellLanding, tellPlace } from '../../spec/tell.ts'
import { clipped, columnsTold, counted, ends, hanging, table } from './lines.ts'
import type { Path, Use } from '../path.ts'
import type { Entry, StepTold } from '../told.ts'

/** Rows of a list that are told. */
const MOST_ROWS = 16
/** Columns of all else in a table of a list, numbers being as long as they get. */
const ELSE = 56
/** Columns of a place, so that the table stays inside the page. */
const placeWidth = (): number => Math.max(LEAST_PLACE, columnsTold() - ELSE)
const LEAST_PLACE = 14

const place = (m: Machine, where: Place | undefined): string =>
  where === undefined ? '-' : clipped(tellPlace(m, where), placeWidth())

/** The list as it was meant, and beside it the DMA entries; after packing the two need not correspond. */
export const tellEntries = (m: Machine, entries: readonly Entry[]): string[] => {
  const rows = entries.map(({ entry, meant, dma }) => [
    `${entry}`,
    place(m, meant),
    meant === undefined ? '' : `${meant.length}`,
    meant === undefined ? '' : `${meant.pages}`,
    dma === undefined ? '-' : hex(dma.address),
    dma === undefined ? '' : `${dma.length}`,
    dma === undefined ? '' : dma.marked ? 'bus' : '-',
  ])
  return tellTable(['entry', 'meant', 'bytes', 'pages', 'dma_address', 'bytes', 'mark'], rows, [3, 2])
}

/** Of each DMA entry what it stood for and where it landed; of a list of one the hops say all that. */
export const tellLandings = (m: Machine, { mapping }: Use, paths: readonly Path[]): string[] => {
  if (mapping === undefined || Math.max(mapping.nents, mapping.meant.length) < 2) return []
  const rows = mapping.table.slice(0, mapping.nents).map(({ dma, dmaLength, marked }, entry) => {
    const of = paths.filter(({ transaction }) => transaction.entry === entry)
    const wrong = of.find(({ verdict }) => verdict !== 'as meant')
    return [
      `${entry}`,
      dma === undefined ? '-' : hex(onTheWire(dma)),
      `${dmaLength ?? 0}`,
      marked ? 'bus' : '-',
      place(m, of[0]?.meant),
      landed(m, wrong, of.length),
    ]
  })
  return tellTable(['entry', 'dma_address', 'bytes', 'mark', 'meant', 'landed'], rows, [3, 2])
}

const landed = (m: Machine, wrong: Path | undefined, pieces: number): string => {
  if (pieces === 0) return '-'
  if (wrong === undefined) return 'as meant'
  const from = wrong.transaction.offset === 0 ? '' : ` from byte ${wrong.transaction.offset}`
  const { landing } = wrong
  if (landing.kind === 'undefined') return `undefined${from}`
  if (landing.kind === 'nowhere') return `nowhere${from}`
  return `NOT: ${clipped(tellLanding(m, landing).replace(/^lands on |^reads /, ''), placeWidth() - 4)}${from}`
}

/** @param spare columns that a page does without if it has to, the first one first: what they say is told elsewhere, too */
const tellTable = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  spare: readonly number[],
): string[] => {
  const { first, skipped, last } = ends(rows, MOST_ROWS)
  const all = fitting([heads, ...first, ...last], spare)
  const cut = all.slice(0, 1 + first.length)
  const more = skipped === 0 ? [] : [`  ... ${counted(skipped, 'entry').replace('entrys', 'entries')} left out ...`]
  return [...cut, ...more, ...all.slice(1 + first.length)]
}

const fitting = (rows: readonly (readonly string[])[], [spare, ...more]: readonly number[]): string[] => {
  const lines = table(rows)
    .split('\n')
    .map((line) => `  ${line}`)
  if (spare === undefined || lines.every(({ length }) => length <= columnsTold())) return lines
  const without = rows.map((row) => row.filter((_, column) => column !== spare))
  return fitting(without, more)
}

/** What the map put into the IOMMU's table; of many rows, how many. */
export const tellTranslations = (translations: NonNullable<StepTold['translations']>): string[] => {
  const { rows, ranges } = translations
  const { first, skipped, last } = ends(rows, 4)
  const line = ({ iova, phys, size }: (typeof rows)[number]): string =>
    hanging(`${hex(iova)}..${hex(iova + size - 1)} to ${hex(phys)}..${hex(phys + size - 1)}`, '    ', '      ')
  if (rows.length === 0) return []
  const where = ranges === 1 ? 'one contiguous range of IOVAs' : `${ranges} separate ranges of IOVAs`
  return [
    hanging(`the IOMMU now translates ${where}:`, '  ', '    '),
    ...first.map(line),
    ...(skipped === 0 ? [] : [`    ... ${counted(skipped, 'translation')} left out ...`]),
    ...last.map(line),
  ]
}
