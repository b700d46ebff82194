import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import foreignPrivateFails from '../../model/designs/bugs/foreign-private-fails.ts'
import reference from '../../model/designs/releases/linux-6.12.ts'
import { anyReadScript } from './any-script.ts'
import { readStep } from './forms.ts'
import { scriptFiles, scriptIn } from './recordings.ts'
import { playBoth, type Compared } from './both-ways.ts'

/**
 * `check` runs the kernel's calls by way of operations on a World; recordings judge the same calls by way of scripts. Here one
 * sequence goes both ways.
 */

const right = <T>(result: E.Either<unknown, T>): T => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const differences = (compared: readonly Compared[]): readonly Compared[] =>
  compared.filter(({ script, world }) => script !== world)

/** Of the flags of get_user_pages an operation has three, and one of them always. */
const pinning = (text: string): string =>
  text.startsWith('gup') ? `${text.replaceAll(/ (?:force|fast|fastonly|p2p|nofault|pin)\b/g, '')} pin` : text

describe('a sequence played as a script and as operations of a scenario', () => {
  let compared = 0
  it.each(scriptFiles)('has the same answers and leaves the same page tables, counts and contents: %s', (file) => {
    const both = playBoth(scriptIn(file).steps, reference)
    compared += both.length
    expect(differences(both)).toEqual([])
  })
  it('in enough steps to mean something', () => {
    expect(compared).toBeGreaterThan(400)
  })

  it('and scripts that nobody wrote', () => {
    const kinds = new Map<string, number>()
    const same = fc.property(anyReadScript, (texts) => {
      const compared = playBoth(
        [...texts, 'put 0', 'put 1', 'put 2'].map((text) => right(readStep(pinning(text)))),
        reference,
      )
      for (const { step } of compared) kinds.set(step.kind, (kinds.get(step.kind) ?? 0) + 1)
      expect(differences(compared)).toEqual([])
    })
    fc.assert(same, { seed: 16, numRuns: 200 })
    for (const kind of [
      'vma',
      'prot',
      'unmap',
      'zap',
      'fork',
      'exit2',
      'migrate',
      'evict',
      'hmm',
      'gup',
      'put',
      'exclusive',
    ])
      expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(3)
  })

  it('is told apart where the two are not the same kernel', () => {
    const texts = ['vma 0 1 rw anon', 'write 0', 'migrate 0 1 to=A select=system owner=A', 'hmm 0 1 owner=B default=f']
    const steps = texts.map((text) => right(readStep(text)))
    expect(differences(playBoth(steps, reference))).toEqual([])
    expect(differences(playBoth(steps, foreignPrivateFails))).toHaveLength(1)
  })
})
