/**
 * What a search saw of one rule and one design.
 */
import type { ScenarioFile } from '../../model/scenario/file.ts'

/** What a sweep saw of one rule and one design. */
export interface Seen {
  readonly rule: string
  readonly design: string
  /** Scenarios in which the premise was met in a run that meets every assumption. */
  fired: number
  /** Scenarios that broke the rule in such a run, and the least of them. */
  broken: number
  least: ScenarioFile | undefined
  /** The least scenario that broke it and that the design which mends this one keeps. */
  own: ScenarioFile | undefined
  /** By assumption: the least scenario that broke the rule in a run that meets every assumption but that one. */
  readonly without: Record<string, ScenarioFile>
}
