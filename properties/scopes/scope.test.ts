import { describe, expect, it } from 'vitest'
import type { FunctionFile } from '../../model/machine/file.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { exhaust, exhaustScenarios } from '../drivers/drivers.ts'
import { generate } from '../generate/generate.ts'
import { type Scope } from './scope.ts'
import { exhausted } from './index.ts'
import { small, tiny } from './exhausted.ts'
import { scenariosIn } from './scope-count.ts'
import { MANIFEST } from './scope-manifest.ts'

describe('the exhaustive driver on a scope', () => {
  /** Small scopes that between them vary every dimension of the formula. */
  const SCOPES: readonly Scope[] = [
    tiny,
    { ...tiny, name: 'two hosts', hosts: [1, 2], entries: [1], endpoints: [1], inbound: ['everything', 'RAM only'] },
    // One platform: a machine without a root port carries no id that tells two apart.
    {
      ...tiny,
      name: 'siblings',
      platforms: tiny.platforms.slice(0, 1),
      siblings: true,
      integrated: true,
      switches: [0],
      disabled: ['nothing', 'masters'],
    },
    { ...small, name: 'lists', hosts: [1], switches: [2], endpoints: [1], pages: [1, 2], inside: [true, false] },
  ]
  for (const scope of SCOPES)
    it(`makes as many words of choices in scope "${scope.name}" as the closed formula says, each scenario once`, () => {
      const different = new Set<string>()
      const { words, scenarios } = exhaustScenarios(scope, (file) => different.add(JSON.stringify(file)))
      expect(words).toBe(scenariosIn(scope))
      expect(different.size).toBe(scenarios)
    })

  it('has as many words of choices as the manifest says in every scope', () => {
    for (const scope of [tiny, ...exhausted])
      expect([scope.name, scenariosIn(scope)]).toEqual([scope.name, MANIFEST[scope.name][0]])
  })

  // `check` goes through the others, and fails where they have more or fewer (`otherThanPinned`).
  for (const scope of exhausted.filter(({ name }) => MANIFEST[name][1] < 6000))
    it(`goes through scope "${scope.name}" as the manifest says`, () => {
      const { words, scenarios } = exhaustScenarios(scope, () => {})
      expect([words, scenarios]).toEqual(MANIFEST[scope.name])
    })

  it('goes through it part by part, and leaves nothing out', () => {
    const visited = new Set<string>()
    const parts = [0, 1, 2].map((index) =>
      exhaustScenarios(tiny, (file) => visited.add(JSON.stringify(file)), { index, of: 3 }),
    )
    const sum = (key: 'words' | 'scenarios'): number => parts.reduce((total, part) => total + part[key], 0)
    expect([sum('words'), sum('scenarios')]).toEqual(MANIFEST['tiny'])
    expect(visited.size).toBe(sum('scenarios'))
  })

  it('merges what exchanging two endpoints makes of a scenario, and nothing else', () => {
    const classes = new Set<string>()
    exhaust((choose) => {
      const file = generate(tiny, choose)
      classes.add([file, exchanged(file)].map(described).toSorted()[0])
    })
    expect(classes.size).toBe(exhaustScenarios(tiny, () => {}).scenarios)
  })
})

/** A and B, each called by the other's name. */
const exchanged = (file: ScenarioFile): ScenarioFile =>
  JSON.parse(JSON.stringify(file), (_, value: unknown) =>
    value === 'A' ? 'B' : value === 'B' ? 'A' : value,
  ) as ScenarioFile

/** A scenario of scope tiny without the names of ports and the order of rows: a port is known by what is below it. */
const described = ({ machine, steps }: ScenarioFile): string => {
  const isSwitch = (name: string): boolean =>
    machine.functions.some((f) => f.name === name && f.type.includes('upstream'))
  const child = (port: FunctionFile): FunctionFile => machine.functions.find(({ below }) => below === port.name)!
  const called = (name: string): string => {
    const f = machine.functions.find((one) => one.name === name)!
    if (f.bar !== undefined) return name
    return isSwitch(name) ? 'switch' : `port of ${called(child(f).name)}`
  }
  const rows = machine.functions.map((f) => {
    const { name, below, at: _, ...rest } = f
    return JSON.stringify([called(name), below === undefined ? '' : called(below), rest])
  })
  const adds = steps.filter((step) => step.pci_p2pdma_add_resource).map((step) => JSON.stringify(step))
  const others = steps.filter((step) => !step.pci_p2pdma_add_resource)
  return JSON.stringify([machine.hosts, machine.cpu, machine.forwards, rows.toSorted(), adds.toSorted(), others])
}
