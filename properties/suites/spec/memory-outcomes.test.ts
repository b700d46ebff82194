import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { designNamed, designs, lineOf, mutants } from '../../../model/designs/index.ts'
import hmmDmaMap from '../../../model/designs/proposals/hmm-dma-map.ts'
import reference from '../../../model/designs/releases/linux-6.12.ts'
import rawPhys from '../../../model/designs/proposals/raw-phys.ts'
import { answersOf } from '../../check/answers.ts'
import { asked, expectedOf } from '../../../spec/asked.ts'
import { litmusOf, type Litmus, type Question } from '../../../spec/litmus.ts'
import type { Proposition } from '../../../spec/proposition.ts'
import { exhaust } from '../../drivers/drivers.ts'

const A = { name: 'A', type: 'root complex integrated endpoint', on: 'hb0', memory: { pages: 2 } }

/** Page 0 was written and moved to A, page 1 may not be read, page 2 nobody touched, page 3 is missing. */
const STEPS = [
  { vm_mmap: { pages: [0, 3] } },
  { cpu_write: { page: 0 } },
  { mprotect: { pages: [1, 2], protection: 'none' } },
  { migrate_to_device: { device: 'A', pages: [0, 1] } },
  { hmm_range_fault: { device: 'A', pages: [0, 4] } },
  { cpu_read: { page: 1 } },
  { device_read: { device: 'A', page: 1 } },
  { pin_user_pages: { as: 'p', pages: [1, 2] } },
  { pin_user_pages: { as: 'q', pages: [0, 1] } },
  { cpu_read: { page: 2 } },
  { hmm_range_fault: { device: 'A', pages: [2, 3] } },
]

const asking = (exists: Proposition): E.Either<unknown, Litmus> =>
  litmusOf({ machine: { hosts: [{ name: 'hb0' }], functions: [A] }, steps: STEPS, exists, result: 'Always' })

const answered = (exists: Proposition): string => {
  const litmus = asking(exists)
  if (E.isLeft(litmus)) throw new Error(JSON.stringify(litmus.left))
  return asked(litmus.right, exhaust).answer(litmus.right.questions[0], reference)
}

describe('what a proposition says of memory that moves', () => {
  const TRUE: readonly Proposition[] = [
    { step: 1, value: 2, end: 'done' },
    { step: 2, refused: false },
    { step: 3, count: 1 },
    { step: 4, told: ['rw of A', 'error', 'nothing', 'error'], refused: false },
    { step: 5, end: 'SEGV' },
    { step: 6, end: 'refused', errno: 'EFAULT' },
    { step: 7, refused: true, errno: 'EFAULT', count: 0 },
    { step: 8, refused: false, count: 1 },
    { step: 10, told: ['zero'] },
  ]
  it.each(TRUE)('%j is so', (said) => {
    expect(answered(said)).toBe('Always')
  })

  const FALSE: readonly Proposition[] = [
    { step: 1, value: 3 },
    { step: 2, refused: true },
    { step: 3, count: 2 },
    { step: 4, told: ['rw', 'error', 'nothing', 'error'] },
    { step: 5, end: 'done' },
    { step: 6, errno: 'EPERM' },
    { step: 8, count: 0 },
    { step: 10, told: ['r'] },
  ]
  it.each(FALSE)('%j is not', (said) => {
    expect(answered(said)).toBe('Never')
  })

  const WRONG: readonly (readonly [Proposition, object])[] = [
    [
      { step: 4, told: ['rw', 'x', 'r', 'r'] },
      {
        path: 'exists.told[1]',
        found: '"x"',
        accepted: 'error, nothing, zero, r, rw, or r of A, rw of A, r through A, rw through A where A is a function',
      },
    ],
    [
      { step: 4, told: ['rw'] },
      { path: 'exists.told', found: '1 word', accepted: '4: one for each page of the step' },
    ],
    [
      { step: 1, told: ['rw'] },
      { path: 'exists.told', found: 'said of a cpu_write', accepted: 'said of hmm_range_fault, hmm_dma_map_pfn' },
    ],
    [{ value: 2 }, { path: 'exists.step', found: 'nothing', accepted: 'the step of which value is said' }],
  ]
  it.each(WRONG)('%j is refused, and the answer says what is accepted', (said, problem) => {
    expect(asking(said)).toEqual(E.left([expect.objectContaining(problem)]))
  })
})

describe('a scenario that is about memory that moves only', () => {
  it('is not asked of a design that knows of none', () => {
    const litmus = asking({ step: 1, value: 2 }) as E.Right<Litmus>
    const designs = answersOf({ path: 'mine.yaml', litmus: litmus.right }).map(({ design }) => design)
    expect(designs).toContain(reference.id)
    expect(rawPhys.memory).toBeUndefined()
    expect(designs).not.toContain(rawPhys.id)
  })
})

describe('what a file says of a design', () => {
  const question: Question = { exists: { broken: 'S34' }, result: 'Never', except: { 'linux-6.12': 'Always' } }
  it('it says of those that are made of it, unless it names them', () => {
    expect(hmmDmaMap.basis).toBe(reference.id)
    expect(expectedOf(question, hmmDmaMap)).toBe('Always')
    expect(expectedOf({ ...question, except: { ...question.except, 'hmm-dma-map': 'Sometimes' } }, hmmDmaMap)).toBe(
      'Sometimes',
    )
    expect(expectedOf(question, rawPhys)).toBe('Never')
  })

  it('every design is made of one that there is, and none of itself', () => {
    const bases = [...designs, ...mutants].filter(({ basis }) => basis !== undefined)
    expect(bases.length).toBeGreaterThan(5)
    for (const design of bases) expect(lineOf(design).length).toBe(lineOf(designNamed(design.basis!)!).length + 1)
  })
})
