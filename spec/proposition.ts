/**
 * Propositions: statements about one run, as a litmus test's `exists` makes them.
 */
import * as t from 'io-ts'
import { match, P } from 'ts-pattern'
import { onTheWire } from '../model/address.ts'
import { ERRNO_NAMES, errnoName } from '../model/kernel/errno.ts'
import { address, count, integer, list, oneOf, optional, record } from '../model/machine/fields.ts'
import { problem, type Problem } from '../model/problem.ts'
import type { Scenario } from '../model/scenario/file.ts'
import { operations, type StepFile } from '../model/operations/index.ts'
import type { OperationKind } from '../model/operations/operation.ts'
import { operationOf } from '../model/operations/steps.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Design, Unbound } from '../model/kernel/design.ts'
import { addedRows, rangesIn } from './iovas.ts'
import { watch } from './judge.ts'
import { ENDS, countIn, endIn, toldIn, toldProblems, valueIn } from './memory-outcomes.ts'
import { byteMeant, mapEvent, reached, usedEvent, type MapEvent } from './meant.ts'
import type { Event } from './rule.ts'
import { rules } from './rules/index.ts'
import { barTouched } from './rules/access/no-cpu-touch.ts'

/** A statement about one run. Exactly what is said must be so; `step` is an index into `steps`. */
export interface Proposition {
  /** The run breaks this rule (assumptions aside). */
  readonly broken?: string
  /** Step `step` ... */
  readonly step?: number
  /** ... was refused; with this errno. */
  readonly refused?: boolean
  readonly errno?: string
  /** ... answered this distance; found this provider. */
  readonly distance?: number
  readonly found?: string
  /** ... took the provider down, or waits for whoever holds its memory. */
  readonly unbound?: Unbound
  /** ... listed these IOMMU groups, each by its members, in any order. */
  readonly groups?: string[][]
  /** ... mapped into this many DMA entries, and contiguous ranges of IOVAs. */
  readonly entries?: number
  readonly ranges?: number
  /** ... let the CPU touch a BAR. */
  readonly touches?: boolean
  /** ... gave entry `entry` (default 0) this `dma_address`; or one so many bytes into the list's IOVAs; this length and mark. */
  readonly entry?: number
  readonly dma?: number
  readonly iova?: number
  readonly length?: number
  readonly marked?: boolean
  /** ... landed, all of it: on what was meant, on something else, nowhere, or undefined. */
  readonly lands?: (typeof LANDS)[number]
  /** ... read or wrote this value; came to this end. */
  readonly value?: number
  readonly end?: (typeof ENDS)[number]
  /** ... moved, took or pinned so many pages; told this of each. */
  readonly count?: number
  readonly told?: string[]
  readonly all?: Proposition[]
  readonly any?: Proposition[]
  readonly not?: Proposition
}

export const UNBOUND = ['gone', 'waits', 'BUG'] as const satisfies readonly Unbound[]
export const LANDS = ['as meant', 'elsewhere', 'nowhere', 'undefined'] as const

/** One run of a design. */
export interface Run {
  readonly design: Design
  readonly scenario: Scenario
  readonly events: readonly Event[]
}

export const proposition: t.Type<Proposition, unknown> = t.recursion('a proposition', () => propositionFile)

/** What each field means: litmus-meaning.ts. */
export const propositionFile = record({
  broken: optional(oneOf(rules.map(({ id }) => id))),
  step: optional(count),
  refused: optional(t.boolean),
  errno: optional(oneOf(ERRNO_NAMES)),
  distance: optional(integer),
  found: optional(t.string),
  unbound: optional(oneOf(UNBOUND)),
  groups: optional(list(list(t.string))),
  entries: optional(count),
  ranges: optional(count),
  touches: optional(t.boolean),
  entry: optional(count),
  dma: optional(address),
  iova: optional(address),
  length: optional(count),
  marked: optional(t.boolean),
  lands: optional(oneOf(LANDS)),
  value: optional(count),
  end: optional(oneOf(ENDS)),
  count: optional(count),
  told: optional(list(t.string)),
  all: optional(list(proposition)),
  any: optional(list(proposition)),
  not: optional(proposition),
})

/** What can be said of a step, by what comes of it. */
const SAID_OF: Readonly<Record<string, readonly Outcome['kind'][]>> = {
  refused: ['mapped', 'chosen', 'added', 'allocated', 'called', 'looked', 'mirrored', 'pinned'],
  errno: ['mapped', 'chosen', 'added', 'allocated', 'accessed', 'called', 'looked', 'mirrored', 'pinned'],
  unbound: ['unbound'],
  distance: ['distance'],
  found: ['found'],
  groups: ['groups'],
  entries: ['mapped'],
  ranges: ['mapped'],
  touches: ['mapped', 'transfer', 'unmapped', 'synced', 'copied'],
  entry: ['mapped'],
  dma: ['mapped', 'mirrored'],
  iova: ['mapped'],
  length: ['mapped'],
  marked: ['mapped'],
  lands: ['transfer'],
  value: ['accessed'],
  end: ['accessed'],
  count: ['called', 'pinned', 'copied'],
  told: ['looked', 'mirrored'],
}

/** `lands` and `touches` are said of a transfer over something that was mapped. */
const canSay = (field: string, { answers, words }: OperationKind): boolean =>
  SAID_OF[field].includes(answers) &&
  (answers !== 'transfer' || Object.values(words).some(({ role }) => role === 'mapping'))

/** A step that is not there, something said of a step that has no such answer, or nothing said. */
export const propositionProblems = (p: Proposition, steps: readonly StepFile[], path: string): Problem[] => {
  const said = Object.keys(p).filter((field) => field in SAID_OF)
  if (said.length > 0 && p.step === undefined)
    return [problem(`${path}.step`, 'nothing', `the step of which ${said.join(', ')} is said`)]
  if (p.step !== undefined && p.step >= steps.length)
    return [problem(`${path}.step`, String(p.step), `an index into steps, 0 to ${steps.length - 1}`)]
  const about = p.step === undefined ? undefined : operationOf(steps[p.step])
  const wrong = about && said.find((field) => !canSay(field, about))
  if (about !== undefined && wrong !== undefined) {
    const kinds = operations.filter((one) => canSay(wrong, one)).map(({ kind }) => kind)
    return [problem(`${path}.${wrong}`, `said of a ${about.kind}`, `said of ${kinds.join(', ')}`)]
  }
  if (said.length === 0 && [p.broken, p.all, p.any, p.not].every((part) => part === undefined))
    return [problem(path, 'nothing said', `broken, all, any, not, or with a step ${Object.keys(SAID_OF).join(', ')}`)]
  return [
    ...(p.told === undefined ? [] : toldProblems(p.told, pagesAsked(steps[p.step!]), `${path}.told`)),
    ...(p.all ?? []).flatMap((q, i) => propositionProblems(q, steps, `${path}.all[${i}]`)),
    ...(p.any ?? []).flatMap((q, i) => propositionProblems(q, steps, `${path}.any[${i}]`)),
    ...(p.not === undefined ? [] : propositionProblems(p.not, steps, `${path}.not`)),
  ]
}

const pagesAsked = ({ hmm_range_fault: asked }: StepFile): number =>
  asked === undefined ? 1 : asked.pages[1] - asked.pages[0]

/** Whether the statement is true of the run. */
export const isTrueOf = (p: Proposition, ran: Run): boolean => {
  const event = p.step === undefined ? undefined : ran.events[p.step]
  const map = event && mapEvent(event)
  const says = <T>(stated: T | undefined, is: () => T | undefined): boolean => stated === undefined || is() === stated
  return (
    (p.broken === undefined || breaksRule(p.broken, ran)) &&
    says(p.refused, () => isRefused(event)) &&
    says(p.errno, () => errnoOf(event)) &&
    says(p.distance, () => (event?.outcome.kind === 'distance' ? event.outcome.distance : undefined)) &&
    says(p.found, () => foundBy(event)) &&
    says(p.groups && asSets(p.groups), () => groupsIn(event)) &&
    says(p.unbound, () => (event?.outcome.kind === 'unbound' ? event.outcome.end : undefined)) &&
    says(p.entries, () => map?.outcome.nents) &&
    says(p.ranges, () => map && rangesIn(addedRows(map, map.operation.client))) &&
    says(p.touches, () => event && touchesBar(event)) &&
    says(p.dma, () => (event?.outcome.kind === 'mirrored' ? event.outcome.dma : dmaOf(map, p.entry ?? 0))) &&
    says(p.iova, () => iovaOf(map, p.entry ?? 0)) &&
    says(p.length, () => map?.outcome.table[p.entry ?? 0]?.dmaLength) &&
    says(p.marked, () => map?.outcome.table[p.entry ?? 0]?.marked) &&
    says(p.lands, () => event && landsHow(event)) &&
    says(p.value, () => event && valueIn(event)) &&
    says(p.end, () => event && endIn(event)) &&
    says(p.count, () => event && countIn(event)) &&
    says(p.told?.join(', '), () => event && toldIn(event)) &&
    (p.all ?? []).every((q) => isTrueOf(q, ran)) &&
    (p.any === undefined || p.any.some((q) => isTrueOf(q, ran))) &&
    (p.not === undefined || !isTrueOf(p.not, ran))
  )
}

const breaksRule = (id: string, { design, scenario, events }: Run): boolean => {
  const rule = rules.find((r) => r.id === id)!
  return watch(rule, events, design, scenario).broken !== undefined
}

const isRefused = (event: Event | undefined): boolean =>
  event !== undefined && SAID_OF.refused.includes(event.outcome.kind) && 'rc' in event.outcome && event.outcome.rc < 0

const errnoOf = (event: Event | undefined): string | undefined =>
  event !== undefined && 'rc' in event.outcome ? errnoName(event.outcome.rc).replace('-', '') : undefined

const foundBy = (event: Event | undefined): string | undefined =>
  event?.outcome.kind === 'found'
    ? event.outcome.provider === undefined
      ? 'nobody'
      : event.before.hw.machine.name[event.outcome.provider]
    : undefined

const groupsIn = (event: Event | undefined): string | undefined =>
  event?.outcome.kind === 'groups'
    ? asSets(event.outcome.groups.map((members) => members.map((f) => event.before.hw.machine.name[f])))
    : undefined

/** Groups and members in one order. */
const asSets = (groups: readonly (readonly string[])[]): string =>
  groups
    .map((members) => members.toSorted().join(' '))
    .toSorted()
    .join(', ')

const touchesBar = ({ before, outcome }: Event): boolean =>
  'cpu' in outcome && (outcome.cpu ?? []).some((touch) => barTouched(before.hw.machine, touch) >= 0)

const dmaOf = (map: MapEvent | undefined, entry: number): number | undefined => {
  const dma = map?.outcome.table[entry]?.dma
  return dma === undefined ? undefined : onTheWire(dma)
}

/** Bytes from the first IOVA that the map handed out, whatever that is. */
const iovaOf = (map: MapEvent | undefined, entry: number): number | undefined => {
  const dma = dmaOf(map, entry)
  if (map === undefined || dma === undefined) return undefined
  const rows = addedRows(map, map.operation.client)
  const first = Math.min(...rows.map(({ iova }) => iova))
  return rows.some(({ iova, size }) => dma >= iova && dma < iova + size) ? dma - first : undefined
}

/** How a transfer as a whole landed: the first transaction that did not land as meant decides. */
const landsHow = (event: Event): (typeof LANDS)[number] | undefined => {
  const use = usedEvent(event)
  if (use === undefined || use.transfer.transactions.length === 0) return undefined
  const { mapping, transfer } = use
  const wrong = transfer.transactions.find((t) => !reached(t.landing, byteMeant(mapping, t), mapping.bounced))
  return match(wrong?.landing.kind)
    .with(undefined, () => 'as meant' as const)
    .with('undefined', () => 'undefined' as const)
    .with(P.union('nowhere', 'read lost'), () => 'nowhere' as const)
    .with(P.union('ram', 'bar', 'interrupt'), () => 'elsewhere' as const)
    .exhaustive()
}
