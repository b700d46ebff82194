import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import type { Design } from '../../../model/kernel/design.ts'
import { ROOT_FOLDER, loadLitmus } from '../../../spec/files/library.ts'
import { checkScenario } from '../../../model/scenario/problems.ts'
import { readCorpus, readManifests } from './corpus.ts'
import { DIFFERENCES, keepDifference, readDifference, type Inquirer } from './difference.ts'
import { finder } from './finder.ts'
import { differences, readCounts } from '../judged/count.ts'
import { pieces } from './shrink.ts'
import { tampered } from '../tampered/index.ts'
import * as E from 'fp-ts/lib/Either.js'

const yaml = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => join(folder, name))
    : []

/** Answers of Linux in the file that the design has not. */
const stillDiffers = (path: string, design: Design): number => differences(design, readDifference(path))

describe('what linux:check found', () => {
  it('is mended: the model gives the answers that Linux gave', () => {
    // No file: nothing is known to differ. What a file is worth is tested below.
    const differing = yaml(DIFFERENCES).filter((path) => stillDiffers(path, linux612) > 0)
    expect(differing.map((path) => path.slice(ROOT_FOLDER.length))).toEqual([])
  })
})

describe('a difference that is kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2pdma-spec-test-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const corpus = readCorpus()
  const wrong = tampered.find(({ id }) => id === 'EC is no redirect')!
  const { noticed } = readCounts()
  const one = corpus.find(({ where }) => where === noticed[wrong.id].first)!
  const asked: Inquirer = { folder, built: readManifests()[0], design: wrong, seed: 1 }
  const { path } = keepDifference(asked, one)

  it('differs under the model that was wrong, and not under the right one', () => {
    expect(stillDiffers(path, wrong)).toBeGreaterThan(0)
    expect(stillDiffers(path, linux612)).toBe(0)
  })

  it('is a scenario like any other, and names both answers and the kernel', () => {
    const { file } = loadLitmus(path)
    expect({ machine: file.machine, steps: file.steps }).toEqual({ machine: one.file.machine, steps: one.file.steps })
    expect(file.why).toMatch(/Linux answered: .*\n {2}allowed are only: /)
    const { kernel, config, module } = readManifests()[0]
    expect(file.found).toMatchObject({ kernel, config, module, cpu: one.cpu, ram: one.ram, model: wrong.id })
    expect(readDifference(path).answers).toEqual(one.answers)
  })

  it('keeps its name and its bytes when it is found again, and no other finding has them', () => {
    writeFileSync(path, `${readFileSync(path, 'utf8')}# looked at\n`)
    expect(keepDifference(asked, one)).toEqual({ path, isNew: false })
    expect(readFileSync(path, 'utf8')).toMatch(/# looked at\n$/)
    const other = corpus.find((c) => c !== one && differences(wrong, c) > 0)!
    const paths = [
      keepDifference(asked, other).path,
      keepDifference({ ...asked, built: { ...asked.built, kernel: '6.13' } }, one).path,
    ]
    expect(new Set([path, ...paths]).size).toBe(3)
    expect(readdirSync(folder).filter((name) => !name.endsWith('.yaml'))).toEqual([])
  })

  it('is refused where it does not say what Linux answered, or answers other questions', () => {
    const text = readFileSync(path, 'utf8')
    const bad = join(folder, 'bad.yaml')
    writeFileSync(bad, text.replace(/\n {2}answers: [^]*?(\n {2}reproduce)/, '$1'))
    expect(() => readDifference(bad)).toThrow(/no answer of Linux/)
    writeFileSync(bad, text.replace('? dev 0', '? dev 7'))
    expect(() => readDifference(bad)).toThrow(/other questions/)
    rmSync(bad)
  })

  it('is written as soon as it is heard, the smaller in place of the larger, one for each way to differ', () => {
    const place = join(folder, 'found')
    const { found, findings, hear } = finder({ ...asked, folder: place }, 3)
    const some = corpus.filter((each) => differences(wrong, each) > 0).slice(0, 20)
    for (const [i, each] of [...some, corpus.find((other) => differences(wrong, other) === 0)!].entries()) {
      hear(each)
      expect(yaml(place).length, String(i)).toBe(findings.size)
    }
    expect(findings.size).toBe(3)
    expect(found.differing).toBe(some.length)
    expect([...findings.values()].map(({ saved }) => saved.path).toSorted()).toEqual(yaml(place).toSorted())
    for (const file of yaml(place)) expect(stillDiffers(file, wrong)).toBeGreaterThan(0)
  })

  it('begins to shrink with what comes off at a stroke: possible, and all of it needed for a step', () => {
    const candidates = pieces(wrong, one)
    expect(candidates.length).toBeGreaterThan(5)
    expect(candidates.filter((file) => E.isLeft(checkScenario(file)))).toEqual([])
    expect(Math.min(...candidates.map(({ steps }) => steps.length))).toBeLessThan(one.file.steps.length)
    const { functions } = one.file.machine
    expect(Math.min(...candidates.map(({ machine }) => machine.functions.length))).toBeLessThan(functions.length)
  })
})
