import { readFileSync, readdirSync } from 'node:fs'
import { questionLines } from '../compare/corpus.ts'
import { describe, expect, it } from 'vitest'
import { heardFinding } from './ask-finding.ts'
import {
  LATENT,
  RECORDED,
  findingNames,
  findingPlatform,
  findingText,
  loadFinding,
  readRecording,
  recordedBy,
  type Recording,
} from './finding.ts'
import { beside, leftOut, leftOutOf, tellLater } from './later.ts'
import { PAGES, quotedIn, withBlocks } from './told.ts'

const SERIES = '7.3'
const text = readFileSync(`${PAGES}/later.md`, 'utf8')
const names = findingNames().filter((name) => leftOutOf(name).length === 0)
const later = (name: string) => readRecording(name, SERIES)!
const old = (name: string) => readRecording(name)!

describe('each scenario of latent/ that a later kernel can be asked', () => {
  it('has a recording of that kernel, apart from those of 6.12, and no other has', () => {
    const recorded = readdirSync(recordedBy(SERIES)).filter((file) => file.endsWith('.json'))
    expect(recorded.map((file) => file.replace(/\.json$/, '')).toSorted()).toEqual(names)
    expect([recordedBy('6.12'), recordedBy(SERIES)]).toEqual([RECORDED, `${RECORDED}-${SERIES}`])
  })

  it.each(names)('%s was recorded as it stands in its file, by one kernel and module, and answered', (name) => {
    const finding = loadFinding(`${LATENT}/${name}.yaml`)
    const { kernel, config, module, cpu, told, question, scenario, linux, asked, failed } = later(name)
    expect({ question, file: scenario, linux }, `npm run linux:findings on Linux ${SERIES}`).toEqual({
      question: finding.question,
      file: finding.file,
      linux: finding.linux,
    })
    expect(findingPlatform(finding)).toMatchObject({ cpu, commandLine: told })
    expect(asked.map(([line]) => line)).toEqual(questionLines(findingText(finding).text))
    expect({ kernel, config, module }).toEqual(builtOf(later(names[0])))
    const silent = asked.filter((one) => one.length === 1).map(([line]) => line.split(' ')[0])
    expect(silent).toEqual(failed === undefined ? [] : [failed.split(' ')[0]])
  })
})

const builtOf = ({ kernel, config, module }: Recording) => ({ kernel, config, module })

describe('docs/findings/later.md', () => {
  it('compares what was recorded', () => {
    expect(quotedIn(text, 'compared')).toEqual([SERIES])
    expect(withBlocks(text, tellLater, 'compared'), 'npm run linux:findings -- --pages').toBe(text)
    expect(text).toContain(`# The same questions to Linux ${later(names[0]).kernel}\n`)
  })

  it('has every scenario once', () => {
    const shown = [...tellLater(SERIES).matchAll(/^(?:-|###) `([^`]+)`/gm)].map(([, name]) => name)
    expect(shown.toSorted()).toEqual(findingNames())
  })
})

describe('beside each other', () => {
  const SAME = { other: [], complaint: false, moved: false }
  /** lat20 of 6.12, as a guest would have answered whose RAM begins elsewhere, and then changed. */
  const elsewhere = (change: (text: string) => string): Recording => {
    const recording = old('lat20')
    const moved = JSON.stringify(recording.asked).replaceAll(/\b8([14]0000)\b/g, 'a$1')
    return { ...recording, ram: 0xa00000, asked: JSON.parse(change(moved)) as Recording['asked'] }
  }

  it('answers are the same wherever RAM begins', () => {
    expect(
      beside(
        old('lat20'),
        elsewhere((same) => same),
      ),
    ).toEqual(SAME)
  })

  it.each([
    ['an address in RAM that did not move', 'a40000', '840000'],
    ['one that moved too far', 'a40000', 'a41000'],
    ['a BAR that moved as RAM did not', 'fe5f1000', 'fe5f2000'],
    ['a length', 'a10000 f000', 'a10000 e000'],
    ['a length that moved by as much as RAM', 'a10000 f000', 'a10000 20f000'],
    ['an IOVA', 'ffff0000 2000', 'fffef000 2000'],
    ['a return code', 'map 0 2', 'map -22 0'],
    ['a line less', ',"at ffff0000 a40000 2000"', ''],
    ['a word more', 'map 0 2', 'map 0 2 0'],
  ])('%s is another answer', (_, from, to) => {
    const changed = elsewhere((text) => text.replace(from, to))
    const is = beside(old('lat20'), changed)
    expect({ ...is, other: is.other.length }).toEqual({ ...SAME, other: 1 })
  })

  it.each([
    ['of both', 'a40000', [0]],
    ['of the first', '840000', [0]],
    ['of the second', 'd40000', [0]],
    ['of neither', 'e40000', []],
  ])('one number is the same address if it lies in the RAM of neither: %s', (_, at, other) => {
    const answered = (ram: number): Recording => ({ ...old('lat20'), ram, asked: [['walk', `to ${at} 1000`]] })
    expect(beside(answered(0x800000), answered(0xa00000))).toEqual({ ...SAME, other })
  })

  it('a sum with an address in RAM is the same, and said to be one', () => {
    const sum = elsewhere((text) => text.replace('fe5f1000', 'fe7f1000'))
    expect(beside(old('lat20'), sum)).toEqual({ ...SAME, moved: true })
  })

  it('a complaint counts, and not where in the source it is', () => {
    const recording = old('lat14')
    const { complaint, ...silent } = recording
    expect(complaint).toMatch(/^WARNING/)
    expect(beside(recording, { ...silent, complaint: 'WARNING: elsewhere' }).complaint).toBe(false)
    expect(beside(recording, { ...silent, complaint: 'BUG: elsewhere' }).complaint).toBe(true)
    expect(beside(recording, silent).complaint).toBe(true)
    expect(beside(silent, recording).complaint).toBe(true)
  })
})

describe('what a guest said', () => {
  const heard = ({ asked, ram }: Recording, trouble?: string) => ({
    answers: asked.map(([, ...lines]) => lines),
    whole: true,
    ram,
    ...(trouble === undefined ? {} : { trouble }),
  })
  const finding = (name: string) => loadFinding(`${LATENT}/${name}.yaml`)

  it('is kept, with the question that was left without anything to ask of', () => {
    const recording = later('lat3')
    const asked = heardFinding(
      builtOf(recording),
      finding('lat3'),
      heard(recording, 'the guest could not: failed unmaptable -22'),
    )
    expect(asked).toEqual({ recording, differences: [] })
  })

  it('is kept without what differs from boot to boot', () => {
    const recording = later('lat14')
    const said = heard(recording, `the kernel complained: [    2.5] ${recording.complaint}/29`)
    expect(heardFinding(builtOf(recording), finding('lat14'), said)).toEqual({ recording, differences: [] })
  })

  it('is not kept where the module leaves a question out', () => {
    const said = heard(old('lat11'), 'the guest could not: failed memremap -95')
    const { notAsked, trouble } = heardFinding(builtOf(later('lat3')), finding('lat11'), said)
    expect([notAsked, trouble]).toEqual(['memremap', undefined])
    expect(leftOut()).toContain('memremap')
  })

  it.each(['memremap -95', 'unmaptable -22'])('is trouble on 6.12: failed %s', (failed) => {
    const said = heard(old('lat11'), `the guest could not: failed ${failed}`)
    const { notAsked, trouble } = heardFinding(builtOf(old('lat11')), finding('lat11'), said)
    expect([notAsked, trouble]).toEqual([undefined, `the guest could not: failed ${failed}`])
  })

  it('is trouble on any kernel if the guest did not end', () => {
    const recording = later('lat3')
    const { trouble } = heardFinding(builtOf(recording), finding('lat3'), {
      ...heard(recording, 'the guest could not: failed unmaptable -22'),
      whole: false,
    })
    expect(trouble).toMatch(/failed unmaptable/)
  })
})
