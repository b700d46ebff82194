/**
 * Memory of a provider taken, given back, and taken away (`drivers/pci/p2pdma.c`, Linux 6.12).
 */
import { PAGE, alignUp, type Phys } from '../address.ts'
import type { Unbound } from '../kernel/design.ts'
import { ENOMEM } from '../kernel/errno.ts'
import type { Machine } from '../machine/columns.ts'
import { problem } from '../problem.ts'
import { SKIPPED, type Stepped } from '../outcome.ts'
import type { Segment } from '../place.ts'
import type { MemoryObject, World } from '../world.ts'
import { barStart, inBar } from './memory.ts'
import { removeMemory } from './memory/removal.ts'
import { ended, given } from './object.ts'
import { operation, type At } from './operation.ts'
import { flag, gives, number, object, optional, provider } from './word.ts'

/** A page, two, three. */
const LENGTHS = [PAGE, 2 * PAGE, 3 * PAGE]

const givenAt = (m: Machine, f: number, at: Phys, length: number): Segment => inBar(m, f, at - barStart(m, f), length)

export const alloc = operation({
  kind: 'pci_alloc_p2pmem',
  about: 'The driver takes bytes of the pool of the provider (pci_alloc_p2pmem, Linux 6.12).',
  words: {
    as: gives(),
    provider: provider(),
    length: optional(number({ drawn: LENGTHS, says: 'How many bytes.', leftOut: 'one page' }), PAGE),
  },
  answers: 'allocated',
  needs: ['alloc'],
  givesBytes: ({ length = PAGE }) => length,
  run: ({ design, world, call, index }, { provider: f, length }) => {
    const { k, phys } = design.alloc!(call, f, length)
    const after = { ...world, kernel: k }
    // NULL is all that it says.
    if (phys === undefined) return { world: after, outcome: { kind: 'allocated', rc: -ENOMEM } }
    const at = givenAt(world.hw.machine, f, phys, length)
    return { world: given(after, index, at, 'kernel'), outcome: { kind: 'allocated', rc: 0, at } }
  },
  sentence: (told) => `${told.length} bytes of ${told.provider}, called ${told.as}`,
})

export const free = operation({
  kind: 'pci_free_p2pmem',
  about: 'What was taken of a pool is given back (pci_free_p2pmem, Linux 6.12).',
  words: { memory: object({ of: ['pci_alloc_p2pmem'] }) },
  answers: 'freed',
  needs: ['free'],
  run: ({ design, world, call, index }, { memory }) =>
    giveBack(world, index, memory, ({ owner, phys, length }) => design.free!(call, owner, phys, length)),
  sentence: (told) => told.memory,
})

export const mmap = operation({
  kind: 'p2pmem_alloc_mmap',
  about: 'A process maps the file `p2pmem/allocate` of the provider (p2pmem_alloc_mmap, Linux 6.12).',
  words: {
    as: gives(),
    provider: provider(),
    pages: optional(number({ drawn: [1, 2], says: 'How many pages.', leftOut: 'one' }), 1),
    fails: optional(
      number({ drawn: [1], says: 'Inserting this page fails, counted from 0.', leftOut: 'none fails' }),
      undefined,
    ),
    shared: optional(
      flag({
        size: 0,
        drawn: [true],
        says: 'Whether it is mapped with MAP_SHARED; else it is refused.',
        leftOut: 'it is',
      }),
      true,
    ),
    from: optional(
      number({
        drawn: [0],
        says: 'The page of the file where it begins; all but 0 is refused.',
        leftOut: '0',
      }),
      undefined,
    ),
  },
  answers: 'allocated',
  needs: ['mmap'],
  givesBytes: ({ pages = 1 }) => pages * PAGE,
  problems: ({ pages = 1 }, _, path) =>
    pages >= 1 ? [] : [problem(`${path}.pages`, String(pages), 'one page or more')],
  run: ({ design, world, call, index }, { provider: f, pages, fails: failsAt, shared, from: pgoff = 0 }) => {
    const { k, rc, phys } = design.mmap!(call, f, { shared, pgoff, pages, failsAt })
    const after = { ...world, kernel: k }
    if (rc !== 0 || phys === undefined) return { world: after, outcome: { kind: 'allocated', rc } }
    const at = givenAt(world.hw.machine, f, phys, pages * PAGE)
    return { world: given(after, index, at, 'user'), outcome: { kind: 'allocated', rc, at } }
  },
  sentence: (told, { fails }) =>
    `${told.pages} pages of ${told.provider}, called ${told.as}${fails === undefined ? '' : `; inserting page ${fails} fails`}`,
})

export const munmap = operation({
  kind: 'munmap',
  about: 'A process gives up what it mapped of `p2pmem/allocate`, all of it (munmap, Linux 6.12).',
  words: { memory: object({ of: ['p2pmem_alloc_mmap'] }) },
  answers: 'freed',
  needs: ['munmap'],
  run: ({ design, world, call, index }, { memory }) =>
    giveBack(world, index, memory, ({ owner, phys, length }) => ({
      k: design.munmap!(call, owner, phys, alignUp(length, PAGE) / PAGE),
      end: 'done',
    })),
  sentence: (told) => told.memory,
})

/** Memory that is still held goes back, once. */
const giveBack = (
  world: World,
  index: number,
  step: number,
  ask: (held: Segment) => { k: World['kernel']; end: 'done' | 'BUG' },
): Stepped => {
  const held = world.objects.get(step)
  if (held === undefined || held.ended !== undefined) return { world, outcome: SKIPPED }
  const { k, end } = ask(held)
  const after = { ...world, kernel: k }
  return {
    world: end === 'done' ? ended(after, index, (_, of) => of === step) : after,
    outcome: { kind: 'freed', end },
  }
}

/** Unbinding takes every process's mapping away; what the kernel holds it does not. Memory of its own goes first. */
export const unbound = (at: At, f: number): { readonly world: World; readonly end: Unbound } => {
  const { world, isGone } = removeMemory(at, f)
  if (!isGone) return { world, end: 'waits' }
  const { design, call, index } = at
  const { k, end } = design.unbind!({ ...call, k: world.kernel, hw: world.hw }, f)
  const left = design.pageMaps?.(k) ?? []
  const ends = ({ owner, phys, by }: MemoryObject): boolean =>
    owner === f && (by === 'user' || (by === 'pages' && !left.some((map) => map.phys === phys)))
  return { world: ended({ ...world, kernel: k }, index, ends), end }
}

export const unbind = operation({
  kind: 'unbind',
  about:
    'The driver of the provider is unbound, and what it gave is taken back in reverse order (AR-11, Linux 6.12): what it lent is revoked, what lies in its memory moves to RAM, and then its pages go. `waits`: unbinding again looks again.',
  words: { provider: provider() },
  answers: 'unbound',
  needs: ['unbind'],
  run: (at, { provider: f }) => {
    const { world, end } = unbound(at, f)
    return { world, outcome: { kind: 'unbound', end } }
  },
  sentence: (told) => `the driver of ${told.provider}`,
})
