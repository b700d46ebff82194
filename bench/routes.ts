/**
 * S2 RouteSound and S23 Isolation over a scope, by the exhaustive driver: the least scenario that breaks each design.
 */
import { PAGE } from '../model/address.ts'
import { designNamed } from '../model/designs/index.ts'
import { parts } from '../model/designs/releases/linux-6.12.ts'
import type { Design } from '../model/kernel/design.ts'
import { linux } from '../model/kernel/linux.ts'
import type { Parts } from '../model/kernel/parts.ts'
import { isBridge } from '../model/machine/columns.ts'
import { layOut } from '../model/machine/layout.ts'
import type { StepFile } from '../model/operations/index.ts'
import { compileOn, type Scenario, type ScenarioFile } from '../model/scenario/file.ts'
import { exhaust, exhaustScenarios, machinesOf } from '../properties/drivers/drivers.ts'
import { canProvide } from '../properties/generate/generate.ts'
import type { Scope } from '../properties/scopes/scope.ts'
import { size } from '../properties/shrink/size.ts'
import { allowlistedBridgesForward } from '../spec/assumptions/index.ts'
import { brokenAssumptions } from '../spec/judge.ts'
import { shared } from '../spec/reuse/runs.ts'
import type { Assumption, Rule } from '../spec/rule.ts'
import { isolation } from '../spec/rules/access/isolation.ts'
import { routeSound } from '../spec/rules/routes/route-sound.ts'

/** The least size of scenarios that break a design; undefined: none does. */
export type Least = number | undefined

/** A design that is asked, and an assumption that need not hold for it. */
interface Asked {
  readonly design: Design
  readonly untrusted?: Assumption
}

type Visit = (file: ScenarioFile, scenario: Scenario) => void

/** Shows scenarios to each design, and answers the least that breaks it, in their order. */
const leastOf = (rule: Rule, asked: readonly Asked[], showAll: (visit: Visit) => void): readonly Least[] => {
  const least: Least[] = asked.map(() => undefined)
  const rules = [rule]
  showAll((file, scenario) => {
    const unmet = brokenAssumptions(rule, scenario)
    const itsSize = size(file)
    const runs = shared(scenario)
    for (const [i, { design, untrusted }] of asked.entries()) {
      if (itsSize >= (least[i] ?? Infinity) || unmet.some((assumption) => assumption !== untrusted)) continue
      exhaust((choose) => {
        const saw = runs.run(design, choose).saw(rules)
        const breaks = saw.some(({ broken, unmet: inRun }) => broken !== undefined && inRun.length === 0)
        if (breaks) least[i] = itsSize
        return !breaks
      })
    }
  })
  return least
}

/** Last of Linux 6.12 without its trust in the allowlist. */
export const leastRoutes = (scope: Scope, names: readonly string[]): readonly Least[] => {
  const distrusted: Asked = { design: named('linux-6.12'), untrusted: allowlistedBridgesForward }
  return leastOf(routeSound, [...names.map(asking), distrusted], (visit) => exhaustScenarios(scope, visit))
}

export const leastGroups = (scope: Scope, names: readonly string[]): readonly Least[] =>
  leastOf(isolation, names.map(asking), (visit) => exhaustScenarios(scope, visit))

/** S2 over the machines of a scope, where two functions map a page of RAM each, one after the other, and use it. */
export const leastSharing = (scope: Scope, names: readonly string[]): readonly Least[] =>
  leastOf(routeSound, names.map(asking), (visit) => {
    for (const { machine } of machinesOf(scope)) {
      const endpoints = machine.functions.filter(canProvide).map((f) => f.name)
      const laidOut = layOut(machine)
      for (const first of endpoints)
        for (const second of endpoints.filter((name) => name !== first)) {
          const steps = [...[first, second].map(mapsPage), { dma: { map: first } }, { dma: { map: second } }]
          visit({ machine, steps }, compileOn(laidOut, steps))
        }
    }
  })

const asking = (name: string): Asked => ({ design: named(name) })

const mapsPage = (client: string, index: number): StepFile => ({
  dma_map_sgtable: { as: client, client, direction: 'DMA_FROM_DEVICE', list: [{ ram: 0x100000 + index * PAGE }] },
})

const changed = (id: string, summary: string, change: Partial<Parts>): Design =>
  linux({ id, summary: `Linux 6.12 ${summary}`, sources: ['a design of this comparison'] }, { ...parts, ...change })

/** The allocator of the function's group knows of nothing: each function here maps once. */
const allocatingAlone: Parts['iommuMapSg'] = (all, call, request) =>
  parts.iommuMapSg(all, { ...call, k: { ...call.k, iovas: new Map() } }, request)

/** Designs that are wrong in one respect, for z3 and the enumerator alone. */
const OF_ITS_OWN: readonly Design[] = [
  changed('all-apart', 'with a group for each function', { groupOf: (_, f) => f }),
  changed('iovas-by-function', 'with an allocator of IOVAs for each function', { iommuMapSg: allocatingAlone }),
  changed('iovas-by-function-all-apart', 'with a group, and an allocator of IOVAs, for each function', {
    groupOf: (_, f) => f,
    iommuMapSg: allocatingAlone,
  }),
  changed('asks-ports', 'that asks ports alone for ACS, and no function', {
    hasAcsRedir: (hw, f) => isBridge(hw.machine.kind[f]) && parts.hasAcsRedir(hw, f),
  }),
]

const named = (name: string): Design => {
  const found = OF_ITS_OWN.find(({ id }) => id === name) ?? designNamed(name)
  if (found === undefined) throw new Error(`design ${name}: found none; accepted: an id of a design or mutant`)
  return found
}
