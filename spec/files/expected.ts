/**
 * `expected.yaml`: the matrix as we believe it. Holds, violated, n/a; no counts, no seeds.
 */
import { existsSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { designNamed } from '../../model/designs/index.ts'
import { oneOf, record } from '../../model/machine/fields.ts'
import { readText } from './read-text.ts'
import { BadFile } from '../problem.ts'
import { LARGEST_SCENARIO, ROOT_FOLDER } from './library.ts'
import { toProblem } from '../litmus.ts'
import { parseText } from './parse.ts'
import { writeText } from './text.ts'

export const EXPECTED_FILE = `${ROOT_FOLDER}spec/expected.yaml`

const says = oneOf(['holds', 'violated', 'n/a'] as const)
/** Rule by rule, design by design; a mutant only where it breaks a rule. */
const expectedFile = record({
  designs: t.record(t.string, t.record(t.string, says)),
  mutants: t.record(t.string, t.record(t.string, says)),
})
export type Expected = t.TypeOf<typeof expectedFile>

export const readExpected = (file: string = EXPECTED_FILE): Expected => {
  if (!existsSync(file)) return { designs: {}, mutants: {} }
  const parsed = parseText(readText(file, LARGEST_SCENARIO))
  if (E.isLeft(parsed)) throw new BadFile(file, parsed.left)
  const decoded = expectedFile.decode(parsed.right)
  if (E.isRight(decoded)) return { designs: byId(decoded.right.designs), mutants: byId(decoded.right.mutants) }
  throw new BadFile(file, decoded.left.map(toProblem))
}

/** Rows whose designs are named by their ids, where the file has aliases. */
const byId = (rows: Expected['designs']): Expected['designs'] =>
  Object.fromEntries(
    Object.entries(rows).map(([rule, row]) => [
      rule,
      Object.fromEntries(Object.entries(row).map(([name, says]) => [designNamed(name)?.id ?? name, says])),
    ]),
  )

export const writeExpected = (expected: Expected): string =>
  writeText(
    expected,
    ' What we believe each design does to each rule. Written by `p2pspec check --update`, read by a person before it is committed.',
  )
