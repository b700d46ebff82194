import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readFabric } from '../conformance/fabric.ts'
import { readQemu } from '../conformance/qemu.ts'
import type { Problem } from '../model/problem.ts'
import { LITMUS_FOLDER, ROOT_FOLDER } from '../spec/library.ts'
import { readLitmus } from '../spec/litmus.ts'

const SEED = { seed: 17, numRuns: 2000 }

/** Read, or refused with a place and a reason; never an exception. */
const isLawful = (read: E.Either<Problem[], unknown>): boolean =>
  E.isRight(read) || (read.left.length > 0 && read.left.every(({ found, accepted }) => found !== '' && accepted !== ''))

/** `value` with one part of it, found by walking `path`, replaced by `by`. */
const damaged = (value: unknown, path: readonly number[], by: unknown): unknown => {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== 'object' || value === null) return by
  const keys = Object.keys(value)
  if (keys.length === 0) return by
  const key = keys[step % keys.length]
  const part = damaged((value as Record<string, unknown>)[key], rest, by)
  return Array.isArray(value) ? value.with(Number(key), part) : { ...value, [key]: part }
}

const litmus = ['L02', 'L08o', 'L23', 'mixed'].map((name) => {
  const read = readLitmus(readFileSync(`${LITMUS_FOLDER}/${name}.yaml`, 'utf8'))
  if (E.isLeft(read)) throw new Error(name)
  return read.right.file
})

/** Values that files get wrong. */
const wrong = fc.oneof(
  fc.constantFrom<unknown>(null, -1, 0, 1.5, 2 ** 60, Number.MAX_VALUE, '', 'A', 'any', '99.9', [], {}, true),
  fc.jsonValue({ maxDepth: 2 }),
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

  it('a litmus test with one part replaced is read or refused', () => {
    const parts = fc.property(
      fc.constantFrom(...litmus),
      fc.array(fc.nat({ max: 9 }), { maxLength: 6 }),
      wrong,
      (file, path, by) => {
        expect(readLitmus(JSON.stringify(damaged(file, path, by)))).toSatisfy(isLawful)
      },
    )
    fc.assert(parts, { ...SEED, numRuns: 6000 })
  })

  it('any text is read or refused as YAML, and as a recording', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const read of [readLitmus, readFabric, readQemu]) expect(read(text)).toSatisfy(isLawful)
      }),
      SEED,
    )
  })

  it('a recording with one line replaced is read or refused', () => {
    const recordings = (
      [
        ['fabric-2-max.txt', readFabric],
        ['qemu-T1-EPYC-on.txt', readQemu],
      ] as const
    ).map(([file, read]) => ({
      lines: readFileSync(`${ROOT_FOLDER}conformance/recordings/${file}`, 'utf8').split('\n'),
      read,
    }))
    const lines = fc.property(
      fc.constantFrom(...recordings),
      fc.nat(),
      fc.nat(),
      fc.nat(),
      ({ lines: all, read }, at, from, digit) => {
        const changed = all[from % all.length].replace(/\d/, String(digit % 100))
        expect(read(all.with(at % all.length, changed).join('\n'))).toSatisfy(isLawful)
      },
    )
    fc.assert(lines, { ...SEED, numRuns: 1000 })
  })
})
