/**
 * S2 RouteSound over a scope, by the exhaustive driver: the least scenario that breaks each design.
 */
import type { Design } from '../model/kernel/design.ts'
import { designs, mutants } from '../model/designs/index.ts'
import { exhaust, exhaustScenarios } from '../properties/drivers/drivers.ts'
import type { Scope } from '../properties/scopes/scope.ts'
import { size } from '../properties/shrink/size.ts'
import { brokenAssumptions, brokenInRun, run, watch } from '../spec/judge.ts'
import type { Assumption } from '../spec/rule.ts'
import { routeSound } from '../spec/rules/routes/route-sound.ts'

export const designNamed = (id: string): Design => {
  const found = [...designs, ...mutants].find((design) => design.id === id)
  if (found === undefined) throw new Error(`design ${id}: found none; accepted: ${designs.map((d) => d.id).join(', ')}`)
  return found
}

export interface Broken {
  /** Scenarios that break it. */
  broken: number
  /** The least size among them; undefined: there is none. */
  least: number | undefined
}

/** By design. @param untrusted an assumption that need not hold */
export const brokenRoutes = (
  scope: Scope,
  asked: readonly Design[],
  untrusted?: Assumption,
): { scenarios: number; found: ReadonlyMap<Design, Broken> } => {
  const found = new Map(asked.map((design): [Design, Broken] => [design, { broken: 0, least: undefined }]))
  let scenarios = 0
  exhaustScenarios(scope, (file, scenario) => {
    scenarios++
    if (brokenAssumptions(routeSound, scenario).some((assumption) => assumption !== untrusted)) return
    for (const [design, seen] of found) {
      let breaks = false
      exhaust((choose) => {
        const events = run(design, scenario, choose)
        breaks =
          watch(routeSound, events, design, scenario).broken !== undefined &&
          brokenInRun(routeSound, events).length === 0
        return !breaks
      })
      if (!breaks) continue
      seen.broken++
      seen.least = Math.min(seen.least ?? Infinity, size(file))
    }
  })
  return { scenarios, found }
}
