/**
 * Reuse: what designs have in common is run once, and nobody can tell (docs/decisions/0012).
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { designs, mutants } from '../../../model/designs/index.ts'
import linux612, { parts } from '../../../model/designs/releases/linux-6.12.ts'
import { design as outside, type Design } from '../../../model/kernel/design.ts'
import { linuxMmWith, mmParts } from '../../../model/kernel/mm/linux-mm.ts'
import type { MmParts } from '../../../model/kernel/mm/parts.ts'
import { linux, partsOf } from '../../../model/kernel/linux.ts'
import type { Parts } from '../../../model/kernel/parts.ts'
import { freshKernel } from '../../../model/kernel/state.ts'
import { compile, type Scenario, type ScenarioFile } from '../../../model/scenario/file.ts'
import { LITMUS_FOLDER, loadLitmus } from '../../../spec/files/library.ts'
import { apart, shared, type Runs } from '../../../spec/reuse/runs.ts'
import type { Event } from '../../../spec/rule.ts'
import { rules } from '../../../spec/rules/index.ts'
import { exhaust } from '../../drivers/drivers.ts'
import { scenarios } from '../../drivers/random.ts'
import { runSweep } from '../../search/sweep.ts'
import { small } from '../../scopes/exhausted.ts'
import { wide } from '../../scopes/wide.ts'

const SEED = { seed: 12, numRuns: 8, endOnFailure: true }

const family = [...designs, ...mutants].filter((one) => partsOf(one) !== undefined)
const keys = Object.keys(parts) as (keyof Parts)[]
const about = (id: string) => ({ id, summary: 'for the law of reuse', sources: [] })

/** A function that answers alike and is another one. */
const copied = (part: Parts[keyof Parts]): unknown =>
  typeof part === 'function' ? (...args: never[]) => (part as (...args: never[]) => unknown)(...args) : { ...part }

/** A design with a part of another, or with a copy of its own. */
const override = fc
  .record({
    base: fc.constantFrom(...family),
    donor: fc.constantFrom(...family),
    key: fc.constantFrom(...keys),
    copy: fc.boolean(),
  })
  .map(({ base, donor, key, copy }) => {
    const part = partsOf(copy ? base : donor)![key]
    return linux(about('override'), { ...partsOf(base)!, [key]: copy ? copied(part) : part })
  })
const overrides = fc.array(override, { minLength: 20, maxLength: 20 })

/** An event without functions: a stray transfer knows groups, and says them here. */
const plain = ({ before, after, outcome, ...event }: Event): unknown => ({
  ...event,
  before,
  after,
  outcome:
    outcome.kind === 'transfer' && outcome.group !== undefined
      ? { ...outcome, group: before.hw.machine.parent.map((_, f) => outcome.group!(f)) }
      : outcome,
})

/** Every run of every design: what was chosen, what happened, what each rule saw. Two free answers would take long. */
const everything = (runs: Runs, asked: readonly Design[]): unknown =>
  asked.map((design) => {
    const all: unknown[] = []
    exhaust((choose) => {
      const chosen: unknown[] = []
      const run = runs.run(design, (label, n) => {
        const answer = choose(label, n)
        chosen.push([label, n, answer])
        return answer
      })
      const saw = run.saw(rules).toSorted((a, b) => a.index - b.index)
      const seen = saw.map(({ index, fired, broken, unmet }) => ({ index, fired, broken, unmet }))
      all.push({ chosen, events: run.events().map(plain), seen })
    }, 1)
    return all
  })

const law = (sharing: (scenario: Scenario) => Runs, file: ScenarioFile, asked: readonly Design[]): void => {
  const scenario = compile(file)
  expect(everything(sharing(scenario), asked)).toEqual(everything(apart(scenario), asked))
}

describe('reuse', () => {
  it('changes no choice, no event, no finding and no assumption', () => {
    const same = fc.property(scenarios(wide), overrides, (file, more) =>
      law(shared, file, [...designs, ...mutants, ...more]),
    )
    fc.assert(same, SEED)
  })

  it('changes nothing that a sweep comes to', () => {
    const asked = [...designs, ...mutants, ...fc.sample(overrides, { seed: 12, numRuns: 1 })[0]].map((one, i) =>
      i < designs.length + mutants.length ? one : linux(about(`override-${i}`), partsOf(one)!),
    )
    const sweep = { driver: 'random', scope: 'wide', runs: 5, seed: 12 } as const
    const [on, off] = [true, false].map((reuse) => runSweep(sweep, rules, asked, [], undefined, reuse))
    expect(on).toEqual(off)
  })

  it('hears in which order the rows of a call stand', () => {
    const { file } = loadLitmus(`${LITMUS_FOLDER}/page-map-goes-while-it-is-looked-up.yaml`)
    law(shared, file, [linux612, mutants.find(({ id }) => id === 'page-map-reaped-too-early')!, linux612])
  })

  it('asks nobody for a schedule that another design has gone through', () => {
    let calls = 0
    const counted: MmParts['selects'] = (...args) => {
      calls++
      return mmParts.selects(...args)
    }
    const memory = linuxMmWith({ selects: counted })
    const [first, second] = ['first', 'second'].map((id) => linux(about(id), { ...parts, memory }))
    const { scenario } = loadLitmus(`${LITMUS_FOLDER}/two-cpus-fault-a-private-page.yaml`)
    const runs = shared(scenario)
    const all = (design: Design): number => {
      let count = 0
      exhaust((choose) => {
        runs.run(design, choose).events()
        count++
      })
      return count
    }
    expect(all(first)).toBeGreaterThan(1)
    const called = calls
    expect(called).toBeGreaterThan(0)
    all(second)
    expect(calls).toBe(called)
  })

  it('shares with a design of another shape nothing but its own runs', () => {
    const refuses = outside(about('refuses'), {
      boot: freshKernel,
      mapSg: ({ k }, { table }) => ({ k, rc: -5, table, nents: 0 }),
    })
    const same = fc.property(scenarios(small), (file) => law(shared, file, [refuses, linux612, { ...linux612 }]))
    fc.assert(same, SEED)
  })

  it('is noticed where it hears too little', () => {
    // One function stands for everybody's busAddress, and nobody hears which is meant.
    let meant: Design = linux612
    const anybodys: Parts['busAddress'] = (...args) => partsOf(meant)!.busAddress(...args)
    const masks = new Map(family.map((one) => [one, linux(one, { ...partsOf(one)!, busAddress: anybodys })]))
    const deaf =
      (sharing: (scenario: Scenario) => Runs) =>
      (scenario: Scenario): Runs => {
        const runs = sharing(scenario)
        return {
          ...runs,
          run: (design, choose) => {
            meant = design
            return runs.run(masks.get(design)!, choose)
          },
        }
      }
    const same = fc.property(scenarios(wide), (file) => law(deaf(shared), file, family))
    const { errorInstance, counterexample } = fc.check(same, { ...SEED, numRuns: 200 })
    expect(errorInstance).toMatchObject({ name: 'AssertionError' })
    // It is sharing that breaks it, and not the mask.
    law(deaf(apart), counterexample![0], family)
  })
})

describe('a table of parts that is heard', () => {
  it('refuses to be read when no step is under way', () => {
    // A part that keeps the table it was given, and reads it later.
    let kept: Parts | undefined
    const keeps = linux(about('keeps'), {
      ...parts,
      mapSg: (own, call, request) => {
        kept = own
        return parts.mapSg(own, call, request)
      },
    })
    fc.assert(
      fc.property(scenarios(small), (file) => {
        shared(compile(file)).run(keeps, () => 0)
        fc.pre(kept !== undefined)
        expect(() => kept!.classify).toThrow('keeps: part classify was read when no step was under way')
      }),
      { seed: 12, numRuns: 5 },
    )
  })
})
