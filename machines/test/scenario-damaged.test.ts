import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkScenario } from '../../model/scenario/problems.ts'
import { scenarioOf } from '../scenario/index.ts'
import { askText } from './asked.ts'
import { INTEL } from './cpus.ts'
import { machines } from './made.ts'
import { asHex, asLspci } from './written.ts'

/** Digits changed, lines taken out and put twice: what a copied mail looks like. */
const damages = fc.array(
  fc.record({ kind: fc.constantFrom('digit', 'drop', 'twice'), at: fc.nat(), digit: fc.nat({ max: 15 }) }),
  { minLength: 1, maxLength: 10 },
)
type Damage = { readonly kind: string; readonly at: number; readonly digit: number }

const damaged = (text: string, { kind, at, digit }: Damage): string => {
  const lines = text.split('\n')
  const line = at % lines.length
  if (kind === 'drop') return lines.toSpliced(line, 1).join('\n')
  if (kind === 'twice') return lines.toSpliced(line, 0, lines[line]).join('\n')
  const places = [...text.matchAll(/[\da-f]/g)].map(({ index }) => index)
  const place = places[at % places.length]
  return text.slice(0, place) + digit.toString(16) + text.slice(place + 1)
}

describe('a damaged dump as a scenario', () => {
  it.each([
    ['text', asLspci, 30],
    ['bytes', asHex, 3],
  ] as const)('of %s is a machine that can be, or is refused for a reason', (_, write, numRuns) => {
    let made = 0
    fc.assert(
      fc.property(machines, damages, (machine, changes) => {
        const asked = askText(changes.reduce(damaged, write(machine)), { cpu: INTEL })
        const found = scenarioOf(asked)
        if (E.isLeft(found)) expect(found.left[0]).toMatchObject({ path: expect.stringMatching(/./) as string })
        else {
          made++
          expect(E.isRight(checkScenario(found.right.file))).toBe(true)
        }
      }),
      { numRuns, seed: 41 },
    )
    expect(made).toBeGreaterThan(numRuns / 3)
  })
})
