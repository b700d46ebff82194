/** One step of a run in words: what was asked, what came of it, and each transaction hop by hop. */
import { hex, onTheWire } from '../model/address.ts'
import { REASONS } from '../model/hardware/reasons.ts'
import { errnoName } from '../model/kernel/errno.ts'
import { NO_FUNCTION, type Machine, type Operation as Access } from '../model/machine/columns.ts'
import type { Operation } from '../model/scenario.ts'
import type { Outcome } from '../model/step.ts'
import { hopsOf, type Transaction } from '../model/transfer.ts'
import { addedRows, rangesIn } from '../spec/iovas.ts'
import type { Event } from '../spec/rule.ts'
import { byteMeant, mapEvent, reached, useEvent, type MapEvent, type UseEvent } from '../spec/meant.ts'
import { tellComponent, tellLanding, tellPlace } from '../spec/tell.ts'
import { indented, table, wrapped } from './command.ts'

export const tellEvent = (m: Machine, event: Event): string => {
  const { index, operation, outcome } = event
  const head = `steps[${index}]  ${tellOperation(m, operation)}`
  return [wrapped(`${head}${tellOutcome(m, outcome)}`), ...tellDetails(m, event)].join('\n')
}

const tellOperation = (m: Machine, op: Operation): string => {
  switch (op.kind) {
    case 'pci_p2pdma_add_resource':
      return `pci_p2pdma_add_resource: the BAR of ${m.name[op.provider]} gets struct pages`
    case 'pci_p2pmem_publish':
      return `pci_p2pmem_publish: ${m.name[op.provider]} ${op.publish ? 'offers' : 'no longer offers'} its memory`
    case 'pci_p2pmem_find_many':
      return `pci_p2pmem_find_many: memory for ${names(m, op.clients)}`
    case 'pci_p2pdma_distance_many':
      return `pci_p2pdma_distance_many: from ${m.name[op.provider]} to ${names(m, op.clients)}`
    case 'dma_map_sgtable':
      return `dma_map_sgtable: ${m.clientName[op.client]} is to ${ACCESS[op.direction]} a list of ${op.list.length} (${op.direction})${op.build ? ', neighbours joined' : ''}`
    case 'dma_map_page':
    case 'dma_map_resource':
      return `${op.kind}: ${tellPlace(m, op.list[0])} for ${m.clientName[op.client]} (${op.direction})`
    case 'get_user_pages':
      return `${op.call}(${op.flags.join(' | ') || '0'}): ${op.pages.map((s) => tellPlace(m, s)).join(', ')}`
    case 'unmapped_dma':
      return `unmapped_dma: ${m.clientName[op.client]} uses the bus address of ${tellPlace(m, op.target)}, which nobody mapped for it`
    case 'dma_unmap_sgtable':
      return `dma_unmap_sgtable: the list of steps[${op.map}]`
    case 'dma':
      return `dma: over the list of steps[${op.map}]`
    case 'setpci':
      return `setpci: the ACS control word of ${m.name[op.function]} becomes ${hex(op.acs)}`
    default:
      return op satisfies never
  }
}

const names = (m: Machine, clients: readonly number[]): string => clients.map((c) => m.clientName[c]).join(', ')

const ACCESS = { DMA_TO_DEVICE: 'read', DMA_FROM_DEVICE: 'write', DMA_BIDIRECTIONAL: 'read or write' } as const

const VERB: Readonly<Record<Access, string>> = { read: 'reads', write: 'writes', atomic: 'makes AtomicOps' }

const tellOutcome = (m: Machine, outcome: Outcome): string => {
  switch (outcome.kind) {
    case 'distance':
      return ` -> ${outcome.distance === -1 ? '-1: not supported' : `${outcome.distance} hops`}`
    case 'mapped':
      return ` -> ${outcome.rc === 0 ? '0: mapped' : `${errnoName(outcome.rc)}: refused`}`
    case 'added':
      return outcome.rc === 0 ? '' : ` -> ${errnoName(outcome.rc)}: refused`
    case 'got':
      return ` -> ${errnoName(outcome.rc)}: ${outcome.held.length} held`
    case 'found':
      return outcome.provider === undefined ? ' -> nobody' : ` -> ${m.name[outcome.provider]}`
    case 'transfer':
      return outcome.initiator === NO_FUNCTION ? ' -> the CPU copies' : ` -> the device ${VERB[outcome.access]}`
    case 'skipped':
      return ' -> nothing to do: that list is not mapped'
    case 'n/a':
      return ' -> n/a: this design has no such entry point'
    case 'done':
    case 'unmapped':
      return ''
    default:
      return outcome satisfies never
  }
}

const tellDetails = (m: Machine, event: Event): string[] => {
  const map = mapEvent(event)
  const touched = 'cpu' in event.outcome ? (event.outcome.cpu ?? []) : []
  const touches = touched.map(
    ({ phys, length, how }) => `  the CPU touches ${length} bytes at ${hex(phys)} itself: ${how}`,
  )
  if (map !== undefined) return [indented(tellTable(m, map)), ...tellIommu(map), ...touches]
  const use = useEvent(event)
  if (use === undefined) return touches
  return [...told(use).flatMap((t) => tellTransaction(m, use, t)), ...touches]
}

/** The list as it was meant, and beside it what the device is given; after packing the two need not correspond. */
const tellTable = (m: Machine, { operation, outcome }: MapEvent): string => {
  const rows = operation.list.map((segment, i) => {
    const entry = i < outcome.nents ? outcome.table[i] : undefined
    const address = entry?.dma === undefined ? '-' : hex(onTheWire(entry.dma))
    const length = entry?.dma === undefined ? '' : `${entry.dmaLength}`
    return [`${i}`, tellPlace(m, segment), `${segment.length}`, address, length, entry?.marked ? 'bus' : '-']
  })
  const all = [['entry', 'meant', 'bytes', 'dma_address', 'bytes', 'mark'], ...rows]
  return table(all.filter((_, i) => i === 0 || isTold(operation.list, outcome.nents, i - 1)))
}

/** Of a long list its ends, what it was mapped to, and every entry whose neighbour is other memory. */
const isTold = (list: MapEvent['operation']['list'], nents: number, i: number): boolean =>
  list.length <= 24 ||
  i < Math.min(nents, 4) ||
  i === list.length - 1 ||
  [i - 1, i + 1].some((j) => list[j] !== undefined && list[j].owner !== list[i].owner)

/** What the map put into the IOMMU's table; of many rows, how many. */
const tellIommu = (map: MapEvent): string[] => {
  const rows = addedRows(map, map.operation.client)
  const told = rows.slice(0, 4).map(({ iova, phys, size }) => {
    return `  the IOMMU now translates ${hex(iova)}..${hex(iova + size - 1)} to ${hex(phys)} on`
  })
  const more = rows.length > 4 ? [`  and ${rows.length - 4} more translations`] : []
  return rows.length === 0 ? [] : [...told, ...more, `  in ${rangesIn(rows)} contiguous range(s) of IOVAs`]
}

/** Of each entry its first transaction, and its first that goes wrong; of a long list the first few. */
const told = ({ mapping, transfer: { transactions } }: UseEvent): Transaction[] => {
  const wrong = transactions.find((t) => !isAsMeant(mapping, t))
  return transactions.filter((t) => t === wrong || (t.offset === 0 && t.entry < 8))
}

const isAsMeant = (mapping: UseEvent['mapping'], t: Transaction): boolean =>
  reached(t.landing, byteMeant(mapping, t), mapping.bounced)

/** Whether a transaction of a `dma` step landed on the byte it stands for. */
export const asMeant = (event: Event, t: Transaction): boolean => {
  const use = useEvent(event)
  return use !== undefined && isAsMeant(use.mapping, t)
}

const tellTransaction = (m: Machine, { before, mapping, transfer }: UseEvent, t: Transaction): string[] => {
  const meant = byteMeant(mapping, t)
  const hops = hopsOf(before.hw, transfer, t)
  const width = Math.max(...hops.map(({ at }) => tellComponent(m, at).length))
  const path = hops.map(({ at, because }) => {
    const [first, ...rest] = wrapped(`${REASONS[because]} (${because})`, '', 76 - width).split('\n')
    return [
      `    ${tellComponent(m, at).padEnd(width)}  ${first}`,
      ...rest.map((line) => ' '.repeat(width + 6) + line),
    ].join('\n')
  })
  const verdict = t.landing.kind === 'undefined' ? 'left open' : isAsMeant(mapping, t) ? 'as meant' : 'NOT as meant'
  return [
    `  entry ${t.entry}, byte ${t.offset}: ${m.clientName[mapping.client]} puts ${hex(t.address)} on its bus`,
    ...path,
    `    meant:  ${meant === undefined ? 'nothing: past the end of the list' : tellPlace(m, meant)}`,
    wrapped(`landed: ${shortLanding(m, t)} (${verdict})`, '    '),
  ]
}

const shortLanding = (m: Machine, { landing }: Transaction): string =>
  landing.kind === 'nowhere'
    ? 'nowhere'
    : landing.kind === 'undefined'
      ? 'undefined'
      : tellLanding(m, landing).replace('lands on ', '')
