/**
 * Memory that is taken, mapped, given back and taken away, in every order.
 */
import type { StepFile } from '../../model/operations/index.ts'
import type { Pick } from './pick.ts'

/** How the memory is had. */
export const HAD = ['RAM', 'allocated', 'mapped by a process', 'the BAR', 'not: the mmap fails'] as const
/** What ends something, in the order in which it is done: the mapping, the allocation, the provider. */
const ENDS = ['unmap', 'give back', 'unbind'] as const
type End = (typeof ENDS)[number]

const orders = (of: readonly End[]): End[][] => [
  [],
  ...of.flatMap((first) => orders(of.filter((other) => other !== first)).map((rest) => [first, ...rest])),
]
/** Every order of some of them. */
export const ORDERS: readonly (readonly End[])[] = orders(ENDS)
/** What is done afterwards. */
export const AFTER = ['nothing', 'dma', 'late dma', 'map again', 'unbind again', 'take again'] as const

/** Ways to draw it for one client, where so many offer memory. */
export const waysToLive = (providers: number): number => providers * HAD.length * ORDERS.length * AFTER.length

const GIVEN_BACK: Partial<Record<(typeof HAD)[number], StepFile[]>> = {
  RAM: [{ free_pages: { memory: 'x' } }],
  allocated: [{ pci_free_p2pmem: { memory: 'x' } }],
  'mapped by a process': [{ munmap: { memory: 'x' } }],
}

export const generateLife = (pick: Pick, endpoints: readonly string[]): StepFile[] => {
  const provider = pick('provider', endpoints)
  const client = pick('client', endpoints)
  const had = pick('how the memory is had', HAD)
  const order = pick('what ends', ORDERS)
  const after = pick('afterwards', AFTER)
  const memory = had === 'the BAR' ? { bar: provider } : { of: 'x' }
  const map = (as: string, of: typeof memory): StepFile => ({
    dma_map_sgtable: { as, client, direction: 'DMA_FROM_DEVICE', list: [of] },
  })
  const isMapped = had !== 'not: the mmap fails'
  const take: Record<(typeof HAD)[number], StepFile[]> = {
    RAM: [{ alloc_pages: { as: 'x', memory: { ram: 0x300000 } } }],
    allocated: [{ pci_alloc_p2pmem: { as: 'x', provider } }],
    'mapped by a process': [{ p2pmem_alloc_mmap: { as: 'x', provider } }],
    'the BAR': [],
    'not: the mmap fails': [{ p2pmem_alloc_mmap: { as: 'x', provider, pages: 2, fails: 1 } }],
  }
  const ending: Record<End, StepFile[]> = {
    unmap: isMapped ? [{ dma_unmap_sgtable: { map: 'm' } }] : [],
    'give back': GIVEN_BACK[had] ?? [],
    unbind: [{ unbind: { provider } }],
  }
  const afterwards: Record<(typeof AFTER)[number], StepFile[]> = {
    nothing: [],
    dma: isMapped ? [{ dma: { map: 'm' } }] : [],
    'late dma': isMapped ? [{ dma: { map: 'm', late: true } }] : [],
    'map again': isMapped ? [map('again', memory)] : [],
    'unbind again': [{ unbind: { provider } }],
    'take again': [
      { pci_alloc_p2pmem: { as: 'y', provider } },
      map('other', { of: 'y' }),
      ...(isMapped ? [{ dma: { map: 'm' } }] : []),
    ],
  }
  return [
    { pci_p2pdma_add_resource: { provider } },
    ...take[had],
    ...(isMapped ? [map('m', memory)] : []),
    ...order.flatMap((end) => ending[end]),
    ...afterwards[after],
  ]
}
