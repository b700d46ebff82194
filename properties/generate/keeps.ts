/**
 * Memory that a device uses by a translation that it keeps (ATS), that is unmapped and given back, and what the device does then.
 */
import type { StepFile } from '../../model/operations/index.ts'
import type { Pick } from './pick.ts'

/** Who maps it: the device's driver, where Linux says; or user space, where it likes. */
const WHO = ['driver', 'user'] as const
/** How the device uses the list before the unmap: as it was told, or by a translation that it asks for and keeps. */
const USES = ['as it was told', 'translated'] as const
/** Whether the flush queue is emptied before the memory is given back. */
const FLUSHES = [false, true] as const
/** What the device does afterwards, translated: it goes on, or uses another list. */
const AFTER = ['late dma', 'another list'] as const

/** Free on every machine here, and the same for a second list. */
const CHOSEN = 0x10000000

/** Ways to draw it for one client, where so many offer memory. */
export const waysToKeep = (providers: number): number =>
  WHO.length * (1 + providers) * USES.length * FLUSHES.length * AFTER.length

export const generateKeeping = (pick: Pick, endpoints: readonly string[]): StepFile[] => {
  const client = pick('client', endpoints)
  const provider = pick('memory', ['RAM', ...endpoints])
  const isRam = provider === 'RAM'
  const isDriver = pick('who maps', WHO) === 'driver'
  const isTranslated = pick('use', USES) === 'translated'
  const flushes = pick('flush', FLUSHES)
  const after = pick('afterwards', AFTER)
  const map = (as: string, of: string): StepFile =>
    isDriver
      ? { dma_map_sgtable: { as, client, direction: 'DMA_FROM_DEVICE', list: [{ of }] } }
      : { iommu_map: { as, client, iova: CHOSEN, memory: { of } } }
  const afterwards: Record<(typeof AFTER)[number], StepFile[]> = {
    'late dma': [{ dma: { map: 'm', translated: true, late: true } }],
    'another list': [
      { alloc_pages: { as: 'y', memory: { ram: 0x400000 } } },
      map('next', 'y'),
      { dma: { map: 'next', translated: true } },
    ],
  }
  return [
    ...(isRam ? [] : [{ pci_p2pdma_add_resource: { provider } }]),
    isRam ? { alloc_pages: { as: 'x', memory: { ram: 0x300000 } } } : { pci_alloc_p2pmem: { as: 'x', provider } },
    map('m', 'x'),
    { dma: { map: 'm', ...(isTranslated ? { translated: true } : {}) } },
    isDriver ? { dma_unmap_sgtable: { map: 'm' } } : { iommu_unmap: { map: 'm' } },
    ...(flushes ? [{ fq_flush_timeout: { client } }] : []),
    isRam ? { free_pages: { memory: 'x' } } : { pci_free_p2pmem: { memory: 'x' } },
    ...afterwards[after],
  ]
}
