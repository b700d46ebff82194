/** One step of a run in words: what was asked, what came of it, and each transaction hop by hop. */
import { hex, onTheWire } from '../model/address.ts'
import { REASONS } from '../model/hardware/reasons.ts'
import { errnoName } from '../model/kernel/errno.ts'
import type { Machine } from '../model/machine/columns.ts'
import type { Operation } from '../model/scenario.ts'
import { hopsOf, type Outcome, type Transaction } from '../model/step.ts'
import type { Event } from '../spec/rule.ts'
import { byteMeant, landsOn } from '../spec/rules/route-sound.ts'
import { tellComponent, tellLanding, tellPlace } from '../spec/tell.ts'
import { indented, table, wrapped } from './command.ts'

export const tellEvent = (m: Machine, event: Event): string => {
  const { index, operation, outcome } = event
  const head = `steps[${index}]  ${tellOperation(m, operation)}`
  return [wrapped(`${head}${tellOutcome(outcome)}`), ...tellDetails(m, event)].join('\n')
}

const tellOperation = (m: Machine, op: Operation): string => {
  switch (op.kind) {
    case 'pci_p2pdma_add_resource':
      return `pci_p2pdma_add_resource: the BAR of ${m.name[op.provider]} gets struct pages`
    case 'pci_p2pdma_distance_many':
      return `pci_p2pdma_distance_many: from ${m.name[op.provider]} to ${op.clients.map((c) => m.name[c]).join(', ')}`
    case 'dma_map_sgtable':
      return `dma_map_sgtable: ${m.name[op.client]} is to ${ACCESS[op.direction]} a list of ${op.list.length} (${op.direction})`
    case 'dma_map_page':
      return `dma_map_page: ${tellPlace(m, op.page)} for ${m.name[op.client]}`
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

const ACCESS = { DMA_TO_DEVICE: 'read', DMA_FROM_DEVICE: 'write', DMA_BIDIRECTIONAL: 'read or write' } as const

const tellOutcome = (outcome: Outcome): string => {
  switch (outcome.kind) {
    case 'distance':
      return ` -> ${outcome.distance === -1 ? '-1: not supported' : `${outcome.distance} hops`}`
    case 'mapped':
      return ` -> ${outcome.rc === 0 ? '0: mapped' : `${errnoName(outcome.rc)}: refused`}`
    case 'page':
      return ` -> dma_address ${hex(onTheWire(outcome.dma))}`
    case 'transfer':
      return ` -> the device ${outcome.access === 'read' ? 'reads' : 'writes'}`
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
  const { operation, outcome } = event
  if (operation.kind === 'dma_map_sgtable' && outcome.kind === 'mapped') {
    const rows = operation.list.map((segment, i) => {
      const entry = outcome.table[i]
      const address = entry?.dma === undefined ? '-' : hex(onTheWire(entry.dma))
      return [
        `${i}`,
        tellPlace(m, segment),
        `${segment.length}`,
        hex(segment.phys),
        address,
        entry?.marked ? 'bus' : '-',
      ]
    })
    return [indented(table([['entry', 'meant', 'bytes', 'CPU physical', 'dma_address', 'mark'], ...rows]))]
  }
  if (outcome.kind !== 'transfer' || operation.kind !== 'dma') return []
  return told(event, outcome.transactions).flatMap((t) => tellTransaction(m, event, t))
}

/** Of each entry its first transaction, and its first that goes wrong. */
const told = (event: Event, transactions: readonly Transaction[]): Transaction[] => {
  const wrong = transactions.find((t) => !asMeant(event, t))
  return transactions.filter((t) => t.offset === 0 || t === wrong)
}

/** Whether a transaction of a `dma` step landed on the byte it stands for. */
export const asMeant = ({ operation, before }: Event, t: Transaction): boolean =>
  operation.kind === 'dma' && landsOn(t.landing, byteMeant(before.ledger.get(operation.map)!.meant, t))

const tellTransaction = (m: Machine, { operation, outcome, before }: Event, t: Transaction): string[] => {
  if (operation.kind !== 'dma' || outcome.kind !== 'transfer') return []
  const mapping = before.ledger.get(operation.map)!
  const meant = byteMeant(mapping.meant, t)
  const hops = hopsOf(before, mapping, outcome.access, t)
  const width = Math.max(...hops.map(({ at }) => tellComponent(m, at).length))
  const path = hops.map(({ at, because }) => {
    const [first, ...rest] = wrapped(`${REASONS[because]} (${because})`, '', 76 - width).split('\n')
    return [
      `    ${tellComponent(m, at).padEnd(width)}  ${first}`,
      ...rest.map((line) => ' '.repeat(width + 6) + line),
    ].join('\n')
  })
  const verdict = t.landing.kind === 'undefined' ? 'left open' : landsOn(t.landing, meant) ? 'as meant' : 'NOT as meant'
  return [
    `  entry ${t.entry}, byte ${t.offset}: ${m.name[mapping.client]} puts ${hex(t.address)} on its bus`,
    ...path,
    `    meant:  ${tellPlace(m, meant)}`,
    wrapped(`landed: ${shortLanding(m, t)} (${verdict})`, '    '),
  ]
}

const shortLanding = (m: Machine, { landing }: Transaction): string =>
  landing.kind === 'nowhere'
    ? 'nowhere'
    : landing.kind === 'undefined'
      ? 'undefined'
      : tellLanding(m, landing).replace('lands on ', '')
