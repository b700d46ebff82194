import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askable } from '../answer.ts'
import type { Asked } from '../cases.ts'
import { bdfOf, type Dumped } from '../dumped.ts'
import { everyPair } from '../every-pair.ts'
import { readRelease } from '../release.ts'
import { pairAsker } from '../report.ts'
import { askText, dumpText } from './asked.ts'
import { INTEL, ZEN } from './cpus.ts'
import { machines, make } from './made.ts'
import { asLspci } from './written.ts'

type Made = Omit<Dumped, 'line' | 'title'>

/** A list of some functions, by address; the last of them by its path. */
const listOf = (made: readonly Made[], picks: readonly number[], before: string): string =>
  picks.map((pick) => `${before}${bdfOf(made[pick % made.length])}`).join(';')

const asked = fc
  .record({
    made: machines,
    cpu: fc.constantFrom(INTEL, ZEN, undefined),
    kernel: fc.constantFrom('5.1', '5.10', '6.10', '6.12', '6.12.30', '7.3'),
    picks: fc.array(fc.nat({ max: 99 }), { maxLength: 3 }),
    bits: fc.array(fc.nat({ max: 99 }), { maxLength: 2 }),
    iommu: fc.constantFrom('', 'intel_iommu=on', 'iommu=pt'),
    isUnread: fc.boolean(),
    isNamed: fc.boolean(),
  })
  .map(({ made, cpu, kernel, picks, bits, iommu, isUnread, isNamed }) => {
    const text = asLspci(made)
    const read = isUnread
      ? text.replaceAll(/\tCapabilities: \[148 v1\].*\n.*\n.*\n/g, '\tCapabilities: <access denied>\n')
      : text
    const lists = [`disable_acs_redir=${listOf(made, picks, '')}`, `config_acs=${listOf(made, bits, 'x0100x1@')}`]
    return askText(isNamed ? read : read.replaceAll(/ \[8086:[\da-f]{4}\]/g, ''), {
      kernel,
      release: readRelease(kernel)!,
      cmdline: `${iommu} ${picks.length + bits.length > 0 ? `pci=${lists.join()}` : ''}`,
      ...(cpu === undefined ? {} : { cpu }),
    })
  })

const oneByOne = (one: Asked): string[] => {
  const ask = pairAsker(one)
  const all = askable(one)
  return all.flatMap((a) => all.filter((b) => b !== a).map((b) => JSON.stringify(ask(a, b))))
}

describe('every pair as text', () => {
  it('says of each pair what is said when it is asked by itself', () => {
    fc.assert(
      fc.property(asked, (one) => {
        expect([...everyPair(one, JSON.stringify)]).toEqual(oneByOne(one))
      }),
      { numRuns: 60 },
    )
  })

  it('names the host bridge that a list in force names, below another host bridge, too', () => {
    const property = fc.property(asked, (one) => {
      expect([...everyPair(one, JSON.stringify)]).toEqual(oneByOne(one))
    })
    fc.assert(property, { seed: 467395935, path: '11', endOnFailure: true, numRuns: 60 })
  })

  it.each(['03', '05', '07', '10', '13'] as const)('says so of real machine %s', (name) => {
    for (const told of [{}, { cpu: INTEL, cmdline: 'intel_iommu=on' }]) {
      const one = askText(dumpText(name), told)
      expect([...everyPair(one, JSON.stringify)]).toEqual(oneByOne(one))
    }
  })

  it('asks one pair of each kind', () => {
    const big = askText(asLspci(make((n) => n - 1)), { cpu: INTEL })
    let written = 0
    const all = [...everyPair(big, (said) => (written++, JSON.stringify(said)))]
    expect(all.length).toBeGreaterThan(700)
    expect(written).toBeLessThan(all.length / 4)
  })
})
