import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linuxMmWith } from '../../model/kernel/mm/linux-mm.ts'
import type { MmParts } from '../../model/kernel/mm/parts.ts'
import { anyReadScript } from './any-script.ts'
import { readStep, type ScriptStep } from './forms.ts'
import { LINUX, playScript } from './judge.ts'
import { mean, newMeant, type Meant } from './meant.ts'

const steps = (texts: readonly string[]): ScriptStep[] =>
  texts.map((text) => {
    const step = readStep(text)
    if (E.isLeft(step)) throw new Error(`${text}: ${step.left}`)
    return step.right
  })

const meantBy = (texts: readonly string[], parts: Partial<MmParts> = {}): Meant => {
  const meant = newMeant()
  playScript(steps(texts), { ...LINUX, mm: linuxMmWith(parts) }, (play, step, answer) =>
    mean(meant, play, step, answer),
  )
  return meant
}

describe('a load gives what was last written', () => {
  it('wherever the page went meanwhile, and never touches private memory', () => {
    let compared = 0
    const sound = fc.property(anyReadScript, (texts) => {
      const meant = meantBy(texts)
      compared += meant.compared
      expect(meant.wrong).toEqual([])
    })
    fc.assert(sound, { seed: 5, numRuns: 200 })
    expect(compared).toBeGreaterThan(800)
  })

  const broken: readonly (readonly [string, Partial<MmParts>, readonly string[]])[] = [
    [
      'a page that others have is written in place',
      { reuses: () => true },
      ['vma 0 1 rw anon', 'write 0', 'fork', 'write 0', '2 read 0'],
    ],
    ['fork forgets page tables', { forkCopies: () => false }, ['vma 0 1 rw anon', 'write 0', 'fork', '2 read 0']],
  ]
  it.each(broken)('which notices that %s', (_, parts, texts) => {
    expect(meantBy(texts).wrong).toEqual([])
    expect(meantBy(texts, parts).wrong).toHaveLength(1)
  })
})
