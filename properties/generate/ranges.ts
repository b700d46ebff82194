/**
 * Ranges of a BAR that get no struct pages: mapped, used, and taken back.
 */
import type { StepFile } from '../../model/operations/index.ts'
import type { Pick } from './pick.ts'

/** The first page of the BAR, or another one, too. */
const RANGES = [[0], [0, 0x10000]] as const
const AFTERWARDS = ['nothing', 'free', 'free and use'] as const

/** Ways to draw it for one client, where so many offer memory. */
export const waysToRange = (providers: number): number => providers * RANGES.length * AFTERWARDS.length

export const generateRanges = (pick: Pick, endpoints: readonly string[], devices: readonly string[]): StepFile[] => {
  const bar = pick('provider', endpoints)
  const client = pick('client', [...endpoints, ...devices])
  const list = pick('ranges', RANGES).map((offset) => (offset === 0 ? { bar } : { bar, offset }))
  const after = pick('afterwards', AFTERWARDS)
  return [
    { dma_buf_phys_vec_to_sgt: { as: 'm', client, direction: 'DMA_FROM_DEVICE', list } },
    { dma: { map: 'm' } },
    ...(after === 'nothing' ? [] : [{ dma_buf_free_sgt: { map: 'm' } }]),
    ...(after === 'free and use' ? [{ dma: { map: 'm', late: true } }] : []),
  ]
}
