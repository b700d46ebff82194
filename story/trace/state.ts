/** The world after a step, in the words of the scenario: names where the model has indices. */
import { ROOT_COMPLEX, type Landing } from '../../model/hardware/landing.ts'
import type { Bounce, CpuTouch, IovaRange } from '../../model/kernel/effects.ts'
import { errnoName } from '../../model/kernel/errno.ts'
import { NO_PROVIDER, type SgEntry } from '../../model/kernel/lib/scatterlist.ts'
import { NO_ACS, bitNames } from '../../model/machine/acs.ts'
import { NO_FUNCTION, type Machine } from '../../model/machine/columns.ts'
import type { Contents } from '../../model/machine/contents.ts'
import type { StepFile } from '../../model/operations/index.ts'
import type { Outcome } from '../../model/outcome.ts'
import { RAM, type Place, type Segment } from '../../model/place.ts'
import type { Transaction } from '../../model/transfer.ts'
import type { Mapped, World } from '../../model/world.ts'
import { byteMeant } from '../../spec/meant.ts'
import { int, mapOf, option, plain, setOf, variant, type Itf } from './itf.ts'
import { byFunction, domainOf, keptOf, staleOf } from './translations.ts'

/** The variables of every state. */
export const VARS = [
  'operation',
  'outcome',
  'ledger',
  'acs',
  'iommu',
  'iotlb',
  'kept',
  'objects',
  'contents',
  'written',
] as const
export type Values = Readonly<Record<(typeof VARS)[number], Itf>>

/** @param mapping that a `dma` step uses: what its transactions meant */
export const valuesOf = (
  m: Machine,
  step: StepFile | undefined,
  outcome: Outcome | undefined,
  world: World,
  mapping?: Mapped,
): Values => ({
  operation: step === undefined ? variant('boot') : operationOf(step),
  outcome: outcome === undefined ? variant('done') : outcomeOf(m, outcome, mapping),
  ledger: mapOf([...world.ledger].map(([index, mapped]) => [int(index), ledgerRow(m, mapped)])),
  acs: mapOf(
    world.hw.acsControl.flatMap((word, f) =>
      m.acsCapability[f] === NO_ACS ? [] : [[m.name[f], setOf(bitNames(word))] as const],
    ),
  ),
  iommu: byFunction(m, world, domainOf),
  iotlb: byFunction(m, world, staleOf),
  kept: mapOf([...world.hw.kept].map(([f, rows]) => [m.name[f], rows.map(keptOf)])),
  objects: mapOf(
    [...world.objects].map(([index, object]) => [
      int(index),
      { at: segmentOf(m, object), by: object.by, ended: option(object.ended, int) },
    ]),
  ),
  contents: contentsOf(m, world.hw.contents),
  written: contentsOf(m, world.written),
})

const operationOf = (step: StepFile): Itf => {
  const [kind, operands] = Object.entries(step).find(([, value]) => value !== undefined)!
  return variant(kind, plain(operands))
}

const ledgerRow = (m: Machine, mapped: Mapped): Itf => ({
  client: m.clientName[mapped.client],
  direction: mapped.direction,
  meant: mapped.meant.map((segment) => segmentOf(m, segment)),
  table: mapped.table.map((entry) => entryOf(m, entry)),
  nents: int(mapped.nents),
  bounced: mapped.bounced.map(bounceOf),
  live: mapped.live,
})

const placeOf = (m: Machine, { owner, at }: Place): Itf => ({
  owner: owner === RAM ? 'RAM' : m.name[owner],
  at: int(at),
})

/** Bytes, and whose they are: so far into what that step wrote. */
const contentsOf = (m: Machine, contents: Contents): Itf =>
  contents.map(({ owner, at, length, by, from }) => ({
    at: placeOf(m, { owner, at }),
    length: int(length),
    by: int(by),
    from: int(from),
  }))

const segmentOf = (m: Machine, { owner, at, phys, length }: Segment): Itf => ({
  owner: owner === RAM ? 'RAM' : m.name[owner],
  at: int(at),
  phys: int(phys),
  length: int(length),
})

const entryOf = (m: Machine, { provider, phys, length, dma, dmaLength, marked }: SgEntry): Itf => ({
  provider: option(provider === NO_PROVIDER ? undefined : m.name[provider], (name) => name),
  phys: int(phys),
  length: int(length),
  dma: option(dma, int),
  dmaLength: option(dmaLength, int),
  marked,
})

const bounceOf = ({ slot, phys, length }: Bounce): Itf => ({ slot: int(slot), phys: int(phys), length: int(length) })
const touchOf = ({ phys, length, how }: CpuTouch): Itf => ({ phys: int(phys), length: int(length), how })
const rangeOf = ({ iova, size }: IovaRange): Itf => ({ iova: int(iova), size: int(size) })

// A table: a row for each kind of outcome.
// oxlint-disable-next-line max-lines-per-function
const outcomeOf = (m: Machine, outcome: Outcome, mapping: Mapped | undefined): Itf => {
  switch (outcome.kind) {
    case 'n/a':
    case 'done':
    case 'skipped':
      return variant(outcome.kind)
    case 'added':
    case 'chosen':
      return variant(outcome.kind, { rc: errnoName(outcome.rc) })
    case 'distance':
      return variant('distance', int(outcome.distance))
    case 'found':
      return variant(
        'found',
        option(outcome.provider, (f) => m.name[f]),
      )
    case 'groups':
      return variant(
        'groups',
        outcome.groups.map((members) => setOf(members.map((f) => m.name[f]))),
      )
    case 'allocated':
      return variant('allocated', { rc: errnoName(outcome.rc), at: option(outcome.at, (at) => segmentOf(m, at)) })
    case 'freed':
    case 'unbound':
      return variant(outcome.kind, { end: outcome.end })
    case 'oops':
      return variant('oops', segmentOf(m, outcome.at))
    case 'got':
      return variant('got', { rc: int(outcome.rc), held: outcome.held.map(int) })
    case 'mapped':
      return variant('mapped', {
        rc: errnoName(outcome.rc),
        nents: int(outcome.nents),
        table: outcome.table.map((entry) => entryOf(m, entry)),
        cpu: (outcome.cpu ?? []).map(touchOf),
        bounced: (outcome.bounced ?? []).map(bounceOf),
      })
    case 'unmapped':
      return variant('unmapped', {
        table: outcome.table.map((entry) => entryOf(m, entry)),
        cpu: (outcome.cpu ?? []).map(touchOf),
        unmapped: (outcome.unmapped ?? []).map(rangeOf),
      })
    case 'synced':
      return variant('synced', { cpu: outcome.cpu.map(touchOf) })
    case 'copied':
      return variant('copied', { bytes: int(outcome.bytes), cpu: outcome.cpu.map(touchOf) })
    case 'accessed':
      return variant('accessed', {
        end: outcome.end,
        value: option(outcome.value, int),
        rc: option(outcome.rc, errnoName),
      })
    case 'called':
      return variant('called', {
        rc: errnoName(outcome.rc),
        pages: option(outcome.pages, int),
        dma: option(outcome.dma, int),
      })
    case 'looked':
      return variant('looked', {
        rc: errnoName(outcome.rc),
        pages: outcome.pages.map((page) =>
          option(page, (told) =>
            typeof told === 'string'
              ? variant(told)
              : variant('page', {
                  write: told.write,
                  home: option(told.home, (f) => m.name[f]),
                  through: option(told.through, (f) => m.name[f]),
                }),
          ),
        ),
      })
    case 'mirrored':
      return variant('mirrored', { rc: errnoName(outcome.rc), dma: option(outcome.dma, int) })
    case 'withdrawn':
      return variant('withdrawn', { mapped: outcome.mapped.map(int) })
    case 'pinned':
      return variant('pinned', outcome.rc > 0 ? int(outcome.rc) : errnoName(outcome.rc))
    case 'hangs':
      return variant('hangs')
    case 'beside':
      return variant('beside', {
        rows: outcome.rows.map(({ actor, index, row }) => ({ actor, step: int(index), row })),
        results: outcome.results.map(({ index, outcome: of }) => ({ step: int(index), outcome: of.kind })),
        stuck: outcome.stuck.map(({ actor, row }) => ({ actor, row })),
        endless: outcome.endless,
      })
    case 'transfer':
      return variant('transfer', {
        initiator: option(outcome.initiator === NO_FUNCTION ? undefined : m.name[outcome.initiator], (name) => name),
        access: outcome.access,
        transactions: outcome.transactions.map((t) => transactionOf(m, t, mapping)),
        cpu: outcome.cpu.map(touchOf),
      })
    default:
      return outcome satisfies never
  }
}

/** A stray transaction means nothing that a ledger knows. */
const transactionOf = (m: Machine, t: Transaction, mapping: Mapped | undefined): Itf => ({
  entry: int(t.entry),
  offset: int(t.offset),
  address: int(t.address),
  translated: t.translated === true,
  meant: option(mapping && byteMeant(mapping, t), (byte) => placeOf(m, byte)),
  landing: landingOf(m, t.landing),
})

const landingOf = (m: Machine, landing: Landing): Itf => {
  const component = (at: number): string => (at === ROOT_COMPLEX ? 'root complex' : m.name[at])
  const byte = ({ owner, offset }: { owner: number; offset: number }): Itf => placeOf(m, { owner, at: offset })
  switch (landing.kind) {
    case 'ram':
      return variant('ram', int(landing.address))
    case 'interrupt':
      return variant('interrupt')
    case 'bar':
      return variant('bar', byte(landing))
    case 'read lost':
      return variant('read lost', { byte: byte(landing), because: landing.because })
    case 'nowhere':
      return variant('nowhere', { at: component(landing.at), because: landing.because })
    case 'undefined':
      return variant('undefined', {
        at: component(landing.at),
        because: landing.because,
        touched: option(landing.touched, byte),
      })
    default:
      return landing satisfies never
  }
}
