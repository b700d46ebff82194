import { describe, expect, it } from 'vitest'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import { compare } from './compare.ts'
import { readCorpus, type Recorded } from './corpus.ts'

const recorded = readCorpus().filter(({ file }) => file.shares === true)

/** How many answers differ where those to questions of one kind are changed. */
const noticed = (one: Recorded, ask: string, change: (line: string) => string): number => {
  const answers = one.answers.map((lines, q) => (one.questions[q].ask === ask ? lines.map(change) : lines))
  return compare(linux612, one.file, one.questions, answers, one.ram).differences.length
}
const asked = ({ questions }: Recorded, ask: string): number => questions.filter((one) => one.ask === ask).length

describe('the comparison of cases about sharing', () => {
  const lazy = recorded.find(
    ({ file }) => file.strict === false && file.machine.hosts[0].iommu === 'translating lazily',
  )!

  it('has at least two thousand answers of its own kinds', () => {
    const kinds = ['mates', 'ids', 'reach']
    const answers = recorded.map((one) => kinds.reduce((sum, kind) => sum + asked(one, kind), 0))
    expect(answers.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(2000)
  })

  it('notices one member less in a group, and another kind of domain', () => {
    expect(noticed(lazy, 'mates', (line) => line.replace(/ \d+$/, ''))).toBe(asked(lazy, 'mates'))
    expect(noticed(lazy, 'mates', (line) => line.replace('lazy', 'strict'))).toBe(asked(lazy, 'mates'))
  })

  it('notices another requester ID', () => {
    const other = (line: string): string => line.replace(/.$/, (digit) => (digit === '7' ? '6' : '7'))
    expect(noticed(lazy, 'ids', other)).toBe(asked(lazy, 'ids'))
  })

  it('notices that a function reaches nothing, or something else', () => {
    const reaching = lazy.answers.filter((lines, q) => lazy.questions[q].ask === 'reach' && lines.length > 1)
    const elsewhere = (line: string): string => line.replace(/^to \w+/, 'to 123000')
    expect(reaching.length).toBeGreaterThan(10)
    expect(noticed(lazy, 'reach', elsewhere)).toBe(reaching.length)
  })

  it('notices another IOVA', () => {
    const FAR = 0x10000000
    const lower = (line: string): string =>
      line.replace(
        /^(one \w+) (\w{8})$/,
        (_, before: string, dma: string) => `${before} ${(parseInt(dma, 16) - FAR).toString(16)}`,
      )
    const changed = lazy.answers.flat().filter((line) => lower(line) !== line)
    expect(changed.length).toBeGreaterThan(2)
    expect(noticed(lazy, 'step', lower)).toBeGreaterThanOrEqual(changed.length)
  })
})
