/**
 * The story that explain tells: its width, its design, its entries, its assumptions.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { designs } from '../../../model/designs/index.ts'
import type { Litmus } from '../../../spec/litmus.ts'
import { rules } from '../../../spec/rules/index.ts'
import { designNamed } from '../../command.ts'
import { explained } from '../../../story/story.ts'
import { storyOf } from '../../commands/explain.ts'
import { COLUMNS, tellWithin } from '../../../story/words/lines.ts'
import { litmusOf, fileOf, explain, tell } from './explained.ts'
import { saved } from './saved.ts'

/** Longer lines than a terminal has, but for one that is a single word: a path, say. */
const tooLong = (story: string, width = COLUMNS): string[] =>
  story.split('\n').filter((line) => line.length > width && /\s/.test(line.trim()))

/** A chain of `n` switches below a root port, every ACS bit on, names as long as names may be, a device at the end. */
const deep = (n: number): string => {
  const name = (what: string, i: number): string => `${what}${i}`.padEnd(64, 'x')
  const acs = '[SV, TB, RR, CR, UF, EC, DT]'
  const levels = Array.from({ length: n }, (_, i) => [
    `{name: ${name('up', i)}, type: switch upstream port, below: ${i === 0 ? 'rp' : name('dp', i - 1)}}`,
    `{name: ${name('dp', i)}, type: switch downstream port, below: ${name('up', i)}, acs: {capability: ${acs}, control: ${acs}, egress: [0, 1, 2]}}`,
  ])
  const end = `{name: A, type: endpoint, below: ${name('dp', n - 1)}, bar: {size: 2M}}`
  const rows = ['{name: rp, type: root port, on: hb0, acs: [RR]}', ...levels.flat(), end]
  const list = Array.from({ length: 100 }, (_, i) => `{bar: A, offset: ${i * 4096}}`)
  return [
    'machine: {hosts: [{name: hb0, offset: 1G}], functions: [',
    rows.map((row) => `  ${row}`).join(',\n'),
    '  ]}',
    'steps:',
    '  - {pci_p2pdma_add_resource: {provider: A}}',
    `  - {dma_map_sgtable: {as: m, client: A, direction: DMA_BIDIRECTIONAL, list: [${list.join(', ')}]}}`,
    '  - {dma: {map: m}}',
  ].join('\n')
}

const WIDTHS = [60, COLUMNS, 120]
afterEach(() => tellWithin(COLUMNS))

describe('the story', () => {
  it.each(WIDTHS)('of every saved file fits %d columns', (width) => {
    tellWithin(width)
    expect(saved.length).toBeGreaterThan(100)
    for (const { path, litmus, explained: told } of saved)
      expect(tooLong(storyOf(path, litmus, told), width), path).toEqual([])
  })

  it('of a hard machine fits too: deep, long names, every ACS bit, a long list', () => {
    const litmus = litmusOf(deep(20))
    const story = storyOf('deep.yaml', litmus, explained(litmus, designNamed('linux-6.12')))
    expect(tooLong(story)).toEqual([])
    expect(story).toMatch(/entries left out/)
    expect(story).toMatch(/Left free, and told here: access of a\s+bidirectional transfer: \d of 2/)
    expect(story).toMatch(/below\s+dp19x/)
  })

  it('needs no question, and no design that the file names', () => {
    const litmus = litmusOf(deep(1))
    for (const design of designs) {
      const { story } = explained(litmus, design)
      expect(story.design).toBe(design.id)
      expect(story.steps).toHaveLength(3)
    }
  })

  it('tells entry by entry what was meant, what the design wrote and where it landed', () => {
    const story = tell('spec/litmus/peer-page-amid-ram.yaml', 'naive-iommu')
    expect(story).toMatch(/1 +A\+0x0 +4096 +1 +- *\n/)
    expect(story).toMatch(/0 +0xfff00000 +1048576 +- +RAM 0x1000000 +nowhere from byte 524288/)
  })

  it('has an address after each translation', () => {
    expect(tell('spec/litmus/peer-page-amid-ram.yaml')).toMatch(/the\s+address is now 0x1000000\s+\(IO-4\)/)
    const { story } = explain('spec/litmus/dma-ranges.yaml')
    const hops = story.steps.flatMap(({ transactions = [] }) => transactions[0]?.hops ?? [])
    expect(hops.find(({ because }) => because === 'HB-2')?.address).toBe(0x40001000)
  })

  it('says by which requests a device goes by a translation that it has kept', () => {
    const kept = (design: string): number =>
      tell('spec/litmus/unmapped-while-kept.yaml', design).match(/a\s+translation\s+that\s+it\s+has\s+kept/g)?.length ??
      0
    expect([kept('linux-6.12'), kept('forgets-devices')]).toEqual([0, 2])
  })

  it('says of every assumption whether it is met', () => {
    for (const { path, litmus, explained: told } of saved)
      for (const { rule, assumptions, assumptionsNotMet } of told.story.broken) {
        expect(assumptions, path).toHaveLength(rules.find(({ id }) => id === rule)!.assumptions.length)
        if (litmus.file.dropped === undefined) continue
        // What the checker found of one rule says nothing of what others assume.
        if (litmus.file.found !== undefined && litmus.file.found['rule'] !== rule) continue
        expect(
          assumptionsNotMet.every((id) => litmus.file.dropped!.includes(id)),
          path,
        ).toBe(true)
      }
    expect(tell('spec/litmus/allowlist-is-wrong.yaml')).toMatch(/\[NOT MET\] allowlisted-bridges-forward/)
  })

  it('tells the rule first that the file was saved for', () => {
    for (const { path, litmus, explained: told } of saved)
      if (litmus.file.found !== undefined) expect(told.story.broken[0]?.rule, path).toBe(litmus.file.found['rule'])
  })
})

describe('a scenario in which the model and a booted Linux differ', () => {
  it('is told with both answers; what the checker found of a rule is told by the verdict', () => {
    const litmus = fileOf('counterexamples/S1-linux-6.12.yaml')
    const file = { ...litmus.file, why: 'Linux answered: 1\n  allowed are only: 2\n' }
    const told = explained(litmus, designNamed('linux-6.12'))
    const story = (found: NonNullable<Litmus['file']['found']>) =>
      storyOf('a file', { ...litmus, file: { ...file, found } }, told)
    expect(story({ kernel: '6.12.117' })).toContain('\nLinux answered: 1 allowed are only: 2\n')
    expect(story(litmus.file.found!)).not.toContain('allowed are only: 2')
  })
})
