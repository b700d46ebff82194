import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readFabric } from '../../conformance/fabric.ts'
import { readQemu } from '../../conformance/qemu.ts'
import type { Problem } from '../../model/problem.ts'
import { LITMUS_FOLDER, ROOT_FOLDER } from '../../spec/files/library.ts'
import { litmusOf, readLitmus } from '../../spec/litmus.ts'
import { change, changed, edited, edits } from './damage.ts'

const SEED = { seed: 17, numRuns: 2000, endOnFailure: true }

/** Read, or refused with a place and a reason; never an exception. */
const isLawful = (read: E.Either<Problem[], unknown>): boolean =>
  E.isRight(read) || (read.left.length > 0 && read.left.every(({ found, accepted }) => found !== '' && accepted !== ''))

const litmus = new Map(
  ['same-switch-nonzero-offset', 'redirected-nonzero-offset', 'list-fails-half-way', 'mixed'].map((name) => {
    const text = readFileSync(`${LITMUS_FOLDER}/${name}.yaml`, 'utf8')
    const read = readLitmus(text)
    if (E.isLeft(read)) throw new Error(name)
    return [name, { text, file: read.right.file }]
  }),
)

const recordings = new Map(
  (
    [
      ['fabric-2-max', readFabric],
      ['qemu-T1-EPYC-on', readQemu],
    ] as const
  ).map(([name, read]) => {
    const text = readFileSync(`${ROOT_FOLDER}conformance/recordings/${name}.txt`, 'utf8')
    return [name, { text, read }]
  }),
)

describe('whatever stands in a file', () => {
  it('any JSON value is read or refused', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readLitmus(JSON.stringify(value))).toSatisfy(isLawful)
      }),
      SEED,
    )
  })

  it('a litmus test with parts replaced, taken and doubled is read or refused', () => {
    let reads = 0
    const parts = fc.property(
      fc.constantFrom(...litmus.keys()),
      fc.array(change, { minLength: 1, maxLength: 2 }),
      (name, changes) => {
        const read = litmusOf(changes.reduce<unknown>(changed, litmus.get(name)!.file))
        expect(read).toSatisfy(isLawful)
        if (E.isRight(read)) reads++
      },
    )
    fc.assert(parts, { ...SEED, numRuns: 2000 })
    // Damage that is always noticed at the top would never reach the checks below it.
    expect(reads).toBeGreaterThan(100)
  })

  it('any text is read or refused as YAML, and as a recording', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const read of [readLitmus, readFabric, readQemu]) expect(read(text)).toSatisfy(isLawful)
      }),
      SEED,
    )
  })

  it('a litmus test with a damaged text is read or refused', () => {
    const texts = fc.property(fc.constantFrom(...litmus.keys()), edits, (name, all) => {
      expect(readLitmus(all.reduce(edited, litmus.get(name)!.text))).toSatisfy(isLawful)
    })
    fc.assert(texts, { ...SEED, numRuns: 1000 })
  })

  it('a recording with a damaged text is read or refused', () => {
    const texts = fc.property(fc.constantFrom(...recordings.keys()), edits, (name, all) => {
      const { text, read } = recordings.get(name)!
      expect(read(all.reduce(edited, text))).toSatisfy(isLawful)
    })
    fc.assert(texts, SEED)
  })

  it('a recording with one line replaced is read or refused', () => {
    const lines = fc.property(
      fc.constantFrom(...recordings.keys()),
      fc.nat(),
      fc.nat(),
      fc.nat(),
      (name, at, from, digit) => {
        const { text, read } = recordings.get(name)!
        const all = text.split('\n')
        const other = all[from % all.length].replace(/\d/, String(digit % 100))
        expect(read(all.with(at % all.length, other).join('\n'))).toSatisfy(isLawful)
      },
    )
    fc.assert(lines, { ...SEED, numRuns: 1000 })
  })
})
