/**
 * What holds of get_user_pages whatever is asked (INV-F).
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GupVariant } from '../../../../model/kernel/mm/gup.ts'
import type { CallerFlag, Flag, VmaKind } from '../../../../model/kernel/mm/gup-flags.ts'
import type { UserPage } from '../../../../model/kernel/mm/gup-page.ts'
import { PAGE_TYPES, isP2pPage } from '../../../../model/kernel/mm/page.ts'
import { frame, pageOf } from '../pages.ts'
import { flags, gup, VARIANTS, PINS } from './users.ts'

const vmas = fc.record({
  kind: fc.constantFrom<VmaKind>('anonymous', 'p2pmem', 'fsdax', 'io'),
  writable: fc.boolean(),
})
const users = fc.array(
  fc.record({ type: fc.constantFrom(...PAGE_TYPES), vma: vmas, movable: fc.boolean(), moves: fc.boolean() }),
  { maxLength: 4 },
)
const callerFlags = fc.subarray<CallerFlag>([
  'FOLL_WRITE',
  'FOLL_GET',
  'FOLL_FORCE',
  'FOLL_NOFAULT',
  'FOLL_LONGTERM',
  'FOLL_PCI_P2PDMA',
  'FOLL_DUMP',
])

describe('whatever is asked (INV-F)', () => {
  const law = (holds: (variant: GupVariant, asked: ReadonlySet<Flag>, answer: ReturnType<typeof gup>) => void): void =>
    fc.assert(
      fc.property(fc.constantFrom(...VARIANTS), users, callerFlags, (variant, described, asked) => {
        const memory = described.map(({ type, vma, movable, moves }, i): UserPage => ({
          page: pageOf(type, i + 1),
          vma,
          movable,
          ...(moves ? { movesTo: frame(100 + i) } : {}),
        }))
        holds(variant, flags(...asked), gup(variant, memory, ...asked))
      }),
      { seed: 14, numRuns: 3000 },
    )

  it('a failure leaves no reference, and a success holds exactly what it counts', () => {
    law((variant, _, { rc, got, pages, references }) => {
      expect(got).toBe(Math.max(rc, 0))
      expect(pages.length).toBe(got)
      expect(references).toBe(got * (PINS.includes(variant) ? 1024 : 1))
    })
  })
  it('no P2P page goes to a caller without FOLL_PCI_P2PDMA, and none is ever held without end', () => {
    law((_, asked, { pages }) => {
      if (!asked.has('FOLL_PCI_P2PDMA') || asked.has('FOLL_LONGTERM')) expect(pages.filter(isP2pPage)).toEqual([])
    })
  })
  it('no device-private page is ever returned, and no coherent one is held without end', () => {
    law((_, asked, { pages }) => {
      const types = pages.map(({ type }) => type)
      expect(types).not.toContain('MEMORY_DEVICE_PRIVATE')
      if (asked.has('FOLL_LONGTERM')) expect(types).not.toContain('MEMORY_DEVICE_COHERENT')
    })
  })
})
