/**
 * On which known defects of a design a verdict rests: the design keeps the rule only where they do not show.
 */
import { lineOf } from '../model/designs/index.ts'
import type { Assumption, Defect, Rule } from './rule.ts'

/** An assumption that the design makes false itself. */
export type KnownDefect = Assumption & { readonly defect: Defect }

/** The assumptions of the rule that are known defects of the design; what we do not know of somebody's own we do not say. */
export const knownDefects = (rule: Rule, design: { readonly id: string; readonly basis?: string }): KnownDefect[] =>
  rule.assumptions.filter(
    (assumption): assumption is KnownDefect =>
      assumption.defect !== undefined && lineOf(design).some((id) => assumption.defect!.designs.includes(id)),
  )

/** The scenario that shows what an assumption is worth to a rule. */
export const trustFile = (rule: { readonly id: string }, assumption: { readonly id: string }): string =>
  `counterexamples/trust/${rule.id}-${assumption.id}.yaml`
