import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linuxMmWith, mmParts } from '../../model/kernel/mm/linux-mm.ts'
import { tooFree, unbalanced } from './accounts.ts'
import { anyScript } from './any-script.ts'
import { readStep, type ScriptStep } from './forms.ts'
import { LINUX, playScript } from './judge.ts'
import type { Play } from './play.ts'
import { scriptFiles, scriptIn } from './recordings.ts'
import type { MmDesign } from '../../model/kernel/mm/parts.ts'

const steps = (texts: readonly string[]): ScriptStep[] =>
  texts.map((text) => {
    const step = readStep(text)
    if (E.isLeft(step)) throw new Error(`${text}: ${step.left}`)
    return step.right
  })

/** Linux without the defect by which it leaks (MN2-1): the law is of what it meant. */
const meant = linuxMmWith({ putsBack: ({ kind }) => kind === 'migration' })

/** The first step after which something is wrong, and the first thing that is. */
const first =
  (wrong: (play: Play) => readonly unknown[]) =>
  (script: readonly ScriptStep[], mm: MmDesign): string | undefined => {
    let found: string | undefined
    playScript(script, { ...LINUX, mm }, (play, { text }) => {
      const [one] = found === undefined ? wrong(play) : []
      if (one !== undefined) found = `${text}: ${JSON.stringify(one)}`
    })
    return found
  }
const firstUnbalanced = first(unbalanced)
const firstTooFree = first(tooFree)
const firstWrong = first((play) => [...unbalanced(play), ...tooFree(play), ...play.w.unheld])

describe('whatever a script does', () => {
  it('every page is counted as often as somebody refers to it', () => {
    const did = new Set<string>()
    const balanced = fc.property(anyScript, (texts) => {
      for (const text of texts) did.add(text.replace('2 ', '').split(' ')[0])
      expect(firstUnbalanced(steps(texts), meant)).toBeUndefined()
    })
    fc.assert(balanced, { seed: 11, numRuns: 600 })
    expect(did.size).toBeGreaterThan(24)
  })

  it('nobody may write to what he was given for reading, or shares with others', () => {
    const kept = fc.property(anyScript, (texts) => {
      expect(firstTooFree(steps(texts), LINUX.mm)).toBeUndefined()
    })
    fc.assert(kept, { seed: 13, numRuns: 300 })
  })

  it('nothing is left when all is given back, and a script has one answer', () => {
    const left = fc.property(anyScript, (texts) => {
      const once = playScript(steps(texts), { ...LINUX, mm: meant })
      expect(once.left).toBe('left none')
      expect(playScript(steps(texts), { ...LINUX, mm: meant })).toEqual(once)
    })
    fc.assert(left, { seed: 12, numRuns: 300 })
  })
})

/** Played on the kernel without the leak: of a script that leaks, the accounts are asked and not the answers. */
describe('after each step of what was recorded', () => {
  it.each(scriptFiles)(
    '%s: counts are what is held, no entry allows too much, and nobody uses a page that is free',
    (file) => {
      expect(firstWrong(scriptIn(file).steps, meant)).toBeUndefined()
    },
  )
})

describe('the accounts', () => {
  it('notice the reference that Linux leaks where it gives up an exclusive page (MN2-1)', () => {
    const leak = [
      'vma 0 1 rw anon',
      'write 0',
      'migrate 0 1 to=C select=system owner=C',
      'exclusive 0 1 owner=C',
      'evict C',
    ]
    expect(firstUnbalanced(steps(leak), LINUX.mm)).toMatch(/^evict C: .*"refs":2/)
    expect(firstUnbalanced(steps(leak), meant)).toBeUndefined()
  })

  it('notice a kernel that makes entries writable without asking whose the page is', () => {
    const careless = linuxMmWith({ becomesWritable: (vma) => vma.write })
    const shared = ['vma 0 1 rw anon', 'write 0', 'fork', 'prot 0 1 r', 'prot 0 1 rw']
    expect(firstTooFree(steps(shared), careless)).toMatch(/^prot 0 1 rw: "0\/0/)
    expect(firstTooFree(steps(shared), LINUX.mm)).toBeUndefined()
  })

  it('notice a kernel that replaces a page somebody holds', () => {
    const careless = linuxMmWith({
      expectedRefs: (page, fault) => Math.max(page.refs, mmParts.expectedRefs(page, fault)),
    })
    const held = [
      'vma 0 1 rw anon',
      'write 0',
      'migrate 0 1 to=A select=system owner=A',
      'hold 4 0 1',
      'read 0',
      'state 0 1',
    ]
    const { answers } = playScript(steps(held), { ...LINUX, mm: careless })
    expect(answers.at(-1)).toContain('A:1')
    expect(playScript(steps(held), LINUX).answers[4]).toBe('BUS')
  })
})
