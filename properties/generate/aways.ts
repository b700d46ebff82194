/**
 * Memory whose function goes away while lists of it are alive, in every order with what ends them.
 */
import type { StepFile } from '../../model/operations/index.ts'
import type { Pick } from './pick.ts'

/** How it goes, and comes back: as another device, or with nothing in its memory. */
const AWAYS = {
  'pulled out': {
    goes: (name: string): StepFile => ({ surprise_removal: { function: name } }),
    comes: (name: string): StepFile => ({ pciehp_enable_slot: { function: name } }),
  },
  reset: {
    goes: (name: string): StepFile => ({ pcie_flr: { function: name } }),
    comes: (name: string): StepFile => ({ pci_dev_restore: { function: name } }),
  },
} as const
export type Away = keyof typeof AWAYS

const HAD = ['allocated', 'the BAR'] as const
const WHO = ['provider', 'client'] as const
type Event = 'goes' | 'comes' | 'unmap' | 'give back'

/** What happens, in order: something goes, and what goes may come back. */
const orders = (of: readonly Event[]): Event[][] => [
  [],
  ...of.flatMap((first) => orders(of.filter((other) => other !== first)).map((rest) => [first, ...rest])),
]
const inOrder = (events: readonly Event[]): boolean =>
  events.includes('goes') && (!events.includes('comes') || events.indexOf('goes') < events.indexOf('comes'))
const ORDERS = orders(['goes', 'comes', 'unmap', 'give back']).filter(inOrder)

/** What is done afterwards: the list is used as long as there is one, or after it; another is made and both are used. */
const AFTER = ['dma', 'late dma', 'another list'] as const

export const waysToGo = (ways: readonly Away[], endpoints: number): number =>
  ways.length * endpoints * (endpoints - 1) * HAD.length * WHO.length * ORDERS.length * AFTER.length

export const generateAway = (pick: Pick, ways: readonly Away[], endpoints: readonly string[]): StepFile[] => {
  const { goes, comes } = AWAYS[pick('way to go', ways)]
  const provider = pick('provider', endpoints)
  const client = pick(
    'client',
    endpoints.filter((name) => name !== provider),
  )
  const isAllocated = pick('how the memory is had', HAD) === 'allocated'
  const who = pick('who goes', WHO) === 'provider' ? provider : client
  const order = pick('what happens', ORDERS)
  const after = pick('afterwards', AFTER)
  const map = (as: string, of: string): StepFile => ({
    dma_map_sgtable: { as, client, direction: 'DMA_TO_DEVICE', list: [isAllocated ? { of } : { bar: provider }] },
  })
  const take = (as: string): StepFile[] => (isAllocated ? [{ pci_alloc_p2pmem: { as, provider } }] : [])
  const happens: Record<Event, StepFile[]> = {
    goes: [goes(who)],
    comes: [comes(who)],
    unmap: [{ dma_unmap_sgtable: { map: 'm' } }],
    'give back': isAllocated ? [{ pci_free_p2pmem: { memory: 'x' } }] : [],
  }
  const afterwards: Record<(typeof AFTER)[number], StepFile[]> = {
    dma: [{ dma: { map: 'm' } }],
    'late dma': [{ dma: { map: 'm', late: true } }],
    'another list': [
      { pci_p2pdma_add_resource: { provider } },
      ...take('y'),
      map('other', 'y'),
      { dma: { map: 'm' } },
      { dma: { map: 'other' } },
    ],
  }
  return [
    { pci_p2pdma_add_resource: { provider } },
    ...take('x'),
    map('m', 'x'),
    ...order.flatMap((event) => happens[event]),
    ...afterwards[after],
  ]
}
