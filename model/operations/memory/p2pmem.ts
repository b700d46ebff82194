/**
 * Pages of a BAR that shows memory of its device, out of the pool: mapped by a process, or taken by a driver (drivers/pci/p2pdma.c). Nobody says
 * what lies in them, so the ledger says nothing of them.
 */
import { ENOMEM } from '../../kernel/errno.ts'
import type { FrameNumber } from '../../machine/page-table.ts'
import { memoryOperation, type MemoryWorld } from './call.ts'
import { gives } from '../word.ts'
import { device } from './device.ts'
import { isAlive, page, process } from './process.ts'

/** Its memory that is peer memory; undefined: the BAR shows nothing, so that it has no pool here. */
const poolOf = ({ mm: { maps, memory } }: MemoryWorld, f: number): string | undefined =>
  Object.values(maps).find(
    ({ type, first }) => type === 'p2pdma' && (memory.bars[first]?.of === f || memory.home[first] === f),
  )?.name

export const mapP2pmem = memoryOperation({
  kind: 'map_p2pmem',
  about:
    'A process maps one page of the pool of a BAR that shows memory, at a place of its choice (p2pmem_alloc_mmap, row by row). What was there is unmapped.',
  words: { device, process, page },
  answers: 'called',
  asks: ({ device: f, process: of, page: at }, world) => {
    const map = poolOf(world, f)
    if (map === undefined || !isAlive(world, of)) return undefined
    return { table: 'map_p2pmem', args: { process: of, at, map } }
  },
  answer: (rc: number) => ({ kind: 'called', rc }),
  sentence: (told) => `page ${told.page}, of the BAR of ${told.device}`,
})

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
