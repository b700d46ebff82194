/**
 * What is asked of a process's memory (`mm/gup.c`, Linux 6.12).
 */
import type { CallerFlag } from '../kernel/mm/gup-flags.ts'
import type { GupVariant } from '../kernel/mm/gup.ts'
import { RAM } from '../place.ts'
import { operation } from './operation.ts'
import { pageMapsIn, pageOf } from './page.ts'
import { choice, choices, pages } from './word.ts'

export const GUP_CALLS = [
  'get_user_pages',
  'get_user_pages_fast',
  'get_user_pages_fast_only',
  'pin_user_pages',
  'pin_user_pages_fast',
] as const satisfies readonly GupVariant[]
const GUP_FLAGS = ['FOLL_WRITE', 'FOLL_LONGTERM', 'FOLL_PCI_P2PDMA'] as const satisfies readonly CallerFlag[]

export const getUserPages = operation({
  kind: 'get_user_pages',
  about:
    'Pages of one process, each RAM or memory of the provider’s `allocate` file, asked for with these flags (mm/gup.c, Linux 6.12).',
  words: {
    call: choice(GUP_CALLS, { says: 'Which function of the family is called.' }),
    flags: choices(GUP_FLAGS, {
      says: 'The flags that the caller gives.',
      drawn: [
        [],
        ['FOLL_PCI_P2PDMA'],
        ['FOLL_LONGTERM'],
        ['FOLL_LONGTERM', 'FOLL_PCI_P2PDMA'],
        ['FOLL_WRITE', 'FOLL_LONGTERM'],
      ],
    }),
    pages: pages({ size: 0 }),
  },
  answers: 'got',
  needs: ['getUserPages'],
  run: ({ design, world }, { call, flags, pages: asked }) => {
    const maps = pageMapsIn(design, world)
    // Peer memory is in a process by way of `allocate`, all else is private; both may be written.
    const users = asked.map((s) => ({
      page: { ...pageOf(world.hw, maps, s), phys: s.phys },
      vma: { kind: s.owner === RAM ? ('anonymous' as const) : ('p2pmem' as const), writable: true },
    }))
    const got = design.getUserPages!({ variant: call, users, flags: new Set(flags) })
    const held = users.flatMap(({ page }, i) => (got.pages.some(({ phys: at }) => at === page.phys) ? [i] : []))
    return { world, outcome: { kind: 'got', rc: got.rc, held } }
  },
  sentence: (told, { call, flags }) => `${call}(${flags.join(' | ') || '0'}): ${told.pages}`,
})
