/**
 * Single changes of the machine that hide a bug.
 */
import { describe, expect, it } from 'vitest'
import { breaks } from '../../../properties/search/search.ts'
import { changesOf } from '../../../story/changes/index.ts'
import { MOST_CHANGED, changedIn, hiddenBy, possibleChanges, toldChanges, toldFacts } from '../../../story/hides.ts'
import { explained } from '../../../story/story.ts'
import { aboutIn } from '../../../story/ways.ts'
import type { Litmus } from '../../../spec/litmus.ts'
import { designNamed } from '../../command.ts'
import { storyOf } from '../../commands/explain.ts'
import { explain, fileOf, litmusOf, tell } from './explained.ts'
import { saved } from './saved.ts'

/** Of what is saved: each change of each machine is another search. */
const aQuarter = saved.filter((_, i) => i % 4 === 0)

/** What one would have to buy another machine for. */
const NOT_TO_DO = /CPU|forward|a device id|an ACS capability|serve its own BARs/

/** The same with functions on the root bus that no step names, from device 8 on. */
const withIdle = ({ file }: Litmus, count: number): Litmus => {
  const idle = Array.from({ length: count }, (_, n) => ({
    name: `idle${n}`,
    type: 'root complex integrated endpoint',
    on: file.machine.hosts[0].name,
    at: `${(8 + Math.floor(n / 8)).toString(16).padStart(2, '0')}.${n % 8}`,
  }))
  const functions = [...file.machine.functions, ...idle]
  return litmusOf(JSON.stringify({ ...file, machine: { ...file.machine, functions } }))
}

describe('single changes of the machine', () => {
  it('are each another machine, and differ from each other', () => {
    for (const { path, litmus } of saved) {
      const texts = changesOf(litmus.file.machine).map(({ machine }) => JSON.stringify(machine))
      expect(new Set(texts).size, path).toBe(texts.length)
      expect(texts, path).not.toContain(JSON.stringify(litmus.file.machine))
    }
  })

  it('hide a bug only where the search finds it no more', () => {
    let [hidden, facts] = [0, 0]
    for (const { path, litmus, design, explained: told } of aQuarter) {
      const [first] = told.broken
      if (first === undefined) continue
      const { by, tried, asked } = hiddenBy(possibleChanges(litmus), told.told, first)
      for (const { machine, doing, what, where } of by) {
        const file = { machine, steps: litmus.file.steps }
        expect(breaks(first.rule, design, file, first.unmet), `${path}: ${doing} ${what} ${where}`).toBe(false)
        expect(breaks(first.rule, design, file), `${path}: ${doing} ${what} ${where}`).toBe(false)
      }
      expect(by.length).toBeLessThanOrEqual(asked)
      expect(asked).toBeLessThanOrEqual(tried)
      expect(toldChanges(by).join('\n'), path).not.toMatch(NOT_TO_DO)
      facts += toldFacts(by).length
      hidden += by.length
    }
    expect(hidden).toBeGreaterThan(25)
    expect(facts).toBeGreaterThan(10)
  })

  it('that nobody can make are told as facts, and never as something to do', () => {
    const { by, because } = explain('spec/litmus/allowlist-is-wrong.yaml').story.broken[0].hidden
    expect(because).toEqual(['as far as the file says, the root complex forwards nothing from port to port'])
    expect(by).toEqual([])
    expect(tell('spec/litmus/allowlist-is-wrong.yaml')).toContain('It depends on facts that nobody can change:')
  })

  it('are tried at every function of what is saved', () => {
    for (const { path, litmus, explained: told } of saved)
      expect(changedIn(litmus, told.told.events), path).toBe(undefined)
  })

  it('are tried on a large machine only where the run is, and it is told how many functions are left out', () => {
    const small = fileOf('spec/litmus/same-switch-nonzero-offset.yaml')
    const [large, design] = [withIdle(small, 100), designNamed('linux-4.20')]
    const [before, after] = [small, large].map((litmus) => explained(litmus, design))
    const [{ hidden: all }, { hidden: few }] = [before.story.broken[0], after.story.broken[0]]
    expect(few.by).toEqual(all.by)
    expect(few.because).toEqual(all.because)
    // With other functions on the root bus, to forward from rp0 to itself is not the same as to forward everything.
    expect(few.tried).toBe(all.tried + 1)
    expect(few.leftOut).toBeGreaterThanOrEqual(100)
    expect(all).not.toHaveProperty('leftOut')
    expect(storyOf('large', large, after).replaceAll(/\s+/g, ' ')).toContain(
      `; ${few.leftOut} functions left as in the file: of a large machine only those that requests pass`,
    )
  })

  it('are tried at so many functions at most, however many a large machine’s steps name', () => {
    const large = withIdle(fileOf('spec/litmus/same-switch-nonzero-offset.yaml'), 100)
    const named = large.file.machine.functions.map(({ name }) => ({ pci_p2pdma_add_resource: { provider: name } }))
    expect(aboutIn(large.scenario.machine, named, [], MOST_CHANGED).size).toBe(MOST_CHANGED)
  })

  it('are told in words that one can act on, or it is said that there is none', () => {
    const hides = (path: string, design?: string) => explain(path, design).story.broken[0].hidden.by
    expect(hides('spec/litmus/same-switch-nonzero-offset.yaml', 'linux-4.20')).toEqual(['set the offset of hb0 to 0'])
    expect(hides('spec/litmus/unmap-mixed-list.yaml', 'stacked-shim')).toContain('switch the IOMMU of hb0 off')
    expect(hides('spec/litmus/setpci-between-maps.yaml')).not.toContain('clear RR on dp1')
    expect(tell('spec/litmus/software-rdma.yaml')).toMatch(
      /No single change of the machine hides it \(\d+ single changes/,
    )
  })
})
