/**
 * S2 RouteSound and S23 Isolation over a scope, by the exhaustive driver: the least scenario that breaks each design.
 */
import type { Design } from '../model/kernel/design.ts'
import { designNamed } from '../model/designs/index.ts'
import { parts } from '../model/designs/releases/linux-6.12.ts'
import { linux } from '../model/kernel/linux.ts'
import { exhaust, exhaustScenarios } from '../properties/drivers/drivers.ts'
import type { Scope } from '../properties/scopes/scope.ts'
import { size } from '../properties/shrink/size.ts'
import { brokenAssumptions, brokenInRun, run, watch } from '../spec/judge.ts'
import type { Assumption, Rule } from '../spec/rule.ts'
import { isolation } from '../spec/rules/access/isolation.ts'
import { routeSound } from '../spec/rules/routes/route-sound.ts'

export interface Broken {
  /** Scenarios that break it. */
  broken: number
  /** The least size among them; undefined: there is none. */
  least: number | undefined
}

export interface BrokenIn {
  readonly scenarios: number
  readonly found: ReadonlyMap<Design, Broken>
}

/** @param untrusted an assumption that need not hold */
const brokenUnder = (rule: Rule, scope: Scope, asked: readonly Design[], untrusted?: Assumption): BrokenIn => {
  const found = new Map(asked.map((design): [Design, Broken] => [design, { broken: 0, least: undefined }]))
  let scenarios = 0
  exhaustScenarios(scope, (file, scenario) => {
    scenarios++
    if (brokenAssumptions(rule, scenario).some((assumption) => assumption !== untrusted)) return
    for (const [design, seen] of found) {
      let breaks = false
      exhaust((choose) => {
        const events = run(design, scenario, choose)
        breaks = watch(rule, events, design, scenario).broken !== undefined && brokenInRun(rule, events).length === 0
        return !breaks
      })
      if (!breaks) continue
      seen.broken++
      seen.least = Math.min(seen.least ?? Infinity, size(file))
    }
  })
  return { scenarios, found }
}

export const brokenRoutes = (scope: Scope, names: readonly string[], untrusted?: Assumption): BrokenIn =>
  brokenUnder(routeSound, scope, names.map(named), untrusted)

/** Keeps every function apart from every other one: not among our designs, for it is wrong in every respect. */
const ALL_APART = linux(
  { id: 'all-apart', summary: 'Linux 6.12 with a group for each function', sources: ['S23'] },
  { ...parts, groupOf: (_, f) => f },
)

export const brokenGroups = (scope: Scope, names: readonly string[]): BrokenIn =>
  brokenUnder(
    isolation,
    scope,
    names.map((name) => (name === ALL_APART.id ? ALL_APART : named(name))),
  )

const named = (name: string): Design => {
  const found = designNamed(name)
  if (found === undefined) throw new Error(`design ${name}: found none; accepted: an id of a design or mutant`)
  return found
}
