/**
 * Page maps that drivers fill in by themselves (`mm/memremap.c`, Linux 6.12).
 */
import { PAGE, hex } from '../address.ts'
import { REGISTERED_TYPES } from '../kernel/mm/pgmap/filled-in.ts'
import { OPS } from '../kernel/mm/pgmap/state.ts'
import { problem } from '../problem.ts'
import { inBar } from './memory.ts'
import { given } from './object.ts'
import { operation } from './operation.ts'
import { pieceIn, pieceWords, tellPiece } from './p2pdma.ts'
import { choice, flag, optional, provider } from './word.ts'

export const memremapPages = operation({
  kind: 'memremap_pages',
  about:
    'The driver of the provider fills in a page map for bytes of its BAR, and then registers it (memremap_pages, Linux 6.12). As peer memory they are registered by pci_p2pdma_add_resource alone.',
  words: {
    provider: provider(),
    type: choice(REGISTERED_TYPES, { says: 'What the driver says that the memory is.' }),
    ops: optional(
      choice(OPS, {
        says: 'The methods that it fills in: to free a page, to bring one back to RAM, both.',
        leftOut: 'it fills in none',
      }),
      'none',
    ),
    owner: optional(flag({ says: 'Whether it fills in an owner.', leftOut: 'it does not' }), false),
    ...pieceWords,
  },
  answers: 'added',
  needs: ['memremapPages'],
  givesPages: true,
  problems: ({ provider: name, offset = 0, size = 0 }, { machine: m }, path) => {
    const f = m.name.indexOf(name)
    const bytes = f < 0 ? 0 : m.barSize[f]
    if (bytes === 0) return []
    if (offset % PAGE !== 0) return [problem(`${path}.offset`, hex(offset), WHOLE_PAGES)]
    if (size % PAGE !== 0) return [problem(`${path}.size`, hex(size), WHOLE_PAGES)]
    return offset < bytes && offset + size <= bytes
      ? []
      : [problem(`${path}.offset`, `${hex(offset)}, size ${hex(size)}`, `bytes of the BAR, which has ${hex(bytes)}`)]
  },
  run: ({ design, world, call, index }, { provider: f, type, ops, owner, offset = 0, size = 0 }) => {
    const at = inBar(world.hw.machine, f, offset, pieceIn(world.hw.machine, f, offset, size))
    const answer = design.memremapPages!(call, f, { type, ops, owner, offset, size })
    if (answer === 'oops') return { world, outcome: { kind: 'oops', at, missing: 'methods' } }
    const { k, rc, because } = answer
    const after = { ...world, kernel: k }
    return {
      world: rc === 0 ? given(after, index, at, 'pages') : after,
      outcome: { kind: 'added', rc, ...(because === undefined ? {} : { because }) },
    }
  },
  sentence: (told, { type, ops, owner, offset = 0, size = 0 }) =>
    `${tellPiece(offset, size)} of ${told.provider} is registered as ${type}, with ${METHODS[ops]}, and ${owner ? 'with' : 'without'} an owner`,
})

const WHOLE_PAGES = `a multiple of ${PAGE}`

const METHODS = {
  none: 'no method',
  free: 'a method to free a page',
  ram: 'a method to bring a page back',
  both: 'methods to free a page and to bring one back',
} as const
