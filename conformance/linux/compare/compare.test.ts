import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import type { ScenarioFile } from '../../../model/scenario/file.ts'
import { MACHINE, SCENARIO } from '../guest/example.ts'
import { guestText } from '../guest/guest.ts'
import type { CaseFile } from './case.ts'
import { compare } from './compare.ts'

describe('comparing', () => {
  const text = guestText(0, SCENARIO)
  if (E.isLeft(text)) throw new Error(text.left)
  const RAM = 0x1400000
  const answers = [
    ['dev 0010:00:01.0 - 1:0004 0 0 0'],
    ['dev 0010:01:00.0 0010:00:01.0 0:0000 4000200000 3f80200000 200000'],
    ['add 0'],
    ['map 0 2', 'seg 1401000 1000 1401000 1000 0', 'seg 4000200000 1000 3f80200000 1000 1'],
    ['unmapped 0', 'seg 1401000 1000 1401000 1000 0', 'seg 4000200000 1000 3f80200000 1000 0'],
    [
      'map 0 2',
      'seg 1401000 1000 1401000 1000 0',
      'seg 4000200000 1000 3f80200000 1000 1',
      'unmapped 0',
      'seg 1401000 1000 1401000 1000 0',
      'seg 4000200000 1000 3f80200000 1000 0',
    ],
    ['alloc 4000200000 3f80200000'],
  ]
  const differences = (said: string[][]) => compare(linux612, SCENARIO, text.right.questions, said, RAM).differences

  it('agrees with Linux', () => {
    expect(compare(linux612, SCENARIO, text.right.questions, answers, RAM)).toEqual({ answers: 7, differences: [] })
  })

  it('notices every answer that is changed, and every one that is not there', () => {
    const noticed = fc.property(fc.nat(answers.length - 1), fc.nat(), fc.nat(), (q, l, c) => {
      const line = answers[q][l % answers[q].length]
      const digits = [...line.matchAll(/\b[0-9a-f]+\b/g)].filter(({ index }) => index > 0)
      fc.pre(digits.length > 0)
      const { 0: word, index } = digits[c % digits.length]
      const changed =
        line.slice(0, index) + (word === '0' ? '1' : `${word === '1' ? '' : '1'}0`) + line.slice(index + word.length)
      const lines = answers[q].with(l % answers[q].length, changed)
      // What unmap leaves in an entry besides the mark is nobody's.
      const unmapped = answers[q].slice(0, l % answers[q].length).some((before) => before.startsWith('unmapped'))
      if (unmapped && c % digits.length < 4) return
      expect(differences(answers.with(q, lines)), changed).not.toEqual([])
    })
    fc.assert(noticed, { seed: 1, numRuns: 500 })
    for (const q of answers.keys()) expect(differences(answers.with(q, []))).not.toEqual([])
  })
})

describe('comparing where an IOMMU chooses addresses', () => {
  const machine = (untrusted: boolean): ScenarioFile['machine'] => ({
    hosts: [{ name: 'hb0', iommu: 'translating' }],
    functions: [
      { name: 'mch', type: 'conventional', on: 'hb0', at: '00.0', id: '8086:29c0' },
      { name: 'rp0', type: 'root port', on: 'hb0', at: '10.0', id: '1b36:000c' },
      {
        name: 'A',
        type: 'conventional',
        below: 'rp0',
        at: '00.0',
        id: '1af4:1110',
        bar: { size: 0x200000 },
        untrusted,
      },
    ],
  })
  const differences = (untrusted: boolean, mapped: string[]) => {
    // Half pages do not join; whole ones do not bounce.
    const length = untrusted ? 0x1000 : 0x800
    const list = [
      { ram: 0x1000, length },
      { ram: 0x9000, length },
    ]
    const steps = [{ dma_map_sgtable: { as: 'm', client: 'A', direction: 'DMA_TO_DEVICE' as const, list } }]
    const file = { machine: machine(untrusted), steps }
    const answers = [
      ['dev 0000:00:00.0 - 0:0000 0 0 0'],
      ['dev 0000:00:10.0 - 0:0000 0 0 0'],
      ['dev 0000:01:00.0 0000:00:10.0 0:0000 fe800000 fe800000 200000'],
      ['domain lazy'],
      mapped,
    ]
    const text = guestText(0, file)
    if (E.isLeft(text)) throw new Error(text.left)
    return compare(linux612, file, text.right.questions, answers, 0).differences.length
  }
  const at = (first: string, second: string, length: string) => [
    'map 0 2',
    `seg 1000 ${length} ${first} ${length} 0`,
    `seg 9000 ${length} ${second} ${length} 0`,
    `to 1000 ${length}`,
    `to 9000 ${length}`,
  ]

  it('takes any base for a list, and no other distances in it', () => {
    expect(differences(false, at('fffc0000', 'fffc1000', '800'))).toBe(0)
    expect(differences(false, at('10000', '11000', '800'))).toBe(0)
    expect(differences(false, at('11000', '10000', '800'))).toBe(1)
  })
  it('takes any place for each entry of an untrusted client', () => {
    expect(differences(true, at('11000', '10000', '1000'))).toBe(0)
    expect(differences(true, at('11000', '10008', '1000'))).toBe(1)
    expect(differences(true, at('11000', '10000', '1000').with(0, 'map 0 1'))).toBe(1)
  })
})

describe('comparing what bounces', () => {
  const machine: ScenarioFile['machine'] = {
    hosts: [{ name: 'hb0', iommu: 'translating' }],
    functions: [
      { name: 'mch', type: 'conventional', on: 'hb0', at: '00.0', id: '8086:29c0' },
      { name: 'A', type: 'conventional', on: 'hb0', at: '02.0', bar: { size: 0x200000 }, untrusted: true },
    ],
  }
  const direction = 'DMA_FROM_DEVICE' as const
  const list = [{ ram: 0x1100, length: 0x300 }, { ram: 0x3000 }]
  const file: CaseFile = {
    machine,
    steps: [
      { dma_map_sgtable: { as: 'list', client: 'A', direction, list } },
      { dma_map_page: { as: 'page', client: 'A', direction, page: { ram: 0x1200, length: 0x100 } } },
      { dma_sync_sgtable: { map: 'list', for: 'cpu' } },
      { dma_sync_sgtable: { map: 'list', for: 'device' } },
      { dma_unmap_page: { map: 'page' } },
    ],
  }
  const text = guestText(0, file)
  if (E.isLeft(text)) throw new Error(text.left)
  const table = ['seg 1100 300 fffff000 300 0', 'seg 3000 1000 ffffe000 1000 0']
  const answers = [
    ['dev 0000:00:00.0 - 0:0000 0 0 0'],
    ['dev 0000:00:02.0 - 0:0000 fe800000 fe800000 200000'],
    ['domain lazy'],
    ['map 0 2', ...table, 'slot 0 300', 'to 3000 1000'],
    ['one 1200 ffffd000', 'slot 0 100'],
    // The page is part of the first entry, and so has what came out of the entry's buffer.
    ['synced', ...table, 'copied 1100 300 0', 'copied 1200 100 0'],
    ['synced', ...table],
    ['unmapped 0', 'copied 1100 100 0', 'copied 1200 100 0'],
  ]
  const differences = (said: string[][]): number =>
    compare(linux612, file, text.right.questions, said, 0).differences.length

  it('agrees with Linux', () => {
    expect(text.right.text).toContain('sync 3 cpu\nsync 3 device\nunpage 4\nend')
    expect(differences(answers)).toBe(0)
  })
  it.each<[number, string[]]>([
    [3, ['map 0 2', ...table, 'slot 100 300', 'to 3000 1000']],
    [3, ['map 0 2', ...table, 'to 1100 300', 'to 3000 1000']],
    [4, ['one 1200 ffffd200', 'slot 0 100']],
    [5, ['synced', ...table]],
    [5, ['synced', ...table, 'copied 1100 0 300', 'copied 1200 0 100']],
    [5, ['synced', ...table, 'copied 1100 2ff 0', 'copied 1200 100 0']],
    [5, ['synced', table[0], 'seg 3000 1000 ffffe000 1000 1', 'copied 1100 300 0', 'copied 1200 100 0']],
    [6, ['synced', ...table, 'copied 1100 0 300']],
    [7, ['unmapped 1', 'copied 1100 100 0', 'copied 1200 100 0']],
    [7, ['unmapped 0', 'copied 1200 100 0']],
    [7, ['unmapped 0']],
  ])('notices another answer to question %i: %j', (q, other) => {
    expect(differences(answers.with(q, other))).toBeGreaterThan(0)
  })
})

describe('a pool', () => {
  const file: CaseFile = {
    machine: MACHINE,
    steps: [SCENARIO.steps[0]],
    pools: [
      { provider: 'A', pieces: [{ take: 0x1000 }, { take: 0x200000 }, { give: 0 }, { take: 0x200000 }, { give: 0 }] },
    ],
  }
  const text = guestText(0, file)
  if (E.isLeft(text)) throw new Error(text.left)
  const answers = [
    ['dev 0010:00:01.0 - 1:0004 0 0 0'],
    ['dev 0010:01:00.0 0010:00:01.0 0:0000 4000200000 3f80200000 200000'],
    ['add 0'],
    ['alloc 4000200000 3f80200000'],
    ['take 4000200000 3f80200000'],
    ['take none'],
    ['given'],
    ['take 4000200000 3f80200000'],
    ['skipped'],
  ]
  const differences = (said: string[][]) => compare(linux612, file, text.right.questions, said, 0).differences
  it('runs dry, and takes back', () => {
    expect(text.right.text).toContain('take 1 1000\ntake 1 200000\ngive 4\ntake 1 200000\ngive 4\nend')
    expect(differences(answers)).toEqual([])
  })
  it.each([4, 5, 6, 7, 8])('and what question %i says of it matters', (q) => {
    const other = answers[q][0] === 'take none' ? 'take 4000201000 3f80201000' : 'take none'
    expect(differences(answers.with(q, [other])).length).toBe(1)
  })
  it('of nobody is not asked', () => {
    const none = guestText(0, { ...file, steps: [] })
    expect(E.isRight(none) && none.right.text).not.toContain('take')
  })
})
