/** A scenario that can be taken in more ways than anybody goes through: each command says so, and ends. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { exhaust } from '../../properties/drivers/drivers.ts'
import { designNamed } from '../command.ts'
import { asked, mostRuns } from '../../spec/asked.ts'
import { readLitmus, type Litmus } from '../../spec/litmus.ts'
import { BadFile } from '../../spec/problem.ts'
import { verdictFirst } from '../../story/head.ts'
import { explained } from '../../story/story.ts'
import { tellDesigns } from '../../story/words/designs.ts'
import { traceOf } from '../commands/trace.ts'

/** So many pages are mapped and unmapped behind an IOMMU whose unmaps wait: each has another IOVA, and some choice. */
const many = (maps: number): Litmus => {
  const steps = Array.from({ length: maps }, (_, i) => [
    `  - {dma_map_page: {as: m${i}, client: B, direction: DMA_TO_DEVICE, page: {ram: 0x100000}}}`,
    `  - {dma_unmap_page: {map: m${i}}}`,
  ])
  const read = readLitmus(`machine:
  hosts: [{name: hb0, iommu: translating lazily}]
  functions:
    - {name: A, type: root complex integrated endpoint, on: hb0, bar: {size: 2M}}
    - {name: B, type: root complex integrated endpoint, on: hb0}
steps:
${steps.flat().join('\n')}
exists: {step: 0, refused: true}
result: Never
`)
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left))
  return read.right
}

const linux612 = designNamed('linux-6.12')
const LONG = many(256)
const SAID = /Only the first 64 ways to resolve what is left free were gone through/

describe('256 maps and unmaps', { timeout: 60_000 }, () => {
  it('are told by explain, which says what it did not go through', () => {
    const story = explained(LONG, linux612)
    expect(verdictFirst(LONG, story)[2][1]).toMatch(SAID)
    expect([story.story.cut, story.told.events.length]).toEqual([64, 512])
  })

  it('are printed by trace, likewise', () => {
    expect(traceOf('many.yaml', linux612, LONG)['#meta'].description).toMatch(SAID)
  })

  it('are refused by litmus and replay, soon', () => {
    const ask = () => asked(LONG, exhaust).answer(LONG.questions[0], linux612)
    expect(ask).toThrow(BadFile)
    expect(ask).toThrow(/512 steps that linux-6\.12 can take in more than 64 ways/)
  })
})

describe('a few maps and unmaps', () => {
  it('are gone through, and nothing is said', () => {
    const short = many(2)
    const story = explained(short, linux612)
    expect([story.told.cut, verdictFirst(short, story)[2][1]]).toEqual([undefined, 'No rule.'])
    expect(traceOf('few.yaml', linux612, short)['#meta'].description).not.toMatch(/Only/)
    expect(asked(short, exhaust).answer(short.questions[0], linux612)).toBe('Never')
  })

  it('have as many ways as 4096, if they are 8 steps or fewer', () => {
    expect([1, 8, 9, 16, 512].map(mostRuns)).toEqual([4096, 4096, 3640, 2048, 64])
  })
})

describe('what each design comes to', () => {
  it('is told by the first steps and the last', () => {
    const told = (n: number): string =>
      tellDesigns([{ design: 'mine', steps: Array.from({ length: n }, (_, i) => `s${i}`), breaks: [] }])
    expect(told(24)).toMatch(/s0, .*s23$/s)
    expect(told(25)).toMatch(/s21, 1 more\s+step left out, s23,\s+s24$/)
  })
})
