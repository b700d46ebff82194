/**
 * Why a check fails, whatever is expected: something that should have happened did not.
 */
import type { Design } from '../../model/kernel/design.ts'
import type { Rule } from '../../spec/rule.ts'
import type { Narrowed } from './report.ts'
import type { Contrast, Trust } from './evidence.ts'
import { GENERATED } from '../generate/generated.ts'
import type { Search } from '../search/search.ts'
import type { SweepResult } from '../search/sweep.ts'
import { MANIFEST, WORLDS } from '../scopes/scope-manifest.ts'
import { REFERENCE } from '../search/visit.ts'

/** Designs that never mapped or moved a byte, and operations that never ran. */
export const notHappened = ({ happened }: Search, designs: readonly Design[], narrowed: Narrowed): string[] => {
  const idle = designs.flatMap(({ id }) =>
    ['dma_map_sgtable: mapped', 'dma: transfer']
      .filter((what) => !happened.get(id)!.has(what))
      .map((what) => `design ${id}: never "${what}"`),
  )
  // Some operations are drawn in some scopes only, or belong to some designs only.
  if (narrowed.sweeps || narrowed.designs) return idle
  const all = [...happened.values()].flatMap((set) => [...set])
  const never = GENERATED.filter((kind) => !all.some((what) => what.startsWith(`${kind}:`) && !what.endsWith('n/a')))
  return [...idle, ...never.map((kind) => `operation ${kind}: never ran`)]
}

/** Scopes that were gone through in all their parts, and had other than the pinned number of scenarios, or of worlds. */
export const otherThanPinned = (results: readonly SweepResult[]): string[] => [
  ...otherScenarios(results),
  ...otherWorlds(results),
]

const otherScenarios = (results: readonly SweepResult[]): string[] => {
  const exhausted = results.filter(({ sweep }) => sweep.driver === 'exhaustive')
  return [...new Set(exhausted.map(({ sweep }) => sweep.scope))].flatMap((scope) => {
    const parts = exhausted.filter(({ sweep }) => sweep.scope === scope)
    const isWhole = parts.length === (parts[0].sweep.part?.of ?? 1)
    const met = parts.reduce((sum, { runs }) => sum + runs, 0)
    const [, pinned] = MANIFEST[scope]
    return isWhole && met !== pinned ? [`scope ${scope}: ${met} scenarios; its manifest says ${pinned}`] : []
  })
}

/** What is pinned is pinned of the reference. */
const otherWorlds = (results: readonly SweepResult[]): string[] =>
  Object.entries(WORLDS).flatMap(([scope, pinned]) => {
    const parts = results.filter(({ sweep, worlds }) => sweep.scope === scope && worlds?.[REFERENCE] !== undefined)
    if (parts.length === 0 || parts.length < parts[0].sweep.part!.of) return []
    const met = parts.reduce((sum, { worlds }) => sum + worlds![REFERENCE], 0)
    return met === pinned ? [] : [`scope ${scope}: ${met} worlds of ${REFERENCE}; its manifest says ${pinned}`]
  })

export const withoutContrast = (rules: readonly Rule[], contrasts: readonly Contrast[]): string[] =>
  rules
    .filter((rule) => !contrasts.some((row) => row.rule === rule))
    .map(({ id, name }) => `rule ${id} ${name}: no saved scenario on which one design breaks it and another keeps it`)

export const withoutTrust = (rules: readonly Rule[], trust: readonly Trust[]): string[] =>
  rules.flatMap((rule) =>
    rule.assumptions
      .filter((assumption) => !trust.some((row) => row.rule === rule && row.assumption === assumption))
      .map(({ id }) => `assumption ${id} of ${rule.id}: dropping it alone breaks no design that keeps the rule`),
  )
