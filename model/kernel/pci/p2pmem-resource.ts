/**
 * Belief: giving a BAR struct pages (`pci_p2pdma_add_resource`, `drivers/pci/p2pdma.c`; `pagemap_range`,
 * `mm/memremap.c`; Linux 6.12.117).
 *
 * Rules AR-1 to AR-6, AR-13 and LAT-24, with those of PM-12 that a BAR can meet. Want of
 * memory and the limits of hot-plug are left out, and so is what a failure does to the lookup of others (LAT-13).
 */
import { PAGE, advance, overlaps, type Bus, type Phys } from '../../address.ts'
import type { Ram, Span } from '../../machine/ranges.ts'
import { EEXIST, EINVAL, ENOMEM, ENXIO, EOPNOTSUPP } from '../errno.ts'
import type { Refusal } from '../refusals.ts'
import { noP2pmem, withProvider, type Chunk, type P2pmem, type Provider } from './p2pmem.ts'

/** Struct pages are made in pieces of this size only (a subsection), 2 MiB. */
export const SUBSECTION = 0x200000

/** A BAR as the kernel knows it. */
export interface Bar {
  /** IORESOURCE_MEM: no I/O ports. */
  readonly isMemory: boolean
  /** Bytes; 0: unassigned. */
  readonly length: number
  /** `pci_resource_start`: CPU physical address. */
  readonly start: Phys
  /** `pci_bus_address` */
  readonly bus: Bus
}

/** Greater, of 64-bit words without sign: what reads negative is above everything else. */
const above = (a: number, b: number): boolean => a < 0 || a > b

/** AR-1: the checks before anything is made. `size + offset` wraps at 2^64 unseen (LAT-24): -4096 is 2^64 - 4096. */
export const checkResource = ({ isMemory, length }: Bar, size: number, offset: number): number => {
  if (!isMemory || above(offset, length - 1)) return -EINVAL
  return size !== 0 && above(size + offset, length) ? -EINVAL : 0
}

const bytes = ({ pages }: Chunk): number => pages * PAGE

/** What else there is at such addresses. */
export interface Around {
  /** What may not be covered. */
  readonly ram?: readonly Pick<Ram, 'base' | 'size'>[]
  /** Ranges of live page maps that are no pool's. */
  readonly mapped?: readonly Span<Phys>[]
  /** The first address that the kernel cannot map; left out: it asks nothing about that, as before 5.12. */
  readonly reach?: number
}

/** PM-12, `pagemap_range`, in its order: live neighbours at either end, RAM, what cannot be mapped, size, alignment, anything in between. */
const checkRange = (
  k: P2pmem,
  { ram = [], mapped = [], reach = Infinity }: Around,
  start: Phys,
  size: number,
): { readonly rc: number; readonly because?: Refusal } => {
  const chunks = [...k.providers.values()].flatMap((provider) => provider.chunks)
  const ends = [start, advance(start, size - 1)]
  const covered = (chunk: Chunk): boolean => ends.some((end) => overlaps(chunk.phys, bytes(chunk), end, 1))
  const isMapped = mapped.some(({ base, size: length }) => ends.some((end) => overlaps(base, length, end, 1)))
  if (isMapped || chunks.some((chunk) => chunk.live && covered(chunk))) return { rc: -ENOMEM, because: 'pages there' }
  if (ram.some(({ base, size: length }) => overlaps(base, length, start, size)))
    return { rc: -ENXIO, because: 'RAM there' }
  if (start + size > reach) return { rc: -EINVAL, because: 'beyond the CPU' }
  if (size <= 0 || start % SUBSECTION !== 0 || size % SUBSECTION !== 0) return { rc: -EINVAL, because: 'subsection' }
  const populated = chunks.filter((chunk) => chunk.live || chunk.refs > 0)
  const meets = populated.some((chunk) => overlaps(chunk.phys, bytes(chunk), start, size))
  return meets ? { rc: -EEXIST, because: 'pages there' } : { rc: 0 }
}

/** AR-2, `pci_p2pdma_setup`: the pool and its sysfs group, at the first call; a later failure leaves them standing. */
const setUp = (k: P2pmem, f: number): P2pmem => {
  const empty: Provider = { chunks: [], published: false, allocateFile: true }
  return k.providers.has(f) ? k : withProvider(k, f, empty)
}

/**
 * AR-1 to AR-6, `pci_p2pdma_add_resource`: `size` bytes (0: the rest) from `offset` into the BAR become one pgmap and
 * one chunk of the function's pool.
 */
export const addP2pResource = (
  k: P2pmem,
  f: number,
  bar: Bar,
  size: number,
  offset: number,
  around: Around = {},
): { readonly k: P2pmem; readonly rc: number; readonly because?: Refusal } => {
  const refusal = checkResource(bar, size, offset)
  if (refusal !== 0) return { k, rc: refusal, because: 'outside the BAR' }
  const ready = setUp(k, f)
  const length = size === 0 ? bar.length - offset : size
  const phys = advance(bar.start, offset)
  const refused = checkRange(ready, around, phys, length)
  if (refused.rc !== 0) return { k: ready, ...refused }
  const chunk: Chunk = {
    phys,
    bus: advance(bar.bus, offset),
    pages: length / PAGE,
    taken: new Map(),
    refs: 0,
    live: true,
    paged: true,
  }
  const provider = ready.providers.get(f)!
  return { k: withProvider(ready, f, { ...provider, chunks: [chunk, ...provider.chunks] }), rc: 0 }
}

/** AR-13: what the functions answer in a kernel built without CONFIG_PCI_P2PDMA. */
export const WITHOUT_P2PDMA = {
  addResource: -EOPNOTSUPP,
  distanceMany: -1,
  hasP2pmem: false,
  findMany: undefined,
  alloc: undefined,
  virtToBus: 0,
  allocSgl: undefined,
  /** `pci_p2pdma_enable_store` accepts any text and means "off". */
  enableStore: { rc: 0, use: false },
  mapSegment: 'NOT_SUPPORTED',
  after: noP2pmem,
} as const
