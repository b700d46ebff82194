/** Pages of a BAR, taken out of the pool by a driver (drivers/pci/p2pdma.c). Nobody uses them, so the ledger says nothing of them. */
import { ENOMEM } from '../../kernel/errno.ts'
import { isMapOf } from '../../kernel/lib/test-hmm/mirror.ts'
import type { FrameNumber } from '../../machine/page-table.ts'
import { memoryOperation, type MemoryWorld } from './call.ts'
import { gives } from '../word.ts'
import { device } from './device.ts'

/** Peer memory of a function: what its BAR shows, or all of its memory; undefined: it has no pool here. */
const poolOf = ({ mm }: MemoryWorld, f: number): string | undefined =>
  Object.values(mm.maps).find((map) => map.type === 'p2pdma' && isMapOf(mm, map, f))?.name

export const takeP2pmem = memoryOperation({
  kind: 'take_p2pmem',
  about:
    'A driver takes one page of the pool of its BAR, and a reference to it besides (pci_alloc_p2pmem, get_page, row by row). It keeps both.',
  words: { as: gives(), device },
  answers: 'called',
  asks: ({ device: f }, world) => {
    const map = poolOf(world, f)
    return map === undefined ? undefined : { table: 'take_p2pmem', args: { map } }
  },
  answer: (frame: FrameNumber | undefined, _, { mm, index }) => {
    if (frame !== undefined) mm.taken[index] = frame
    return { kind: 'called', rc: frame === undefined ? -ENOMEM : 0 }
  },
  sentence: (told) => `a page of the BAR of ${told.device}, called ${told.as}`,
})
