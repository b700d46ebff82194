import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { designs } from '../../model/designs/index.ts'
import { compile, type ScenarioFile } from '../../model/scenario/file.ts'
import { rules } from '../../spec/rules/index.ts'
import { canonical, orderMatters } from './canonical.ts'
import { scenarios } from './random.ts'
import { brokenBy } from '../search/search.ts'
import { wide } from '../scopes/wide.ts'

const SEED = { seed: 5, numRuns: 200, endOnFailure: true }

/** Names in the places where a file has names. */
const renamed = (file: ScenarioFile, suffix: string): ScenarioFile => {
  const names = [...file.machine.hosts, ...file.machine.functions, ...(file.machine.devices ?? [])].map((r) => r.name)
  const text = names
    .toSorted((a, b) => b.length - a.length)
    .reduce(
      (json, name) => json.replaceAll(`"${name}"`, `"${name}${suffix}"`),
      JSON.stringify(file).replaceAll('"m"', '"first"'),
    )
  return JSON.parse(text) as ScenarioFile
}

const shuffled = (file: ScenarioFile, draw: (n: number) => number): ScenarioFile => {
  const functions = [...file.machine.functions]
  for (let i = functions.length - 1; i > 0; i--) {
    const j = draw(i + 1)
    ;[functions[i], functions[j]] = [functions[j], functions[i]]
  }
  return { ...file, machine: { ...file.machine, functions } }
}

describe('the canonical form of a scenario', () => {
  it('is the same whatever was asked before on the same machine, and so is what the file compiles to', () => {
    const afresh = (file: ScenarioFile): ScenarioFile => JSON.parse(JSON.stringify(file)) as ScenarioFile
    const same = fc.property(scenarios(wide), (file) => {
      for (let length = 0; length <= file.steps.length; length++) {
        const begun = { machine: file.machine, steps: file.steps.slice(0, length) }
        expect(JSON.stringify(canonical(begun))).toBe(JSON.stringify(canonical(afresh(begun))))
        expect(compile(begun)).toEqual(compile(afresh(begun)))
      }
    })
    fc.assert(same, { ...SEED, numRuns: 60 })
  })

  it('is its own canonical form', () => {
    const same = fc.property(scenarios(wide), (file) => {
      expect(canonical(canonical(file))).toEqual(canonical(file))
    })
    fc.assert(same, SEED)
  })

  it('is the same whatever things are called', () => {
    const same = fc.property(scenarios(wide), (file) => {
      expect(canonical(renamed(file, '-x'))).toEqual(canonical(file))
    })
    fc.assert(same, SEED)
  })

  it('is the same in whatever order rows are written, where order says nothing', () => {
    let told = 0
    const same = fc.property(scenarios(wide), fc.infiniteStream(fc.nat()), (file, numbers) => {
      if (orderMatters(file)) return
      told++
      expect(canonical(shuffled(file, (n) => numbers.next().value % n))).toEqual(canonical(file))
    })
    fc.assert(same, SEED)
    expect(told).toBeGreaterThan(50)
  })

  /** One of each shape. */
  const ASKED = designs.filter(({ id }) =>
    ['linux-6.12', 'raw-phys', 'stacked-shim', 'proxy-ops', 'linux-5.4', 'bounce'].includes(id),
  )

  it('is judged as the scenario is, by every rule', () => {
    const broken = (file: ScenarioFile): string[] => {
      const scenario = compile(file)
      return ASKED.flatMap((design) =>
        brokenBy(design, rules, scenario)
          .map(({ id }) => `${id} ${design.id}`)
          .toSorted(),
      )
    }
    const same = fc.property(scenarios(wide), (file) => {
      expect(broken(canonical(file))).toEqual(broken(file))
    })
    fc.assert(same, { ...SEED, numRuns: 50 })
  })
})
