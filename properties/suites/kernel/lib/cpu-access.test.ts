/**
 * The CPU and P2P memory, as Linux 6.12.117 has it: CA-1 to CA-5, CA-7 and CA-10.
 * (CA-6 is in pool-mmap.test.ts, CA-12 in bio.test.ts; CA-11 belongs to the mapping half.)
 */
import { describe, expect, it } from 'vitest'
import {
  CPU_HELPERS,
  USER_ACCESS,
  cpuAccess,
  helperAccess,
  isPlainMemory,
  type CpuModel,
} from '../../../../model/kernel/lib/cpu-access.ts'
import { EFAULT, EREMOTEIO } from '../../../../model/kernel/errno.ts'
import { getUserPages } from '../../../../model/kernel/mm/gup.ts'
import type { Flags } from '../../../../model/kernel/mm/gup-flags.ts'
import { gup612, type UserPage } from '../../../../model/kernel/mm/gup-page.ts'
import { PAGE_TYPES } from '../../../../model/kernel/mm/page.ts'
import { p2p } from '../pages.ts'

const MODELS: readonly CpuModel[] = ['x86', 'arm64']

describe('CA-3, CA-4: what a load or store of the kernel comes to', () => {
  it('by page type, on x86 and arm64', () => {
    const table = Object.fromEntries(PAGE_TYPES.map((type) => [type, MODELS.map((cpu) => cpuAccess(type, cpu))]))
    expect(table).toEqual({
      RAM: ['cached', 'cached'],
      MEMORY_DEVICE_PRIVATE: ['no mapping', 'no mapping'],
      MEMORY_DEVICE_COHERENT: ['cached', 'cached'],
      MEMORY_DEVICE_FS_DAX: ['cached', 'cached'],
      MEMORY_DEVICE_GENERIC: ['cached', 'cached'],
      MEMORY_DEVICE_PCI_P2PDMA: ['uncached', 'device memory'],
    })
  })
  it('is a hazard for P2P memory and fatal for private memory, on either CPU, and nothing for the rest', () => {
    for (const cpu of MODELS)
      expect(PAGE_TYPES.filter((type) => !isPlainMemory(type, cpu))).toEqual([
        'MEMORY_DEVICE_PRIVATE',
        'MEMORY_DEVICE_PCI_P2PDMA',
      ])
  })
})

describe('CA-1, CA-2: helpers', () => {
  it('that touch the data do so whatever the page is; the others never do', () => {
    for (const [helper, touches] of CPU_HELPERS)
      for (const type of PAGE_TYPES)
        for (const cpu of MODELS)
          expect(helperAccess(helper, type, cpu), `${helper} ${type}`).toBe(
            touches === 'data' ? cpuAccess(type, cpu) : 'untouched',
          )
  })
  it('are these', () => {
    const data = [
      'kmap_local_page',
      'sg_virt',
      'sg_miter_next',
      'sg_copy_buffer',
      'memcpy_from_page',
      'swiotlb_bounce',
    ] as const
    const metadata = ['sg_page', 'sg_phys', 'page_to_pfn', 'dma_map_sgtable'] as const
    expect(data.map((helper) => CPU_HELPERS.get(helper))).toEqual(data.map(() => 'data'))
    expect(metadata.map((helper) => CPU_HELPERS.get(helper))).toEqual(metadata.map(() => 'metadata'))
  })
})

describe('CA-5, CA-7, CA-10: others at a process’s P2P memory', () => {
  const page: UserPage = { page: p2p(1), vma: { kind: 'p2pmem', writable: true } }
  /** Pins where the flags say for how long. */
  const answer = (access: 'page table' | Flags): number => {
    if (access === 'page table') return 0
    return getUserPages(gup612, access.has('FOLL_LONGTERM') ? 'pin_user_pages_fast' : 'get_user_pages', [page], access)
      .rc
  }
  it('its own mapping works; ptrace, core dumps and pins without end do not', () => {
    const rcs = Object.fromEntries(Object.entries(USER_ACCESS).map(([who, access]) => [who, answer(access)]))
    expect(rcs).toEqual({
      'load or store': 0,
      'read or write of a page cache file': 0,
      ptrace: -EREMOTEIO,
      process_vm_readv: -EREMOTEIO,
      'core dump': -EREMOTEIO,
      'io_uring fixed buffer': -EFAULT,
      'RDMA memory region': -EREMOTEIO,
    })
  })
})
