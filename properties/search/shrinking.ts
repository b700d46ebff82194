/**
 * Something to shrink: where it begins, and what it must show at every size. Who does it, and when, leaves no trace.
 */
import type { Design } from '../../model/kernel/design.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import type { Assumption, Rule } from '../../spec/rule.ts'
import { breaks } from './search.ts'
import { shrink } from '../shrink/shrink.ts'
import { during } from '../outside/thrown.ts'

export interface Shrinking {
  readonly file: ScenarioFile
  /** Broken, by this design. */
  readonly rule: Rule
  readonly design: Design
  /** A design that keeps the rule. */
  readonly keptBy?: Design
  /** The one assumption that is not given. */
  readonly dropped?: Assumption
}

/** Whether the scenario shows what it is shrunk for. */
export const shows = ({ rule, design, keptBy, dropped }: Omit<Shrinking, 'file'>, file: ScenarioFile): boolean =>
  during(
    file,
    () =>
      breaks(rule, design, file, dropped === undefined ? [] : [dropped]) &&
      (keptBy === undefined || !breaks(rule, keptBy, file)),
  )

export const shrunk = (task: Shrinking): ScenarioFile => shrink(task.file, (candidate) => shows(task, candidate))

/** The same in plain data: rules and designs are code, and known by name. */
export interface PlainShrinking {
  readonly file: ScenarioFile
  readonly rule: string
  readonly design: string
  readonly keptBy: string | undefined
  readonly dropped: string | undefined
}

export const plain = ({ file, rule, design, keptBy, dropped }: Shrinking): PlainShrinking => ({
  file,
  rule: rule.id,
  design: design.id,
  keptBy: keptBy?.id,
  dropped: dropped?.id,
})

/** Throws where a name is nobody's: they come from our own code. */
export const fromPlain = (task: PlainShrinking, rules: readonly Rule[], designs: readonly Design[]): Shrinking => {
  const rule = rules.find(({ id }) => id === task.rule)!
  const of = (name: string): Design => designs.find(({ id }) => id === name)!
  const dropped = rule.assumptions.find(({ id }) => id === task.dropped)
  return {
    file: task.file,
    rule,
    design: of(task.design),
    ...(task.keptBy === undefined ? {} : { keptBy: of(task.keptBy) }),
    ...(dropped === undefined ? {} : { dropped }),
  }
}

/** Tasks with the same key come to the same. */
export const keyOf = (task: Shrinking): string => JSON.stringify(plain(task))
