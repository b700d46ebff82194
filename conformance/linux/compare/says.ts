/**
 * Answers in words, the same words for Linux and for the model.
 */
import { PAGE, hex, onTheWire } from '../../../model/address.ts'
import type { SgEntry, Table } from '../../../model/kernel/lib/scatterlist.ts'
import type { Machine } from '../../../model/machine/columns.ts'
import type { Operation } from '../../../model/operations/index.ts'
import type { Outcome } from '../../../model/outcome.ts'
import { hexNumber } from '../../recording.ts'
import { pagesLeft, reached, type Between, type Run } from './translated.ts'

/** One entry of a list: as it was given, and as it was mapped. */
interface Entry {
  readonly phys: number
  readonly length: number
  readonly dma: number
  readonly dmaLength: number
  readonly bus: boolean
}

/** Whether an IOMMU chooses addresses. */
const translates = (m: Machine): boolean => m.iommu.includes('translating')

/** The guest's lines; `operation`: the mapping that they are about. */
export const linuxSays = (
  m: Machine,
  operation: Operation | undefined,
  [first = 'nothing', ...more]: readonly string[],
): string => {
  const [word, ...rest] = first.split(' ')
  switch (word) {
    case 'dev':
      return rest.length === 6 ? toldDevice(rest) : first
    case 'add':
    case 'distance':
    case 'done':
    case 'skipped':
    case 'domain':
    case 'given':
    case 'restored':
      return first
    case 'alloc':
    case 'take':
      return rest.length === 2 ? `${word} phys=${hexText(rest[0])} bus=${hexText(rest[1])}` : first
    case 'found':
      return rest[0] === '-' ? 'found nobody' : `found ${m.name[Number(rest[0])]}`
    case 'one':
      return (
        tellOne(m, hexNumber(rest[0]), rest[1] === '-' ? undefined : hexNumber(rest[1])) +
        tellReached(more.flatMap(runIn))
      )
    case 'map':
      return linuxMapped(m, operation, rest, more)
    case 'unmapped':
      return tellUnmapped(more.filter(isEntry).map(entryIn), Number(rest[0]))
    default:
      return [first, ...more].join('; ')
  }
}

/** A list mapped; behind it, where it was only mapped again, its unmapping. */
const linuxMapped = (
  m: Machine,
  operation: Operation | undefined,
  [rc, nents]: readonly string[],
  lines: readonly string[],
): string => {
  const end = lines.findIndex((line) => line.startsWith('unmapped '))
  const mapped = end < 0 ? lines : lines.slice(0, end)
  const entries = mapped.filter(isEntry).map(entryIn)
  if (rc !== '0') return tellRefused(Number(rc), entries)
  const says = tellList(m, operation, Number(nents), entries) + tellReached(mapped.flatMap(runIn))
  return end < 0 ? says : `${says}; ${linuxSays(m, operation, lines.slice(end))}`
}

const tellRefused = (rc: number, entries: readonly Pick<Entry, 'bus'>[]): string =>
  `rc=${rc}, marks ${tellMarks(entries)}`

/** `left`: pages that the tables translate after all. */
const tellUnmapped = (entries: readonly Pick<Entry, 'bus'>[], left: number): string =>
  `unmapped, marks ${tellMarks(entries)}, ${left} pages left`

const hexText = (text: string): string => hex(hexNumber(text))
const toldDevice = ([bdf, up, acs, ...bar]: readonly string[]): string => {
  const [cpu, at, length] = bar.map(hexText)
  return `${bdf} up=${up} acs=${acs} bar phys=${cpu} bus=${at} len=${length}`
}

const SEG = /^seg ([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) ([01])$/
const isEntry = (line: string): boolean => SEG.test(line)
const entryIn = (line: string): Entry => {
  const [at, length, dma, dmaLength] = (SEG.exec(line)?.slice(1, 5) ?? ['0', '0', '0', '0']).map(hexNumber)
  return { phys: at, length, dma, dmaLength, bus: line.endsWith(' 1') }
}

const tellMarks = (entries: readonly Pick<Entry, 'bus'>[]): string => entries.map(({ bus }) => Number(bus)).join('')

/**
 * DMA entries. Where an IOMMU translates, the base of the list's range is the allocator's choice: an IOVA is told by
 * its distance from the first one; for an untrusted client each entry has a range of its own (DI-2).
 */
const tellList = (m: Machine, operation: Operation | undefined, nents: number, entries: readonly Entry[]): string => {
  const mapped = entries.slice(0, nents)
  const first = mapped.find(({ bus }) => !bus)?.dma ?? 0
  const apart = operation?.kind === 'dma_map_sgtable' && m.untrusted[m.clientFunction[operation.client]]
  const told = mapped.map(({ phys, length, dma, dmaLength, bus }) => {
    if (!translates(m)) return `[phys=${hex(phys)}+${hex(length)} dma=${hex(dma)}+${hex(dmaLength)} bus=${Number(bus)}]`
    return `[dma=${bus ? hex(dma) : `IOVA+${hex(dma - (apart ? dma : first))}, ${hex(dma % PAGE)} in its page,`}+${hex(dmaLength)} bus=${Number(bus)}]`
  })
  return `mapped ${nents}: ${told.join(' ')}`
}

/** A page or a resource; undefined: not mapped. */
const tellOne = (m: Machine, at: number, dma: number | undefined): string => {
  if (dma === undefined) return `${hex(at)} is not mapped`
  // An IOVA is never the address itself: Linux searches from 4 GiB down, and above the guest's RAM.
  return `${hex(at)} is ${translates(m) && dma !== at ? `an IOVA, ${hex(dma % PAGE)} in its page` : hex(dma)}`
}

/** A run of contiguous memory; `phys` 0: none. */
const TO = /^to ([0-9a-f]+) ([0-9a-f]+)$/
const runIn = (line: string): Run[] => {
  const found = TO.exec(line)
  return found === null ? [] : [{ phys: hexNumber(found[1]), length: hexNumber(found[2]) }]
}
const tellReached = (runs: readonly Run[]): string =>
  runs.length === 0
    ? ''
    : `, reaching ${runs.map(({ phys, length }) => (phys === 0 ? 'nothing' : `${hex(phys)}+${hex(length)}`)).join(' ')}`

/** What the model answers to step `index`, between two worlds. */
export const outcomeSays = (
  m: Machine,
  index: number,
  operation: Operation,
  outcome: Outcome,
  between: Between,
): string => {
  switch (outcome.kind) {
    case 'added':
      return `add ${outcome.rc}`
    case 'distance':
      return `distance ${outcome.distance}`
    case 'found':
      return outcome.provider === undefined ? 'found nobody' : `found ${m.name[outcome.provider]}`
    case 'unmapped':
      return unmappedSays(operation.kind === 'dma_unmap_sgtable' ? operation.map : index, outcome.table, between)
    case 'mapped':
      return mappedSays(m, index, operation, outcome, between)
    default:
      return outcome.kind
  }
}

export const unmappedSays = (map: number, table: Table, between: Between): string =>
  tellUnmapped(table.map(entryOf), pagesLeft(between, map))

export const mappedSays = (
  m: Machine,
  index: number,
  operation: Operation,
  { rc, table, nents }: Pick<Extract<Outcome, { kind: 'mapped' }>, 'rc' | 'table' | 'nents'>,
  { after }: Between,
): string => {
  const entries = table.map(entryOf)
  const one = operation.kind !== 'dma_map_sgtable'
  if (rc !== 0) return one ? tellOne(m, entries[0].phys, undefined) : tellRefused(rc, entries)
  const says = one ? tellOne(m, entries[0].phys, entries[0].dma) : tellList(m, operation, nents, entries)
  return says + tellReached(reached(after, index))
}

const entryOf = ({ phys, length, dma, dmaLength = 0, marked }: SgEntry): Entry => ({
  phys,
  length,
  dma: dma === undefined ? 0 : onTheWire(dma),
  dmaLength,
  bus: marked,
})
