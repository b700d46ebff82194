/**
 * Belief: P2P memory in user space, and taking it all away (`p2pmem_alloc_mmap`, `p2pdma_page_free`,
 * `drivers/pci/p2pdma.c`; `memunmap_pages`, `mm/memremap.c`; Linux 6.12.117).
 *
 * Rules AR-10, AR-11, CA-6 and LAT-23, litmus L61. A page that user space has mapped holds a
 * reference on its pgmap until the last mapping *and* the last pin are gone; unbinding the provider waits for that.
 */
import { PAGE, advance, type Phys } from '../../address.ts'
import type { MmapRequest, Unbound } from '../design.ts'
import { EINVAL, ENODEV, ENOMEM } from '../errno.ts'
import { findRoom, pageIndex, setPages, withChunk, withProvider, type Chunk, type P2pmem, type Use } from './p2pmem.ts'

/**
 * AR-10, `p2pmem_alloc_mmap`: pages in one piece, each with a reference of its own. ENODEV: the file or the pool is
 * gone, or the piece found is going away; ENOMEM: no piece is large enough. After a failure half way the
 * mapping is taken down again, and with it the pages that it had.
 *
 * @param putsRef whether a failure half way gives back the reference that was held meanwhile: a stable backport; without
 *   it one is lost and unbind never ends (L61)
 */
export const mmapP2pmem = (
  putsRef: boolean,
  k: P2pmem,
  f: number,
  { shared, pgoff, pages, failsAt }: MmapRequest,
): { readonly k: P2pmem; readonly rc: number; readonly phys?: Phys } => {
  const provider = k.providers.get(f)
  if (provider?.allocateFile === false) return { k, rc: -ENODEV }
  if (!shared || pgoff !== 0) return { k, rc: -EINVAL }
  if (provider === undefined) return { k, rc: -ENODEV }
  const room = findRoom(provider, pages * PAGE)
  if (room === undefined) return { k, rc: -ENOMEM }
  const { chunk, first } = room
  if (!chunk.live) return { k, rc: -ENODEV }
  if (failsAt !== undefined && failsAt < pages)
    return { k: withChunk(k, f, { ...chunk, refs: chunk.refs + (putsRef ? 0 : 1) }), rc: -ENOMEM }
  const mapped = { ...setPages(chunk, first, pages, { mappings: 1, pins: 0 }), refs: chunk.refs + pages }
  return { k: withChunk(k, f, mapped), rc: 0, phys: advance(chunk.phys, first * PAGE) }
}

/** A change of one page's holders; at none left the page is free and its reference gone (`p2pdma_page_free`). */
const changePage = (chunk: Chunk, index: number, mappings: number, pins: number): Chunk => {
  const use: Use | undefined = chunk.taken.get(index)
  if (use === undefined || typeof use === 'string') return chunk
  const now = { mappings: use.mappings + mappings, pins: use.pins + pins }
  if (now.mappings > 0 || now.pins > 0) return setPages(chunk, index, 1, now)
  return { ...setPages(chunk, index, 1, undefined), refs: chunk.refs - 1 }
}

const changeAt = (k: P2pmem, f: number, phys: Phys, mappings: number, pins: number): P2pmem => {
  const chunk = k.providers.get(f)?.chunks.find((c) => pageIndex(c, phys) >= 0)
  return chunk === undefined ? k : withChunk(k, f, changePage(chunk, pageIndex(chunk, phys), mappings, pins))
}

/** CA-6, fork: the child gets the same page by a PTE of its own; nothing is copied. */
export const forkPage = (k: P2pmem, f: number, phys: Phys): P2pmem => changeAt(k, f, phys, 1, 0)
/** `munmap`, or the end of a process: one PTE fewer. */
export const unmapPage = (k: P2pmem, f: number, phys: Phys): P2pmem => changeAt(k, f, phys, -1, 0)
export const unmapPages = (k: P2pmem, f: number, phys: Phys, pages: number): P2pmem => {
  let after = k
  for (let i = 0; i < pages; i++) after = unmapPage(after, f, advance(phys, i * PAGE))
  return after
}
/** GU-8: GUP holds the page. */
export const pinPage = (k: P2pmem, f: number, phys: Phys): P2pmem => changeAt(k, f, phys, 0, 1)
/** GU-8: GUP lets it go. */
export const unpinPage = (k: P2pmem, f: number, phys: Phys): P2pmem => changeAt(k, f, phys, 0, -1)

/** AR-11, `pci_p2pdma_unmap_mappings`: the file goes, and with it every PTE made through it, in all chunks. */
const removeFile = (k: P2pmem, f: number): P2pmem => {
  const provider = k.providers.get(f)!
  const chunks = provider.chunks.map((chunk) =>
    [...chunk.taken].reduce<Chunk>(
      (c, [i, use]) => (typeof use === 'string' ? c : changePage(c, i, -use.mappings, 0)),
      chunk,
    ),
  )
  return withProvider(k, f, { ...provider, chunks, allocateFile: false })
}

/**
 * AR-11: the driver of `f` is unbound, newest resource first: remove the file, kill the pgmap, wait for its last
 * reference. `waits`: call again once somebody let go. `gone`: the pool is destroyed. `BUG`: pages are still marked
 * as taken, though no reference is left.
 */
export const unbind = (k: P2pmem, f: number): { readonly k: P2pmem; readonly end: Unbound } => {
  if (!k.providers.has(f)) return { k, end: 'gone' }
  let after = removeFile(k, f)
  const { chunks } = after.providers.get(f)!
  for (const chunk of chunks) {
    after = withChunk(after, f, { ...chunk, live: false })
    if (chunk.refs > 0) return { k: after, end: 'waits' }
  }
  if (chunks.some(({ taken }) => taken.size > 0)) return { k: after, end: 'BUG' }
  const providers = new Map([...after.providers].filter(([other]) => other !== f))
  return { k: { ...after, providers }, end: 'gone' }
}
