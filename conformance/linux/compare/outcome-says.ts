/**
 * What the model answers to a step, from its outcome, in the words of both.
 */
import { onTheWire } from '../../../model/address.ts'
import type { SgEntry } from '../../../model/kernel/lib/scatterlist.ts'
import type { Machine } from '../../../model/machine/columns.ts'
import type { Operation } from '../../../model/operations/index.ts'
import { valuesAs } from '../../../model/operations/steps.ts'
import type { Outcome } from '../../../model/outcome.ts'
import { isList } from '../guest/guest.ts'
import { modelCopied } from './copied.ts'
import { pagesLeft, reached, type Between, type Run } from './translated.ts'
import { tellList, tellOne, tellReached, tellRefused, tellSynced, tellUnmapped, type Entry } from './words.ts'

/** Every step of the scenario, on its machine. */
export interface Steps {
  readonly m: Machine
  readonly operations: readonly Operation[]
}

/** What the model answers to step `index`, between two worlds. */
export const outcomeSays = ({ m, operations }: Steps, index: number, outcome: Outcome, between: Between): string => {
  const operation = operations[index]
  switch (outcome.kind) {
    case 'added':
      return `add ${outcome.rc}`
    case 'distance':
      return `distance ${outcome.distance}`
    case 'found':
      return outcome.provider === undefined ? 'found nobody' : `found ${m.name[outcome.provider]}`
    case 'mapped':
      return mappedSays(m, operation, outcome, reached(between.after, index))
    case 'unmapped': {
      const map = mappingOf(operation)
      return unmappedSays(operations[map], map, outcome, between)
    }
    case 'synced': {
      const map = mappingOf(operation)
      const { table } = between.after.ledger.get(map)!
      const way = valuesAs(operation, 'choice')[0] === 'cpu' ? 'out' : 'into'
      return tellSynced(m, operations[map], table.map(entryOf)) + modelCopied(between.before, map, outcome.cpu, way)
    }
    case 'n/a':
    case 'done':
    case 'skipped':
      return outcome.kind
    // No kernel is asked.
    case 'allocated':
    case 'freed':
    case 'unbound':
    case 'oops':
    case 'copied':
    case 'got':
    case 'groups':
    case 'chosen':
    case 'accessed':
    case 'called':
    case 'looked':
    case 'mirrored':
    case 'withdrawn':
    case 'pinned':
    case 'hangs':
    case 'beside':
    case 'transfer':
      return outcome.kind
    default:
      return outcome satisfies never
  }
}

/** Index of the step that made the mapping which the operation names. */
export const mappingOf = (operation: Operation): number => valuesAs(operation, 'mapping')[0] as number

export const unmappedSays = (
  mapping: Operation,
  index: number,
  { table, cpu }: Extract<Outcome, { kind: 'unmapped' }>,
  between: Between,
): string =>
  tellUnmapped(isList(mapping) ? table.map(entryOf) : [], pagesLeft(between, index)) +
  modelCopied(between.before, index, cpu, 'out')

export const mappedSays = (
  m: Machine,
  mapping: Operation,
  { rc, table, nents }: Pick<Extract<Outcome, { kind: 'mapped' }>, 'rc' | 'table' | 'nents'>,
  runs: readonly Run[],
): string => {
  const entries = table.map(entryOf)
  const [{ phys, dma }] = entries
  if (rc !== 0) return isList(mapping) ? tellRefused(rc, entries) : tellOne(m, phys, undefined)
  return (isList(mapping) ? tellList(m, mapping, nents, entries) : tellOne(m, phys, dma)) + tellReached(runs)
}

const entryOf = ({ phys, length, dma, dmaLength = 0, marked }: SgEntry): Entry => ({
  phys,
  length,
  dma: dma === undefined ? 0 : onTheWire(dma),
  dmaLength,
  bus: marked,
})
