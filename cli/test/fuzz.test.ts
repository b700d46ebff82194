/**
 * Whatever stands in a file, a command answers 0, 1, or 2 with one told error, soon; it never throws.
 *
 * input.test.ts asks the readers; here the files are on a disk, and what is read is run.
 */
import * as fc from 'fast-check'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { saved } from '../../properties/check/answers.ts'
import { change, changed, edited, edits, flipped, flips } from './damage.ts'
import { p2pspec } from './in-process.ts'
import { writeNew } from './write-new.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-'))
afterAll(() => rmSync(folder, { recursive: true }))
const FILE = join(folder, 'damaged.yaml')

/** Seconds of this process for one file: a race takes one on an idle machine, all its schedules under every design. */
const MOST_SECONDS = 5

const answered = async (command: string, text: string | Uint8Array): Promise<void> => {
  writeNew(FILE, text)
  const before = process.cpuUsage()
  const { status, out, err } = await p2pspec(command, FILE)
  const { user, system } = process.cpuUsage(before)
  if (status === 2) {
    expect(err).toMatch(/^p2pspec: .*: found .+; accepted: .+\n/)
    expect(out).toBe('')
  } else expect({ status, err }).toEqual({ status: status === 0 ? 0 : 1, err: '' })
  expect((user + system) / 1e6).toBeLessThan(MOST_SECONDS)
}

/** Saved files by name, so that a failure is told in a line. */
const saves = new Map(saved().map(({ path, litmus }) => [path, litmus.file]))
const RECORDINGS = 'conformance/recordings'
const recordings = readdirSync(join(ROOT_FOLDER, RECORDINGS)).flatMap((name) =>
  name.endsWith('.txt') ? [`${RECORDINGS}/${name}`] : [],
)
const textOf = (path: string): string => readFileSync(join(ROOT_FOLDER, path), 'utf8')

const scenario = fc.constantFrom(...saves.keys())
const recording = fc.constantFrom(...recordings)
const reader = fc.constantFrom('replay', 'explain')
/** A command and a file of its kind. */
const call = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(reader, scenario) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('judge'), recording) },
)
const OPTIONS = { seed: 23, endOnFailure: true }

describe('a damaged file is answered', () => {
  it('a scenario with parts replaced, taken and doubled', async () => {
    const parts = fc.asyncProperty(
      reader,
      scenario,
      fc.array(change, { minLength: 1, maxLength: 3 }),
      (command, path, changes) => answered(command, JSON.stringify(changes.reduce<unknown>(changed, saves.get(path)))),
    )
    await fc.assert(parts, { ...OPTIONS, numRuns: 300 })
  })

  it('a text with pieces cut, put in and swapped', async () => {
    const text = fc.asyncProperty(call, edits, ([command, path], all) =>
      answered(command, all.reduce(edited, textOf(path))),
    )
    await fc.assert(text, { ...OPTIONS, numRuns: 300 })
  })

  it('a text with bytes flipped', async () => {
    const bytes = fc.asyncProperty(call, flips, ([command, path], all) => answered(command, flipped(textOf(path), all)))
    await fc.assert(bytes, { ...OPTIONS, numRuns: 150 })
  })

  it('bytes of nothing', async () => {
    const bytes = fc.asyncProperty(
      fc.constantFrom('replay', 'explain', 'judge'),
      fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 })),
      answered,
    )
    await fc.assert(bytes, { ...OPTIONS, numRuns: 150 })
  })
})
