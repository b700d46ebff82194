/**
 * Memory that a device writes, that is handed over, and that somebody reads.
 */
import { PAGE } from '../../model/address.ts'
import type { StepFile } from '../../model/operations/index.ts'
import type { Pick } from './pick.ts'

/** How the writer lets go of it. */
const HANDED = ['unmap', 'sync', 'not'] as const
/** What the reader does with lists before that: it is given other memory, it is given this and writes nothing, or both. */
const BETWEEN = ['nothing', 'other memory', 'unused', 'other memory, unused'] as const
const READS = ['device', 'CPU'] as const

/** Less than a page: what does not fill one bounces for an untrusted device. */
const length = PAGE / 2

/** Ways to draw it for one writer, where so many offer memory. */
export const waysToHandOver = (endpoints: number): number =>
  (1 + endpoints) * endpoints * HANDED.length * BETWEEN.length * READS.length

export const generateHandover = (pick: Pick, endpoints: readonly string[]): StepFile[] => {
  const writer = pick('client', endpoints)
  const reader = pick('reader', endpoints)
  const provider = pick('memory', ['RAM', ...endpoints])
  const handed = pick('how it is handed over', HANDED)
  const between = pick('what is between', BETWEEN)
  const reads = pick('who reads', READS)
  const isRam = provider === 'RAM'
  const memory = isRam ? { ram: 0x300000, length } : { of: 'x', length }
  const map = (as: string, client: string, direction: 'DMA_TO_DEVICE' | 'DMA_FROM_DEVICE', of = memory): StepFile => ({
    dma_map_sgtable: { as, client, direction, list: [of] },
  })
  const unmap = (as: string): StepFile => ({ dma_unmap_sgtable: { map: as } })
  const handing: Record<(typeof HANDED)[number], StepFile[]> = {
    unmap: [unmap('m')],
    sync: [{ dma_sync_sgtable: { map: 'm', for: 'cpu' } }],
    not: [],
  }
  return [
    ...(isRam ? [] : [{ pci_p2pdma_add_resource: { provider } }, { pci_alloc_p2pmem: { as: 'x', provider } }]),
    map('m', writer, 'DMA_FROM_DEVICE'),
    { dma: { map: 'm' } },
    ...handing[handed],
    ...(between.startsWith('other')
      ? [map('other', reader, 'DMA_TO_DEVICE', { ram: 0x400000, length }), unmap('other')]
      : []),
    ...(between.endsWith('unused') ? [map('unused', reader, 'DMA_FROM_DEVICE'), unmap('unused')] : []),
    ...(reads === 'device'
      ? [map('n', reader, 'DMA_TO_DEVICE'), { dma: { map: 'n' } }]
      : [{ sg_copy_to_buffer: { map: 'm' } }]),
  ]
}
