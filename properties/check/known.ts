/**
 * What designs do in files that are there already. A check asks it of many rules, one after the other: a design goes through
 * a file once, and designs share their runs.
 */
import type { Design } from '../../model/kernel/design.ts'
import { compile } from '../../model/scenario/file.ts'
import type { Named } from '../../spec/files/library.ts'
import { scenarioOf } from '../../spec/litmus.ts'
import { shared } from '../../spec/reuse/runs.ts'
import type { Rule } from '../../spec/rule.ts'
import { during } from '../outside/thrown.ts'
import { allRuns, askingOf, unmetIn, type Observed } from '../search/all-runs.ts'
import { shows } from '../search/shrinking.ts'

export interface Known {
  /** As {@link shows}. */
  readonly breaks: (rule: Rule, design: Design, saved: Named) => boolean
  /** Whether the design meets the premise, and breaks the rule in no run that meets all its assumptions. */
  readonly keeps: (rule: Rule, design: Design, saved: Named) => boolean
}

/** A rule that is not among `rules` is asked by itself: it may throw in files that are not about it. */
export const knownBy = (rules: readonly Rule[]): Known => {
  const asked = new WeakMap<Named, (design: Design) => readonly Observed[]>()
  const seen = (rule: Rule, design: Design, saved: Named): Observed => {
    const of = asked.get(saved) ?? observed(rules, saved)
    asked.set(saved, of)
    return of(design)[rules.indexOf(rule)]
  }
  return {
    breaks: (rule, design, saved) =>
      rules.includes(rule)
        ? seen(rule, design, saved).broken !== undefined
        : shows({ rule, design }, scenarioOf(saved.litmus.file)),
    keeps: (rule, design, saved) => {
      const { fired, broken } = seen(rule, design, saved)
      return fired && broken === undefined
    },
  }
}

const observed = (rules: readonly Rule[], { litmus }: Named): ((design: Design) => readonly Observed[]) => {
  const file = scenarioOf(litmus.file)
  const scenario = compile(file)
  const asking = askingOf(rules, unmetIn(scenario), scenario)
  const runs = shared(scenario)
  const had = new Map<Design, readonly Observed[]>()
  return (design) => {
    const alike = [...had.keys()].find((one) => one === design || runs.alike(design, one))
    const found =
      alike === undefined ? during(file, () => allRuns(runs, design, asking, Infinity).found) : had.get(alike)!
    had.set(design, found)
    return found
  }
}
