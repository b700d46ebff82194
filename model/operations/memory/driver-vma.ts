/** What a driver maps of its function's memory for processes, by way of its BAR and without struct pages, and moves. */
import { mapped } from '../../memory/meant.ts'
import { driversPage } from '../../memory/observe.ts'
import { fn, optional } from '../word.ts'
import { memoryOperation } from './call.ts'
import { isAlive, page, process, protection, protectionOf } from './process.ts'

export const driverMmap = memoryOperation({
  kind: 'driver_mmap',
  about:
    'A process maps a page of a function’s memory by way of its BAR, from the function’s own driver, which keeps no struct page of it and maps it when it is touched (VM_PFNMAP, vmf_insert_pfn).',
  words: {
    process,
    page,
    protection: optional(protection, 'rw'),
    device: fn({ says: 'A function whose BAR shows its memory (`memory: {shown: n}`).' }),
  },
  answers: 'called',
  asks: ({ process: of, page: at, protection: word, device }, world) =>
    isAlive(world, of)
      ? { table: 'driver_mmap', args: { process: of, at, protection: protectionOf(word), device } }
      : undefined,
  answer: (rc: number, { process: of, page: at, protection: word }, { meant }) => {
    const range = { process: of, start: at, end: at + 1 }
    if (rc === 0) mapped(meant, range, protectionOf(word), { values: [0], shared: true })
    return { kind: 'called', rc }
  },
  sentence: (told) => `a page of the memory of ${told.device} as page ${told.page}, ${told.protection}`,
})

export const driverMove = memoryOperation({
  kind: 'driver_move',
  about:
    'A driver moves what it mapped for a process to another page of its function’s memory, behind another page of its BAR (unmap_mapping_range).',
  words: { process, page },
  answers: 'called',
  asks: ({ process: of, page: at }, { mm }) =>
    driversPage(mm, of, at) === undefined ? undefined : { table: 'driver_move', args: { process: of, at } },
  answer: (rc: number) => ({ kind: 'called', rc }),
  sentence: (told) => `page ${told.page}`,
})
