/** Memory that one driver lends to another (NW-8): who may borrow it, what is mapped, what is left when it goes. */
import { describe, expect, it } from 'vitest'
import { designNamed } from '../../../model/designs/index.ts'
import { lendingMm } from '../../../model/kernel/dma-buf/linux-dma-buf.ts'
import { errnoName } from '../../../model/kernel/errno.ts'
import { tableOf } from '../../../model/kernel/iommu/domain.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import type { Outcome } from '../../../model/outcome.ts'
import { compile } from '../../../model/scenario/file.ts'
import { blockOf } from '../../../model/schedule/block.ts'
import { explore } from '../../../model/schedule/explore.ts'
import { run } from '../../../spec/judge.ts'
import type { Event } from '../../../spec/rule.ts'
import { FABRICS, fabricMachine, type Fabric } from '../../generate/fabrics.ts'

const [SWITCH, , FORWARDS, , UNKNOWN] = FABRICS
const OF = { attachment: 'b' }
const MAP: StepFile = { dma_buf_map_attachment: OF }
const WRITE: StepFile = { dma_buf_dma: { ...OF, write: true } }
const READ: StepFile = { dma_buf_dma: OF }

const lent = (exporter: object, importer: object, ...steps: StepFile[]): StepFile[] => [
  { dma_buf_export: { as: 'x', device: 'A', ...exporter } },
  { dma_buf_attach: { as: 'b', buffer: 'x', device: 'B', ...importer } },
  ...steps,
]

const eventsOf = (steps: StepFile[], name = 'provider-revoke', fabric: Fabric = SWITCH): Event[] =>
  run(designNamed(name)!, compile({ machine: fabricMachine(fabric), steps }), () => 0)

const told = (outcome: Outcome): string => {
  if (outcome.kind === 'called') return errnoName(outcome.rc)
  if (outcome.kind === 'accessed') return outcome.landing?.kind ?? outcome.end
  return outcome.kind
}
const answers = (...asked: Parameters<typeof eventsOf>): string[] =>
  eventsOf(...asked).map(({ outcome }) => told(outcome))

describe('who may borrow', () => {
  const GPU = { moves: true }
  it.each([
    ['VFIO lends to who can be told', {}, {}, 'provider-revoke', ['0', '0', '0']],
    [
      'VFIO lends to nobody who cannot, since 7.1',
      {},
      { static: true },
      'provider-revoke',
      ['0', '-EOPNOTSUPP', 'skipped'],
    ],
    [
      'in 6.19 such a one is refused when it maps',
      {},
      { static: true },
      'revoke-without-waiting',
      ['0', '0', '-EOPNOTSUPP'],
    ],
    ['before its release it was not', {}, { static: true }, 'lends-to-anybody', ['0', '0', '0']],
    ['VFIO lends to nobody who takes no BAR', {}, { ram: true }, 'lends-to-anybody', ['0', '-EOPNOTSUPP', 'skipped']],
    ['a GPU lends to anybody', GPU, { static: true, ram: true }, 'provider-revoke', ['0', '0', '0']],
    ['PeerDirect asks nothing', {}, { static: true, ram: true }, 'peerdirect', ['0', '0', '0']],
  ] as const)('%s', (_, exporter, importer, design, expected) => {
    expect(answers(lent(exporter, importer, MAP), design)).toEqual(expected)
  })

  it('lends a page that the BAR shows, once, and no other', () => {
    expect(answers([{ dma_buf_export: { as: 'x', device: 'A', page: 1 } }])).toEqual(['-EINVAL'])
    const twice: StepFile[] = ['x', 'y'].map((as) => ({ dma_buf_export: { as, device: 'A' } }))
    expect(answers(twice)).toEqual(['0', '-EBUSY'])
  })

  it('nobody borrows, or maps, what was revoked', () => {
    const again: StepFile = { dma_buf_attach: { as: 'c', buffer: 'x', device: 'B' } }
    expect(answers(lent({}, {}, { dma_buf_revoke: { buffer: 'x' } }, MAP, again)).slice(2)).toEqual([
      'withdrawn',
      '-ENODEV',
      '-ENODEV',
    ])
  })
})

describe('what is mapped', () => {
  it('is the BAR where there is a way, and RAM where a GPU knows of none; VFIO refuses', () => {
    expect(answers(lent({ moves: true }, {}, MAP, WRITE)).at(-1)).toBe('bar')
    expect(answers(lent({ moves: true }, {}, MAP, WRITE), 'provider-revoke', UNKNOWN).at(-1)).toBe('ram')
    expect(answers(lent({}, {}, MAP), 'provider-revoke', UNKNOWN).at(-1)).toBe('-EINVAL')
  })

  it('has a translation behind an IOMMU until the last of two unmaps, and no access after that', () => {
    const unmap: StepFile = { dma_buf_unmap_attachment: OF }
    const events = eventsOf(lent({}, {}, MAP, MAP, WRITE, unmap, WRITE, unmap, WRITE), 'provider-revoke', FORWARDS)
    const rows = events.map(({ after: { hw } }) => tableOf(hw, hw.machine.name.indexOf('B')).length)
    expect(rows).toEqual([0, 0, 1, 1, 1, 1, 1, 0, 0])
    expect(events.filter(({ outcome }) => outcome.kind === 'accessed').map(({ outcome }) => told(outcome))).toEqual([
      'bar',
      'bar',
      'refused',
    ])
  })

  it('is not given up while it is mapped', () => {
    const detach: StepFile = { dma_buf_detach: OF }
    expect(answers(lent({}, {}, MAP, detach, { dma_buf_unmap_attachment: OF }, detach, MAP)).slice(3)).toEqual([
      '-EBUSY',
      '0',
      '0',
      'skipped',
    ])
  })

  it('is refused for a registration that was killed', () => {
    const steps = lent({ moves: true }, {}, MAP, { dma_buf_move: { buffer: 'x' } }, WRITE, MAP)
    expect(answers(steps, 'peerdirect').slice(3)).toEqual(['withdrawn', 'refused', '-ENODEV'])
  })

  it('has the same bytes when it was moved, and was mapped again', () => {
    const events = eventsOf(lent({ moves: true }, {}, MAP, WRITE, { dma_buf_move: { buffer: 'x' } }, READ, MAP, READ))
    expect(events.slice(4).map(({ outcome }) => told(outcome))).toEqual(['withdrawn', 'refused', '0', 'ram'])
    expect(events.at(-1)!.outcome).toMatchObject({ value: 4 })
  })
})

describe('every schedule of a transfer beside the end of its memory', () => {
  const block = (design: string, merges: boolean) => {
    const by = { ...OF, actor: 'importer' }
    const revoke: StepFile = { dma_buf_revoke: { buffer: 'x', actor: 'exporter' } }
    const steps = lent({}, {}, MAP, { dma_buf_dma: { ...by, write: true } }, { dma_buf_dma: by }, revoke)
    const event = eventsOf(steps, design, FORWARDS).find(({ outcome }) => outcome.kind === 'beside')!
    return explore(designNamed(design)!.memory!, event.before, blockOf(event.operation)!, merges)
  }
  const ends = ({ ends: all }: ReturnType<typeof block>): string[] =>
    all.map(({ results, stuck, turns }) => JSON.stringify([results, stuck, turns])).toSorted()

  it.each(['provider-revoke', 'revoke-without-waiting', 'peerdirect'])(
    'ends the same without merging: %s',
    (design) => {
      const [merged, naive] = [block(design, true), block(design, false)]
      expect(ends(merged)).toEqual(ends(naive))
      expect(naive.states).toBeGreaterThan(merged.states)
    },
  )

  it('has a transfer land after its memory ended, without waiting, in two turns and no fewer; else in none', () => {
    const late = (design: string): number[] =>
      block(design, true).ends.flatMap(({ results, turns }) =>
        results.some(({ outcome }) => outcome.kind === 'accessed' && outcome.lent?.ended !== undefined) ? [turns] : [],
      )
    expect(Math.min(...late('revoke-without-waiting'))).toBe(2)
    for (const design of ['provider-revoke', 'peerdirect']) expect(late(design)).toEqual([])
  })

  it('waits for nobody without end, where no user holds a fence', () => {
    for (const { stuck } of block('provider-revoke', true).ends) expect(stuck).toEqual([])
  })
})

describe('rows of one’s own', () => {
  it('are refused by name where there is no such table or row', () => {
    expect(() => lendingMm({ dma_buf_revok: {} })).toThrow('dma_buf_revok')
    expect(() => lendingMm({ dma_buf_revoke: { fence: () => ({ go: 'wait' }) } })).toThrow('dma_buf_revoke.fence')
  })
})
