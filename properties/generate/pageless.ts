/**
 * Memory without struct pages: ranges of a BAR, and pages of a process that lie in one, mapped, used, and taken back.
 */
import type { SegmentFile } from '../../model/operations/memory.ts'
import type { StepFile } from '../../model/operations/index.ts'
import type { Pick } from './pick.ts'

export type Pageless = 'ranges of a BAR' | 'pages of a process'

/** The first page of the BAR, or another one, too. */
const RANGES = [[0], [0, 0x10000]] as const
/** Pages of a process in order, by their place in the BAR; RAM among them. */
const PAGES = [[0], ['RAM', 0], [0, 'RAM'], [0, 0x1000, 0x2000]] as const
const AFTERWARDS = {
  'ranges of a BAR': ['nothing', 'free', 'free and use'],
  'pages of a process': ['free', 'again'],
} as const

/** Ways to draw it for one client, where so many offer memory. */
export const waysWithout = (what: Pageless, providers: number): number =>
  providers * (what === 'ranges of a BAR' ? RANGES : PAGES).length * AFTERWARDS[what].length

export const generatePageless = (pick: Pick, what: Pageless, endpoints: readonly string[]): StepFile[] => {
  const bar = pick('provider', endpoints)
  const client = pick('client', endpoints)
  return what === 'ranges of a BAR' ? ofRanges(pick, bar, client) : ofPages(pick, bar, client)
}

const ofRanges = (pick: Pick, bar: string, client: string): StepFile[] => {
  const list = pick('ranges', RANGES).map((offset) => inBar(bar, offset))
  const after = pick('afterwards', AFTERWARDS['ranges of a BAR'])
  return [
    { dma_buf_phys_vec_to_sgt: { as: 'm', client, direction: 'DMA_FROM_DEVICE', list } },
    { dma: { map: 'm' } },
    ...(after === 'nothing' ? [] : [{ dma_buf_free_sgt: { map: 'm' } }]),
    ...(after === 'free and use' ? [{ dma: { map: 'm', late: true } }] : []),
  ]
}

const ofPages = (pick: Pick, bar: string, client: string): StepFile[] => {
  const list = pick('pages', PAGES).map((at) => (at === 'RAM' ? { ram: 0x300000 } : inBar(bar, at)))
  const after = pick('afterwards', AFTERWARDS['pages of a process'])
  const map = (as: string): StepFile => ({ p2p_map: { as, client, direction: 'DMA_FROM_DEVICE', list } })
  const used: StepFile[] = [map('m'), { dma: { map: 'm' } }, { p2p_unmap: { map: 'm' } }]
  return after === 'free' ? used : [...used, map('again'), { dma: { map: 'again' } }]
}

const inBar = (bar: string, offset: number): SegmentFile => (offset === 0 ? { bar } : { bar, offset })
