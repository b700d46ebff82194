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
    const ways = [4, 5, 8, 256].map((maps) => mostRuns(many(maps).scenario.operations))
    expect(ways).toEqual([4096, 3276, 2048, 64])
  })
})

/** An RCiEP with a boundary maps so many entries, every second of them empty. */
const alternating = (entries: number, untrusted: boolean): Litmus => {
  const list = Array.from({ length: entries }, (_, i) => `{ram: ${0x100000 + i * 0x2000}, length: ${i % 2 ? 0 : 4096}}`)
  const read = readLitmus(`machine:
  hosts: [{name: hb0, iommu: translating}]
  functions:
    - {name: A, type: root complex integrated endpoint, on: hb0, boundary: 4K, untrusted: ${untrusted}}
steps:
  - {dma_map_sgtable: {as: m, client: A, direction: DMA_TO_DEVICE, list: [${list.join(', ')}]}}
  - {dma: {map: m}}
  - {dma_unmap_sgtable: {map: m}}
`)
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left))
  return read.right
}

describe('a long list', { timeout: 60_000 }, () => {
  it('has as many ways as its entries leave, for each has a choice if its device is untrusted', () => {
    expect([1, 6, 7, 512, 1022].map((n) => mostRuns(alternating(n, true).scenario.operations))).toEqual([
      4096, 4096, 3640, 63, 32,
    ])
    expect(explained(alternating(512, true), linux612).story.cut).toBe(63)
  })

  it('with empty entries is explained soon, and no change that was not gone through is said to hide anything', () => {
    const hides = (entries: number) => explained(alternating(entries, false), linux612).story.broken[0].hidden.by
    expect(hides(64)).toContain('count A as untrusted')
    expect(hides(512)).not.toContain('count A as untrusted')
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
