/**
 * Memory that one driver lends to another: how it is lent, what is done with it, and the exporter that takes it away, after a transfer
 * or beside it.
 */
import type { StepFile } from '../../model/operations/index.ts'
import { FABRICS } from './fabrics.ts'
import { fixed, type Letter } from './letter.ts'
import type { Pick } from './pick.ts'

/** Who lends may move it, or may only take it away. */
const EXPORTERS = ['takes away', 'moves'] as const
type Exporter = (typeof EXPORTERS)[number]

/** Who borrows: what the exporter wants; or, of who takes away, one that cannot be told, and of who moves, one that takes no BAR. */
const IMPORTERS = ['usual', 'odd'] as const
const ODD = { 'takes away': { static: true }, moves: { ram: true } } as const

/** All but the first, which is the second without an IOMMU. */
export const LENDING_FABRICS = FABRICS.slice(1)

const OF = { attachment: 'b' } as const

const takes = (exporter: Exporter): StepFile =>
  exporter === 'moves' ? { dma_buf_move: { buffer: 'x' } } : { dma_buf_revoke: { buffer: 'x' } }

const by = (actor: string, step: StepFile): StepFile =>
  Object.fromEntries(Object.entries(step).map(([kind, words]) => [kind, { ...words, actor }]))

/** The alphabet. */
const LETTERS: Readonly<Record<string, (exporter: Exporter) => readonly StepFile[]>> = {
  map: () => [{ dma_buf_map_attachment: OF }],
  unmap: () => [{ dma_buf_unmap_attachment: OF }],
  write: () => [{ dma_buf_dma: { ...OF, write: true } }],
  queue: () => [{ dma_buf_queue: OF }],
  'take away': (exporter) => [takes(exporter)],
  'take away beside a write': (exporter) => [
    by('importer', { dma_buf_dma: { ...OF, write: true } }),
    by('exporter', takes(exporter)),
  ],
}
const reset = (name: string): StepFile[] => [{ pcie_flr: { function: name } }, { pci_dev_restore: { function: name } }]
/** Another one: who lends, or who borrows, is reset, with work queued or not. */
const RESETS: typeof LETTERS = {
  queue: LETTERS.queue,
  'take away': LETTERS['take away'],
  'reset who lends': () => reset('A'),
  'reset who borrows': () => reset('B'),
}

export interface Lending {
  /** How many letters. */
  readonly letters: number
  /** Of the alphabet of resets. */
  readonly resets?: true
}

const alphabetOf = ({ resets }: Lending): typeof LETTERS => (resets === true ? RESETS : LETTERS)
const namesOf = (lending: Lending): string[] => Object.keys(alphabetOf(lending))

export const waysToLend = (lending: Lending): number =>
  EXPORTERS.length * IMPORTERS.length * namesOf(lending).length ** lending.letters

export const tellLending = (lending: Lending): string =>
  `memory lent by who ${EXPORTERS.join(' or ')} to a usual importer, or to one that cannot be told or takes no BAR; ${lending.letters} of (${namesOf(lending).join(', ')})`

export const generateLending = (pick: Pick, lending: Lending): StepFile[] => {
  const [letters, names] = [alphabetOf(lending), namesOf(lending)]
  const exporter = pick('exporter', EXPORTERS)
  const importer = pick('importer', IMPORTERS)
  const moves = exporter === 'moves' ? { moves: true } : {}
  return [
    { dma_buf_export: { as: 'x', device: 'A', ...moves } },
    { dma_buf_attach: { as: 'b', buffer: 'x', device: 'B', ...(importer === 'odd' ? ODD[exporter] : {}) } },
    { dma_buf_map_attachment: OF },
    ...Array.from({ length: lending.letters }, () => letters[pick('step', names)](exporter)).flat(),
    { dma_buf_dma: { ...OF, write: true } },
    { dma_buf_dma: OF },
    { dma_buf_detach: OF },
  ]
}

/** For sequences that are drawn: memory that is taken away or that moves, each lent to a usual importer. */
const both = (of: (buffer: 'x' | 'y', attachment: 'b' | 'c') => StepFile): [StepFile, StepFile] => [
  of('x', 'b'),
  of('y', 'c'),
]
const ofBoth = (name: string, of: Parameters<typeof both>[0]): Letter[] =>
  both(of).map((step, i) => fixed(`${name}${i === 0 ? '' : ' the other'}`, step))

export const LENT: readonly StepFile[] = [
  { dma_buf_export: { as: 'x', device: 'A' } },
  { dma_buf_export: { as: 'y', device: 'A', page: 1, moves: true } },
  ...both((buffer, as) => ({ dma_buf_attach: { as, buffer, device: 'B' } })),
  ...both((_, attachment) => ({ dma_buf_map_attachment: { attachment } })),
]

/** Work that does not end. */
export const QUEUED: StepFile = { dma_buf_queue: OF }

export const LENT_LETTERS: readonly Letter[] = [
  ...ofBoth('map', (_, attachment) => ({ dma_buf_map_attachment: { attachment } })),
  ...ofBoth('unmap', (_, attachment) => ({ dma_buf_unmap_attachment: { attachment } })),
  ...ofBoth('write', (_, attachment) => ({ dma_buf_dma: { attachment, write: true } })),
  fixed('queue', QUEUED),
  fixed('take away', { dma_buf_revoke: { buffer: 'x' } }),
  fixed('move', { dma_buf_move: { buffer: 'y' } }),
  fixed('reset who lends', { pcie_flr: { function: 'A' } }),
  fixed('reset who borrows', { pcie_flr: { function: 'B' } }),
  fixed('back again', { pci_dev_restore: { function: 'B' } }),
]

export const LENT_LOOKS: readonly StepFile[] = both((_, attachment) => ({ dma_buf_dma: { attachment } }))

/** By which work that does not end comes in somebody's way. */
export const QUEUE_LETTERS: readonly Letter[] = LENT_LETTERS.filter(([name]) =>
  ['queue', 'take away', 'move', 'reset who borrows'].includes(name),
)
