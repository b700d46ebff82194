/**
 * Propositions: statements about one run, as a litmus test's `exists` makes them.
 */
import * as t from 'io-ts'
import { match, P } from 'ts-pattern'
import { onTheWire } from '../model/address.ts'
import { address, count, integer, oneOf, optional, record } from '../model/machine/fields.ts'
import { problem, type Problem } from '../model/problem.ts'
import type { StepFile } from '../model/scenario.ts'
import { watch } from './judge.ts'
import type { Event } from './rule.ts'
import { rules } from './rules/index.ts'
import { byteMeant, landsOn } from './rules/route-sound.ts'

/** A statement about one run. Exactly one of the forms; `step` is an index into `steps`. */
export interface Proposition {
  /** The run breaks this rule (assumptions aside). */
  readonly broken?: string
  /** Step `step` ... */
  readonly step?: number
  /** ... was refused. */
  readonly refused?: boolean
  /** ... answered this distance. */
  readonly distance?: number
  /** ... gave entry `entry` this `dma_address`, and this bus mark. */
  readonly entry?: number
  readonly dma?: number
  readonly marked?: boolean
  /** ... landed, all of it: on what was meant, on something else, nowhere, or undefined. */
  readonly lands?: (typeof LANDS)[number]
  readonly all?: Proposition[]
  readonly any?: Proposition[]
  readonly not?: Proposition
}

const LANDS = ['as meant', 'elsewhere', 'nowhere', 'undefined'] as const

export const proposition: t.Type<Proposition, unknown> = t.recursion('a proposition', () =>
  record({
    broken: optional(oneOf(rules.map(({ id }) => id))),
    step: optional(count),
    refused: optional(t.boolean),
    distance: optional(integer),
    entry: optional(count),
    dma: optional(address),
    marked: optional(t.boolean),
    lands: optional(oneOf(LANDS)),
    all: optional(t.array(proposition)),
    any: optional(t.array(proposition)),
    not: optional(proposition),
  }),
)

/** A step that is not there, or nothing said. */
export const propositionProblems = (p: Proposition, steps: readonly StepFile[], path: string): Problem[] => {
  if (p.step !== undefined && p.step >= steps.length)
    return [problem(`${path}.step`, String(p.step), `an index into steps, 0 to ${steps.length - 1}`)]
  const says = p.broken ?? p.refused ?? p.distance ?? p.dma ?? p.marked ?? p.lands ?? p.all ?? p.any ?? p.not
  if (says === undefined)
    return [problem(path, 'nothing said', 'broken, refused, distance, dma, marked, lands, all, any or not')]
  return [...(p.all ?? []), ...(p.any ?? []), ...(p.not ? [p.not] : [])].flatMap((q, i) =>
    propositionProblems(q, steps, `${path}[${i}]`),
  )
}

/** Whether the statement is true of the run. */
export const isTrueOf = (p: Proposition, events: readonly Event[]): boolean => {
  const at = p.step === undefined ? undefined : events[p.step]
  return (
    (p.broken === undefined ||
      watch(
        rules.find(({ id }) => id === p.broken)!,
        events,
      ).broken !== undefined) &&
    (p.refused === undefined || (at?.outcome.kind === 'mapped' && at.outcome.rc < 0) === p.refused) &&
    (p.distance === undefined || (at?.outcome.kind === 'distance' && at.outcome.distance === p.distance)) &&
    (p.dma === undefined || dmaOf(at, p.entry ?? 0) === p.dma) &&
    (p.marked === undefined ||
      (at?.outcome.kind === 'mapped' && at.outcome.table[p.entry ?? 0]?.marked === p.marked)) &&
    (p.lands === undefined || (at !== undefined && landsHow(at) === p.lands)) &&
    (p.all ?? []).every((q) => isTrueOf(q, events)) &&
    (p.any === undefined || p.any.some((q) => isTrueOf(q, events))) &&
    (p.not === undefined || !isTrueOf(p.not, events))
  )
}

const dmaOf = (event: Event | undefined, entry: number): number | undefined => {
  const outcome = event?.outcome
  const dma = match(outcome)
    .with({ kind: 'mapped' }, ({ table }) => table[entry]?.dma)
    .with({ kind: 'page' }, ({ dma }) => dma)
    .otherwise(() => undefined)
  return dma === undefined ? undefined : onTheWire(dma)
}

/** How a transfer as a whole landed: the first transaction that did not land as meant decides. */
const landsHow = ({ operation, outcome, before }: Event): (typeof LANDS)[number] | undefined => {
  if (operation.kind !== 'dma' || outcome.kind !== 'transfer') return undefined
  const { meant } = before.ledger.get(operation.map)!
  const wrong = outcome.transactions.find((t) => !landsOn(t.landing, byteMeant(meant, t)))
  return match(wrong?.landing.kind)
    .with(undefined, () => 'as meant' as const)
    .with('undefined', () => 'undefined' as const)
    .with(P.union('nowhere', 'read lost'), () => 'nowhere' as const)
    .with(P.union('ram', 'bar', 'interrupt'), () => 'elsewhere' as const)
    .exhaustive()
}
