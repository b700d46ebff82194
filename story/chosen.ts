/**
 * Which transaction of a run is drawn: the one of the finding; where that is in a map, one of a transfer over the list;
 * without a finding the first that goes wrong, or the first there is.
 */
import type { Event, Finding } from '../spec/rule.ts'
import { mostTelling, pathsOf, useOf, type Path, type Use } from './path.ts'

/** A transaction, and the step it belongs to. */
export interface Drawn {
  readonly use: Use
  readonly path: Path
}

export const drawnOf = (events: readonly Event[], finding: Finding | undefined): Drawn | undefined => {
  const uses = events.flatMap((event) => useOf(event) ?? [])
  if (finding !== undefined) {
    const { step, entry, offset } = finding
    const exact = uses.find(({ event }) => event.index === step)
    if (exact !== undefined) return of(exact, (path) => isOf(path, entry) && path.transaction.offset === offset)
    const over = uses.find(({ event: { operation } }) => operation.kind === 'dma' && operation.map === step)
    if (over !== undefined) return of(over, (path) => isOf(path, entry))
    // A list that was refused has no transfer of its own, and another's would mislead.
    if (events[step].outcome.kind === 'mapped') return undefined
  }
  const all = uses.flatMap((use) => of(use, () => false) ?? [])
  return all.find(({ path }) => path.verdict === 'NOT as meant') ?? all[0]
}

const isOf = ({ transaction }: Path, entry: number): boolean => transaction.entry === entry

/** The transaction that `is` the one, else the most telling. */
const of = (use: Use, is: (path: Path) => boolean): Drawn | undefined => {
  const paths = pathsOf(use)
  const path = paths.find(is) ?? mostTelling(paths)
  return path && { use, path }
}

/** The step that a picture is about: the transaction's, the finding's, or the last that decides something; else the last. */
export const aboutOf = (
  events: readonly Event[],
  drawn: Drawn | undefined,
  finding: Finding | undefined,
): Event | undefined =>
  drawn?.use.event ??
  (finding === undefined
    ? (events.findLast(({ outcome: { kind } }) => DECIDED.has(kind)) ?? events.at(-1))
    : events[finding.step])

/** Outcomes by which a step shows what a design thinks. */
const DECIDED: ReadonlySet<Event['outcome']['kind']> = new Set([
  'mapped',
  'chosen',
  'distance',
  'found',
  'got',
  'transfer',
  'allocated',
  'unbound',
  'oops',
  'accessed',
  'looked',
  'mirrored',
  'pinned',
  'beside',
  'hangs',
])
