/**
 * A recording of a real kernel against the model of it: every answer compared, none estimated.
 */
import { PAGE, busToPhys, hex, onTheWire, phys } from '../model/address.ts'
import linux612 from '../model/designs/releases/linux-6.12.ts'
import { allocP2pmem, noP2pmem, virtToBus } from '../model/kernel/pci/p2pmem.ts'
import { addP2pResource } from '../model/kernel/pci/p2pmem-resource.ts'
import { NO_ACS } from '../model/machine/acs.ts'
import { ROOT, bdf, type Hw, type Machine } from '../model/machine/columns.ts'
import { isTranslating } from '../model/machine/domain.ts'
import type { Operation } from '../model/operations/index.ts'
import type { Outcome } from '../model/outcome.ts'
import { RAM, type Segment } from '../model/place.ts'
import { step } from '../model/step.ts'
import { boot } from '../model/world.ts'
import { ENTRY_BYTES, type Entry, type RecordedQuestion, type Recording } from './recording.ts'

export interface Difference {
  readonly line: number
  readonly question: string
  readonly linux: string
  readonly model: string
  /** Of a race: all that some schedule answers. */
  readonly allowed?: readonly string[]
}

export interface Judged {
  readonly kernel: string
  readonly answers: number
  readonly differences: readonly Difference[]
}

/** Asks the model everything that the kernel was asked, in the same order. */
export const judgeRecording = ({ kernel, machine, questions }: Recording): Judged => {
  const differences: Difference[] = []
  const allocated = new Map<number, number>()
  let world = boot(linux612, machine)
  const ask = (operation: Operation): Outcome => {
    const { world: after, outcome } = step(linux612, world, 0, operation, () => 0)
    world = after
    return outcome
  }
  for (const q of questions) {
    if (q.ask === 'alloc' && q.phys !== undefined) allocated.set(q.provider, q.phys)
    const linux = linuxSays(machine, q)
    const model = modelSays(world.hw, q, ask, allocated)
    if (linux !== model) differences.push({ line: q.line, question: tellQuestion(q), linux, model })
  }
  return { kernel, answers: questions.length, differences }
}

/** The recorded answer in words that {@link modelSays} uses too. */
const linuxSays = (m: Machine, q: RecordedQuestion): string => {
  switch (q.ask) {
    case 'dev':
      return `${q.bdf} up=${q.up} acs=${q.acs} bar phys=${hex(q.phys)} bus=${hex(q.bus)} len=${hex(q.length)}`
    case 'add':
      return `rc=${q.rc}`
    case 'dist':
      return String(q.distance)
    case 'alloc':
      return `${q.phys === undefined ? '' : `phys=${hex(q.phys)} `}bus=${hex(q.bus)}`
    case 'page':
      return `err=${q.err} dma=${hex(q.dma)}`
    case 'map':
    case 'mapall':
      return q.rc === 0 ? `rc=0 ${tellEntries(q.entries, translates(m, q))}` : `rc=${q.rc}`
    default:
      return q satisfies never
  }
}

/** Whether an IOMMU chooses the addresses that this client gets. */
const translates = (m: Machine, { client }: { readonly client: number }): boolean => isTranslating(m.iommu[client])

/**
 * DMA entries in words. Where an IOMMU translates, the base of each run of IOVAs is the allocator's choice: an
 * IOVA is told by its distance from the first one, and so are the rest of its run.
 */
const tellEntries = (entries: readonly Entry[], isIova: boolean): string => {
  const base = entries.find(({ bus }) => !bus)?.dma ?? 0
  return entries
    .map(({ phys: p, dma, length, bus }) => {
      const at = isIova && !bus ? `base+${hex(dma - base)}` : hex(dma)
      return `[phys=${hex(p)} dma=${at}${length === undefined ? '' : ` len=${length}`} bus=${bus ? 1 : 0}]`
    })
    .join(' ')
}

const modelSays = (
  hw: Hw,
  q: RecordedQuestion,
  ask: (op: Operation) => Outcome,
  allocated: ReadonlyMap<number, number>,
): string => {
  const m = hw.machine
  switch (q.ask) {
    case 'dev':
      return enumerated(m, q.f)
    case 'add': {
      const outcome = ask({ kind: 'pci_p2pdma_add_resource', provider: q.provider, offset: undefined, size: undefined })
      return `rc=${outcome.kind === 'added' ? outcome.rc : outcome.kind}`
    }
    case 'dist': {
      const outcome = ask({ kind: 'pci_p2pdma_distance_many', provider: q.provider, clients: [q.client] })
      return outcome.kind === 'distance' ? String(outcome.distance) : outcome.kind
    }
    case 'alloc':
      return poolSays(m, q)
    case 'page': {
      const list = [page(m, q.provider, allocated)]
      const asked = { client: q.client, direction: 'DMA_BIDIRECTIONAL', list, build: false } as const
      const outcome = ask({ kind: 'dma_map_page', ...asked })
      if (outcome.kind !== 'mapped') return outcome.kind
      return outcome.rc === 0 ? `err=0 dma=${hex(onTheWire(outcome.table[0].dma!))}` : `rc=${outcome.rc}`
    }
    case 'map':
      return mapped(m, q, [q.provider], ask, allocated)
    case 'mapall':
      return mapped(
        m,
        q,
        [...allocated.keys()].toSorted((a, b) => a - b),
        ask,
        allocated,
      )
    default:
      return q satisfies never
  }
}

/** AR-5, AR-8: where the first allocation from a fresh pool lies. */
const poolSays = (m: Machine, { provider: f, phys: printed }: Extract<RecordedQuestion, { ask: 'alloc' }>): string => {
  const start = busToPhys(m.bar[f], m.hostOffset[m.host[f]])
  const bar = { isMemory: true, length: m.barSize[f], start, bus: m.bar[f] }
  const { k, phys: at } = allocP2pmem(addP2pResource(noP2pmem, f, bar, 0, 0).k, f, ALLOCATED)
  if (at === undefined) return 'nothing'
  return `${printed === undefined ? '' : `phys=${hex(at)} `}bus=${hex(virtToBus(k, f, at))}`
}

/** Bytes that each recording asks of a provider's memory. */
const ALLOCATED = 2 * PAGE

/** What the PCI core finds of a function: its address, the bridge above, its ACS words and BAR. */
export const enumerated = (m: Machine, f: number): string => {
  const up = m.parent[f] === ROOT ? '-' : bdf(m, m.parent[f])
  const acs = m.acsCapability[f] === NO_ACS ? '0:0000' : `1:${m.acsControl[f].toString(16).padStart(4, '0')}`
  const has = m.barSize[f] > 0
  const cpu = has ? busToPhys(m.bar[f], m.hostOffset[m.host[f]]) : 0
  return `${bdf(m, f)} up=${up} acs=${acs} bar phys=${hex(cpu)} bus=${hex(has ? m.bar[f] : 0)} len=${hex(m.barSize[f])}`
}

const page = (m: Machine, provider: number, allocated: ReadonlyMap<number, number>): Segment => {
  const start = busToPhys(m.bar[provider], m.hostOffset[m.host[provider]])
  const at = (allocated.get(provider) ?? start) - start
  return { owner: provider, at, phys: phys(start + at), length: ENTRY_BYTES }
}

/** RAM, a page of each provider, RAM; where the kernel refused, any RAM page will do. */
const mapped = (
  m: Machine,
  q: Extract<RecordedQuestion, { ask: 'map' | 'mapall' }>,
  providers: readonly number[],
  ask: (op: Operation) => Outcome,
  allocated: ReadonlyMap<number, number>,
): string => {
  const ram = (at: number): Segment => ({ owner: RAM, at, phys: phys(at), length: ENTRY_BYTES })
  const given = 'given' in q && q.given !== undefined && q.given.length > 0 ? q.given : q.entries.map((e) => e.phys)
  const list = [ram(given[0] ?? 0), ...providers.map((p) => page(m, p, allocated)), ram(given.at(-1) ?? 0)]
  const asked = { client: q.client, direction: 'DMA_BIDIRECTIONAL', list, build: false } as const
  const outcome = ask({ kind: 'dma_map_sgtable', ...asked })
  if (outcome.kind !== 'mapped') return outcome.kind
  if (outcome.rc !== 0) return `rc=${outcome.rc}`
  const lengths = q.entries.some(({ length }) => length !== undefined)
  const entries = outcome.table.slice(0, outcome.nents).map((e) => ({
    phys: e.phys,
    dma: onTheWire(e.dma!),
    bus: e.marked,
    ...(lengths ? { length: e.dmaLength ?? 0 } : {}),
  }))
  return `rc=0 ${tellEntries(entries, translates(m, q))}`
}

const tellQuestion = (q: RecordedQuestion): string => {
  switch (q.ask) {
    case 'dev':
      return `dev ${q.f}`
    case 'dist':
      return `dist ${q.provider} ${q.client}`
    case 'add':
    case 'alloc':
      return `${q.ask} ${q.provider}`
    case 'mapall':
      return `mapall client=${q.client}`
    default:
      return `${q.ask} provider=${q.provider} client=${q.client}`
  }
}
