/** One step of a run in words: what was asked, why it was decided so, what came of it, and where it landed. */
import { hex } from '../../model/address.ts'
import { errnoName } from '../../model/kernel/errno.ts'
import { REFUSALS, type Refusal } from '../../model/kernel/refusals.ts'
import { NO_FUNCTION, type Machine, type AccessKind } from '../../model/machine/columns.ts'
import { foundByDriver } from '../../model/operations/holder.ts'
import { operationNamed } from '../../model/operations/index.ts'
import type { Outcome } from '../../model/outcome.ts'
import { RAM } from '../../model/place.ts'
import { isStopped } from '../../model/transfer.ts'
import { tellPlace } from '../../spec/tell.ts'
import type { Event } from '../../spec/rule.ts'
import { mostTelling, pathsOf, useOf, type Path, type Use } from '../path.ts'
import type { StepTold } from '../told.ts'
import { tellBelief } from './belief.ts'
import { tellGroupList } from './groups.ts'
import { beside, counted, ends, hanging, listed } from './lines.ts'
import { tellEntries, tellLandings, tellTranslations } from './list.ts'
import { tellMemory } from './memory.ts'
import { tellSchedule } from './schedule.ts'
import { tellOperation } from './operation.ts'
import { tellPath } from './path.ts'

/** What was asked in a step, and what was answered. */
export const tellAsked = (m: Machine, event: Event): string =>
  `${tellOperation(m, asSent(event))}${tellCameOf(m, event)}`

/** A function without ATS sends no translated request, whatever the step says (IO-6; PCIe 10.2.1 from memory). */
const asSent = ({ operation, outcome, after }: Event): Event['operation'] =>
  operation.kind === 'dma' && outcome.kind === 'transfer' && !(after.hw.machine.ats[outcome.initiator] ?? false)
    ? { ...operation, translated: false }
    : operation

const tellCameOf = (m: Machine, event: Event): string => {
  const { operation, outcome } = event
  if (outcome.kind === 'skipped') return ` -> nothing to do: ${whySkipped(m, event)}`
  const isPutIn = operation.kind === 'pciehp_enable_slot' && outcome.kind === 'unbound'
  return isPutIn ? PUT_IN[outcome.end] : tellOutcome(m, outcome)
}

export const tellEvent = (m: Machine, event: Event, told: StepTold): string => {
  const head = `steps[${event.index}]  ${tellAsked(m, event)}`
  return [hanging(head, '', '  '), ...tellDetails(m, event, told)].join('\n')
}

const VERB: Readonly<Record<AccessKind, string>> = { read: 'reads', write: 'writes', atomic: 'makes AtomicOps' }

const UNBOUND = {
  gone: ' -> gone: nothing of it is left',
  waits: ' -> it waits for whoever holds its memory',
  BUG: ' -> BUG: the kernel stops',
} as const

/** The same, where a new device waits for the old one to be unbound. */
const PUT_IN = {
  gone: ' -> it is there: of the old one nothing is left',
  waits: ' -> not yet: the old one waits for whoever holds its memory',
  BUG: UNBOUND.BUG,
} as const

/** Why the kernel stops. */
const MISSING = {
  methods: 'oops: the page map has no methods',
  mapping: 'oops: the CPU has no mapping of the page',
  bytes: 'BUG: the kernel stops, because an empty entry has to bounce, and no slot is too few (DD-8)',
} as const

const tellRefusal = ({ rc, because }: { readonly rc: number; readonly because?: Refusal }): string =>
  `${errnoName(rc)}: refused${because === undefined ? '' : `, because ${REFUSALS[because]}`}`

/** What an operation on a whole function does not find. */
const NOT_SO: Readonly<Record<string, string>> = {
  fq_flush_timeout: 'the domain of its group has no flush queue',
  pcie_flr: 'it is off already, or its memory is in use',
  pci_dev_restore: 'no reset of it is under way',
  surprise_removal: 'nothing is in that slot',
  pciehp_enable_slot: 'nothing was pulled out of that slot',
}

const whySkipped = (m: Machine, { operation, before }: Event): string => {
  if (operation.kind === 'unmapped_dma' && isStopped(before.hw, operation.client))
    return tellStopped(m, operation.client)
  if (foundByDriver(before, operation, operationNamed(operation.kind)?.needs(operation) ?? []) === undefined)
    return 'no driver can be bound, since user space has its IOMMU group (DI-30)'
  if (!('map' in operation)) return NOT_SO[operation.kind] ?? 'what it names is not there'
  const mapped = before.ledger.get(operation.map)
  const isMapped = mapped !== undefined && mapped.nents > 0
  if (operation.kind !== 'dma' || !isMapped) return 'that list is not mapped'
  if (mapped.live === operation.late) return `that list is ${mapped.live ? 'still mapped' : 'not mapped'}`
  return mapped.forgotten === true ? 'the device that was told of that list is gone' : tellStopped(m, mapped.client)
}

/** A reset or a removal has switched it off. */
const tellStopped = (m: Machine, client: number): string =>
  `${m.clientName[client]} sends nothing after it was reset or pulled out, until it is back`

const tellOutcome = (m: Machine, outcome: Exclude<Outcome, { kind: 'skipped' }>): string => {
  switch (outcome.kind) {
    case 'distance':
      return ` -> ${outcome.distance === -1 ? '-1: not supported' : `${outcome.distance} hops`}`
    case 'chosen':
    case 'mapped':
      return ` -> ${outcome.rc === 0 ? '0: mapped' : tellRefusal(outcome)}`
    case 'added':
      return outcome.rc === 0 ? '' : ` -> ${tellRefusal(outcome)}`
    case 'allocated':
      return outcome.at === undefined ? ` -> ${errnoName(outcome.rc)}: refused` : ` -> ${tellPlace(m, outcome.at)}`
    case 'unbound':
      return UNBOUND[outcome.end]
    case 'freed':
      return outcome.end === 'BUG' ? ' -> BUG: the kernel stops' : ''
    case 'oops':
      return outcome.missing === undefined
        ? ` -> oops: ${tellPlace(m, outcome.at)} has no struct page any more`
        : ` -> ${MISSING[outcome.missing]}`
    case 'copied':
      return ` -> ${outcome.bytes} bytes copied`
    case 'got':
      return ` -> ${errnoName(outcome.rc)}: ${outcome.held.length} held`
    case 'groups':
      return ` -> ${counted(outcome.groups.length, 'group')}`
    case 'found':
      return outcome.provider === undefined ? ' -> nobody' : ` -> ${m.name[outcome.provider]}`
    case 'transfer':
      return outcome.initiator === NO_FUNCTION ? ' -> the CPU copies' : ` -> the device ${VERB[outcome.access]}`
    case 'accessed':
    case 'called':
    case 'looked':
    case 'mirrored':
    case 'withdrawn':
    case 'pinned':
    case 'hangs':
    case 'beside':
      return ` -> ${tellMemory(m, outcome)}`
    case 'n/a':
      return ' -> n/a: this design has no such entry point'
    case 'done':
    case 'unmapped':
    case 'synced':
      return ''
    default:
      return outcome satisfies never
  }
}

const tellDetails = (m: Machine, event: Event, told: StepTold): string[] => {
  const use = useOf(event)
  return [
    ...tellBelief(m, told.asked, mapsPeers(event) && event.outcome.kind === 'mapped'),
    ...(told.entries === undefined ? [] : tellEntries(m, told.entries)),
    ...(told.translations === undefined ? [] : tellTranslations(told.translations)),
    ...(use === undefined ? [] : tellUse(m, use)),
    ...tellTouches(event.outcome),
    ...(event.outcome.kind === 'beside' ? tellSchedule(event.outcome) : []),
    ...tellGroups(m, event),
    ...tellGroupList(m, event),
    ...tellHeld(m, event),
  ]
}

const mapsPeers = ({ operation }: Event): boolean =>
  operation.kind === 'dma_map_sgtable' && operation.list.some(({ owner }) => owner !== RAM)

const tellUse = (m: Machine, use: Use): string[] => {
  const { operation } = use.event
  const paths = pathsOf(use)
  const client = use.mapping?.client ?? ('client' in operation ? operation.client : undefined)
  const who = client === undefined ? 'it' : m.clientName[client]
  const worth = worthTelling(paths)
  const left = paths.length - worth.length
  return [
    ...tellLandings(m, use, paths),
    ...worth.flatMap((path) => tellPath(m, who, path)),
    ...(left === 0 ? [] : [hanging(`${counted(left, 'more transaction')} like these`, '  ', '  ')]),
  ]
}

/** Of a list its first entries and the one that goes wrong, each by its first transaction. */
const worthTelling = (paths: readonly Path[]): Path[] => {
  const telling = mostTelling(paths)
  const starts = paths.filter(({ transaction }) => transaction.offset === 0)
  const { first } = ends(starts, 4)
  return paths.filter((path) => path === telling || first.includes(path))
}

const tellTouches = (outcome: Outcome): string[] => {
  const touched = 'cpu' in outcome ? (outcome.cpu ?? []) : []
  const { first, skipped, last } = ends(touched, 6)
  const line = ({ phys, length, how, copied }: (typeof touched)[number]): string => {
    const ways = copied === undefined ? '' : `, from ${hex(copied.from)} to ${hex(copied.to)}`
    return hanging(`the CPU touches ${length} bytes at ${hex(phys)} itself: ${how}${ways}`, '  ', '    ')
  }
  return [
    ...first.map(line),
    ...(skipped === 0 ? [] : [`  ... ${counted(skipped, 'more touch')} ...`]),
    ...last.map(line),
  ]
}

/** Of a device that uses what nobody mapped for it: who the kernel says is isolated from whom. */
const tellGroups = (m: Machine, { outcome }: Event): string[] => {
  if (outcome.kind !== 'transfer' || outcome.group === undefined) return []
  const { group, initiator, transactions } = outcome
  const reached = transactions.flatMap(({ landing }) => (landing.kind === 'bar' ? [landing.owner] : []))
  const told = [...new Set([initiator, ...reached])].map((f) => `${m.name[f]} in that of ${m.name[group(f)]}`)
  return [beside('Belief', `isolation groups: ${listed(told, 'and')}`, '  ', 6)]
}

const tellHeld = (m: Machine, { operation, outcome }: Event): string[] => {
  if (operation.kind !== 'get_user_pages' || outcome.kind !== 'got') return []
  const held = outcome.held.map((i) => tellPlace(m, operation.pages[i]))
  return [hanging(held.length === 0 ? 'no page is held' : `held: ${held.join(', ')}`, '  ', '    ')]
}
