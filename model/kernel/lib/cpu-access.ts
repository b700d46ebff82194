/**
 * Belief: the CPU touching page data (`lib/scatterlist.c`, `include/linux/highmem*.h`, `mm/memremap.c` and users,
 * Linux 6.12.117).
 *
 * Rules CA-1 to CA-5, CA-7 and CA-12, as a table. No helper asks what kind of memory it is about
 * to touch; whoever was let in by GUP, or sits below an opted-in queue, has to know.
 */
import type { Flag, Flags } from '../mm/gup-flags.ts'
import type { PageType } from '../mm/page.ts'

/** CA-1: these read or write the *data*, through the linear map or kmap. CA-2: these only the page's description. */
const HELPERS = {
  data: [
    'kmap_local_page',
    'page_address',
    'sg_virt',
    'sg_miter_next',
    'sg_copy_buffer',
    'sg_zero_buffer',
    'memcpy_from_page',
    'memcpy_to_page',
    'copy_highpage',
    'clear_highpage',
    'bio_copy_data',
    'bio_integrity_copy_user',
    'swiotlb_bounce',
    'scatterwalk_copychunks',
    'skb_copy_bits',
  ],
  metadata: ['sg_page', 'sg_phys', 'page_to_pfn', 'for_each_sg', 'dma_map_sgtable', 'dma_map_page', 'get_page'],
} as const
export type Helper = (typeof HELPERS)[keyof typeof HELPERS][number]
export const CPU_HELPERS: ReadonlyMap<Helper, keyof typeof HELPERS> = new Map([
  ...HELPERS.data.map((helper) => [helper, 'data'] as const),
  ...HELPERS.metadata.map((helper) => [helper, 'metadata'] as const),
])

/** Of those that touch the data: whether they write it. */
export const writesData = (helper: Helper): boolean => WRITERS.has(helper)
const WRITERS: ReadonlySet<Helper> = new Set(['sg_zero_buffer', 'memcpy_to_page', 'clear_highpage'])

export type CpuModel = 'x86' | 'arm64'

/**
 * What a plain load or store of the kernel comes to. `uncached`: it works, every access reaches the device, with
 * its side effects. `device memory`: the same, and unaligned accesses and cache-line zeroing fault (arm64; from
 * memory, nobody judged it). `no mapping`: an oops.
 */
export type CpuAccess = 'cached' | 'uncached' | 'device memory' | 'no mapping'

/** CA-3, CA-4: by the kernel's own mapping of the page (PM-6, PM-14). */
const CPU_ACCESS: Readonly<Record<PageType, Readonly<Record<CpuModel, CpuAccess>>>> = {
  RAM: { x86: 'cached', arm64: 'cached' },
  MEMORY_DEVICE_PRIVATE: { x86: 'no mapping', arm64: 'no mapping' },
  MEMORY_DEVICE_COHERENT: { x86: 'cached', arm64: 'cached' },
  MEMORY_DEVICE_FS_DAX: { x86: 'cached', arm64: 'cached' },
  MEMORY_DEVICE_GENERIC: { x86: 'cached', arm64: 'cached' },
  MEMORY_DEVICE_PCI_P2PDMA: { x86: 'uncached', arm64: 'device memory' },
}
export const cpuAccess = (type: PageType, cpu: CpuModel): CpuAccess => CPU_ACCESS[type][cpu]

/** CA-1, CA-2: what calling a helper on a page comes to; `untouched`: the CPU stays away from the data. */
export const helperAccess = (helper: Helper, type: PageType, cpu: CpuModel): CpuAccess | 'untouched' =>
  CPU_HELPERS.get(helper) === 'data' ? cpuAccess(type, cpu) : 'untouched'

/** CA-4: code that has not declared it may touch this page without a second thought: neither fatal nor a hazard. */
export const isPlainMemory = (type: PageType, cpu: CpuModel): boolean => cpuAccess(type, cpu) === 'cached'

/**
 * CA-5, CA-7: how others reach a process's P2P memory. `page table`: through its own mapping, which just works;
 * a set of flags: through GUP, with these.
 */
export const USER_ACCESS = {
  'load or store': 'page table',
  /** `copy_from_user`, `copy_to_user` with the buffer as the user side. */
  'read or write of a page cache file': 'page table',
  ptrace: new Set<Flag>(['FOLL_FORCE']),
  process_vm_readv: new Set<Flag>(),
  'core dump': new Set<Flag>(['FOLL_FORCE', 'FOLL_DUMP']),
  'io_uring fixed buffer': new Set<Flag>(['FOLL_WRITE', 'FOLL_LONGTERM']),
  'RDMA memory region': new Set<Flag>(['FOLL_LONGTERM']),
} as const satisfies Record<string, 'page table' | Flags>
