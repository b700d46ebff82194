/**
 * Belief: the pool of P2P memory of a function (`drivers/pci/p2pdma.c`, `lib/genalloc.c`, Linux 6.12.117).
 *
 * Rules AR-5 and AR-7 to AR-9. Memory is named by its CPU physical address, where the
 * kernel has a pointer into its linear map. Every allocation holds one reference on the pgmap it lies in, whatever its size.
 */
import { PAGE, advance, bus, type Bus, type Phys } from '../../address.ts'
import type { PageMap } from '../design.ts'
import type { SgEntry } from '../lib/scatterlist.ts'

/** Who has a page. `mappings`: PTEs of user space; `pins`: references by GUP. */
export type Use = 'kernel' | { readonly mappings: number; readonly pins: number }

/** What one add_resource gave: a page map, named by the CPU physical address of its first byte, and a stretch of the pool. */
export interface Chunk {
  readonly phys: Phys
  /** Bus address of its first byte (AR-5). */
  readonly bus: Bus
  /** How many. */
  readonly pages: number
  /** Who has a page, by index; left out: it is free. */
  readonly taken: ReadonlyMap<number, Use>
  /** References on the pgmap beyond those of its birth: one an allocation, one a mapped page. */
  readonly refs: number
  /** False from the moment the pgmap is killed: nothing new may begin. */
  readonly live: boolean
  /** Whether its struct pages are there. */
  readonly paged: boolean
}

/** `struct pci_p2pdma` of a function. */
export interface Provider {
  /** The newest first: so the allocator looks, and so they are torn down. */
  readonly chunks: readonly Chunk[]
  readonly published: boolean
  /** Whether the sysfs file `allocate` is there: one file for all chunks (LAT-23). */
  readonly allocateFile: boolean
}

/** By function index. Never changed in place. */
export interface P2pmem {
  readonly providers: ReadonlyMap<number, Provider>
}

export const noP2pmem: P2pmem = { providers: new Map() }

/** AR-4: bus address less CPU physical address; the BARs of a function lie behind one host bridge, and have one. */
export const busOffsetOf = ({ providers }: P2pmem, f: number): number => {
  const [chunk] = providers.get(f)!.chunks
  return chunk.bus - chunk.phys
}

/** Every page map, the newest of a function first. */
export const pageMapsOf = ({ providers }: P2pmem): PageMap[] =>
  [...providers].flatMap(([provider, { chunks }]) =>
    chunks.flatMap(({ phys, pages, paged }) => (paged ? [{ provider, phys, length: pages * PAGE }] : [])),
  )

export const withProvider = (k: P2pmem, f: number, provider: Provider): P2pmem => ({
  providers: new Map(k.providers).set(f, provider),
})

export const withChunk = (k: P2pmem, f: number, chunk: Chunk): P2pmem => {
  const provider = k.providers.get(f)!
  return withProvider(k, f, {
    ...provider,
    chunks: provider.chunks.map((other) => (other.phys === chunk.phys ? chunk : other)),
  })
}

/** The chunk with `use` in pages `[first, first + count)`; undefined: they are free. */
export const setPages = (chunk: Chunk, first: number, count: number, use: Use | undefined): Chunk => {
  const taken = new Map(chunk.taken)
  for (let i = first; i < first + count; i++) {
    if (use === undefined) taken.delete(i)
    else taken.set(i, use)
  }
  return { ...chunk, taken }
}

/** Index of the page at `phys` in a chunk, or -1: not in it. */
export const pageIndex = ({ phys: start, pages }: Chunk, phys: Phys): number => {
  const index = Math.floor((phys - start) / PAGE)
  return index < pages ? Math.max(index, -1) : -1
}

/** `gen_pool_first_fit`: the first run of `count` free pages, or -1. */
const firstFit = ({ pages, taken }: Chunk, count: number): number => {
  let first = 0
  for (const i of [...taken.keys()].toSorted((a, b) => a - b)) {
    if (i - first >= count) return first
    first = i + 1
  }
  return pages - first >= count ? first : -1
}

/** `gen_pool_alloc_owner`: a run of pages within one chunk, the newest chunk that has one. */
export const findRoom = (
  { chunks }: Provider,
  size: number,
): { readonly chunk: Chunk; readonly first: number; readonly count: number } | undefined => {
  const count = Math.ceil(size / PAGE)
  if (count === 0) return undefined
  for (const chunk of chunks) {
    const first = firstFit(chunk, count)
    if (first >= 0) return { chunk, first, count }
  }
  return undefined
}

/**
 * AR-8, `pci_alloc_p2pmem`: `size` bytes, rounded up to pages, and one reference; undefined where the function has no
 * pool, the pool has no room in one piece, or the piece found belongs to a pgmap that is going away. A chunk that is
 * not going away is not tried after that.
 */
export const allocP2pmem = (k: P2pmem, f: number, size: number): { readonly k: P2pmem; readonly phys?: Phys } => {
  const provider = k.providers.get(f)
  const room = provider && findRoom(provider, size)
  if (room === undefined || !room.chunk.live) return { k }
  const { chunk, first, count } = room
  const taken = { ...setPages(chunk, first, count, 'kernel'), refs: chunk.refs + 1 }
  return { k: withChunk(k, f, taken), phys: advance(chunk.phys, first * PAGE) }
}

/**
 * AR-8, `pci_free_p2pmem`: pages and one reference go back. Undefined where the kernel stops with BUG(): not the
 * pool's memory, past the chunk's end, or free already. Freeing an allocation in two halves drops two references.
 */
export const freeP2pmem = (k: P2pmem, f: number, phys: Phys, size: number): P2pmem | undefined => {
  const chunk = k.providers.get(f)?.chunks.find((c) => pageIndex(c, phys) >= 0)
  if (chunk === undefined) return undefined
  const [first, count] = [pageIndex(chunk, phys), Math.ceil(size / PAGE)]
  if (advance(phys, size) > advance(chunk.phys, chunk.pages * PAGE)) return undefined
  for (let i = first; i < first + count; i++) if (!chunk.taken.has(i)) return undefined
  return withChunk(k, f, { ...setPages(chunk, first, count, undefined), refs: chunk.refs - 1 })
}

/** AR-9, `pci_p2pmem_alloc_sgl`: always one entry, of the length asked for, not rounded. */
export const allocSgl = (
  k: P2pmem,
  f: number,
  length: number,
): { readonly k: P2pmem; readonly table?: readonly SgEntry[] } => {
  const { k: after, phys } = allocP2pmem(k, f, length)
  if (phys === undefined) return { k: after }
  const { phys: pgmap } = after.providers.get(f)!.chunks.find((chunk) => pageIndex(chunk, phys) >= 0)!
  return { k: after, table: [{ provider: f, pgmap, phys, length, marked: false }] }
}

/** AR-9, `pci_p2pmem_free_sgl`: undefined as in {@link freeP2pmem}. */
export const freeSgl = (k: P2pmem, table: readonly SgEntry[]): P2pmem | undefined =>
  table.reduce<P2pmem | undefined>(
    (after, { provider, phys, length }) => after && freeP2pmem(after, provider, phys, length),
    k,
  )

/** AR-7, `pci_p2pmem_publish`: nothing happens without a pool. */
export const publish = (k: P2pmem, f: number, published: boolean): P2pmem => {
  const provider = k.providers.get(f)
  return provider === undefined ? k : withProvider(k, f, { ...provider, published })
}

/** AR-7, `pci_has_p2pmem`: what finders look for; neither allocating nor mapping asks. */
export const hasP2pmem = (k: P2pmem, f: number): boolean => k.providers.get(f)?.published === true

/** AR-5, `pci_p2pmem_virt_to_bus`: where peers find the byte; 0 without a pool, all ones for a byte outside it. */
export const virtToBus = (k: P2pmem, f: number, phys: Phys): Bus => {
  const provider = k.providers.get(f)
  if (provider === undefined) return bus(0)
  const chunk = provider.chunks.find((c) => pageIndex(c, phys) >= 0)
  return chunk === undefined ? bus(-1) : advance(chunk.bus, phys - chunk.phys)
}
