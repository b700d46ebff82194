/** A run made into a story. */
import { PAGE, hex, onTheWire } from '../model/address.ts'
import { designs } from '../model/designs/index.ts'
import { REASONS } from '../model/hardware/reasons.ts'
import { knownDefects } from '../spec/defects.ts'
import type { Design } from '../model/kernel/design.ts'
import { errnoName } from '../model/kernel/errno.ts'
import type { Place } from '../model/place.ts'
import { addedRows, rangesIn } from '../spec/iovas.ts'
import type { Litmus } from '../spec/litmus.ts'
import { mapEvent, type MapEvent } from '../spec/meant.ts'
import { shared, type Runs } from '../spec/reuse/runs.ts'
import type { Event } from '../spec/rule.ts'
import type { Inquiry } from './inquiry.ts'
import { beliefs } from './belief.ts'
import { hangsOn } from './depends.ts'
import { changedIn, hiddenBy, possibleChanges, toldChanges, toldFacts } from './hides.ts'
import { machineTold } from './machine.ts'
import { pathsOf, useOf, type Path } from './path.ts'
import { brokenIn, tellingRun, type Broken, type Told } from './run.ts'
import type { BrokenTold, DesignTold, Entry, StepTold, Story, TransactionTold } from './told.ts'
import { briefMemory } from './words/memory.ts'
import { printable } from './words/lines.ts'

/** The told run, and the story of it. */
export interface Explained {
  readonly told: Told
  readonly broken: readonly Broken[]
  /** What is not known, and what is broken hangs on. */
  readonly hangsOn?: readonly string[]
  readonly story: Story
}

export const explained = (litmus: Litmus, design: Design): Explained => {
  const { file, scenario } = litmus
  const runs = shared(scenario)
  const told = tellingRun(design, litmus, runs)
  const broken = brokenIn(told, litmus)
  const asked = beliefs(told, scenario)
  const only = once(() => changedIn(litmus, told.events))
  const possible = once(() => possibleChanges(litmus, only()))
  const others = once(() => designs.map((other) => designTold(other, litmus, runs)))
  const story: Story = {
    ...(file.question === undefined ? {} : { question: file.question }),
    ...(file.why === undefined ? {} : { why: file.why }),
    sources: file.sources ?? [],
    design: design.id,
    summary: design.summary,
    machine: machineTold(scenario.machine),
    chosen: told.chosen,
    ...(told.cut === undefined ? {} : { cut: told.cut }),
    steps: told.events.map((event) => stepTold(event, asked?.[event.index] ?? null)),
    broken: broken.map((one) =>
      brokenTold(
        design,
        one,
        once(() => {
          const { tried, asked, by } = hiddenBy(possible(), told, one)
          const changed = only()?.size
          return {
            tried,
            asked,
            by: toldChanges(by).map(printable),
            because: toldFacts(by).map(printable),
            ...(changed === undefined ? {} : { leftOut: file.machine.functions.length - changed }),
          }
        }),
      ),
    ),
    get designs() {
      return others()
    },
  }
  const unknown = hangsOn(litmus, design, broken)
  return { told, broken, story, ...(unknown === undefined ? {} : { hangsOn: unknown }) }
}

/** What is asked for again is made once, and not before it is asked for. */
const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

const stepTold = (event: Event, asked: readonly Inquiry[] | null): StepTold => {
  const { index, operation, outcome } = event
  const map = mapEvent(event)
  const use = useOf(event)
  return {
    step: index,
    operation,
    outcome,
    asked,
    ...(map === undefined ? {} : { entries: entriesOf(map), translations: translationsOf(map) }),
    ...(use === undefined ? {} : { transactions: pathsOf(use).map(transactionTold) }),
  }
}

export const entriesOf = ({ operation: { list }, outcome: { table, nents } }: MapEvent): Entry[] =>
  Array.from({ length: Math.max(list.length, nents) }, (_, entry) => {
    const meant = list[entry]
    const given = entry < nents ? table[entry] : undefined
    return {
      entry,
      ...(meant === undefined ? {} : { meant: { ...placeOf(meant), length: meant.length, pages: pagesOf(meant) } }),
      ...(given?.dma === undefined
        ? {}
        : { dma: { address: onTheWire(given.dma), length: given.dmaLength ?? 0, marked: given.marked } }),
    }
  })

const placeOf = ({ owner, at }: Place): Place => ({ owner, at })

/** Pages that hold a byte of it. */
const pagesOf = ({ phys, length }: { phys: number; length: number }): number =>
  Math.ceil(((phys % PAGE) + length) / PAGE)

const translationsOf = (map: MapEvent) => {
  const rows = addedRows(map, map.operation.client)
  return { rows, ranges: rangesIn(rows) }
}

const transactionTold = ({ transaction, meant, hops, landing, verdict, standsFor }: Path): TransactionTold => {
  const { entry, offset, position, address, translated = false } = transaction
  return {
    entry,
    offset,
    position,
    address,
    translated,
    meant: meant === undefined ? null : placeOf(meant),
    hops: hops.map((hop) => ({ ...hop, reason: REASONS[hop.because] })),
    landing,
    verdict,
    ...(standsFor === undefined ? {} : { standsFor }),
  }
}

/** @param hidden takes a search with each change of the machine: pictures and traces do without */
const brokenTold = (
  design: Design,
  { rule, finding, unmet }: Broken,
  hidden: () => BrokenTold['hidden'],
): BrokenTold => ({
  rule: rule.id,
  name: rule.name,
  sentence: rule.sentence,
  why: rule.why,
  sources: rule.sources,
  ...finding,
  assumptions: rule.assumptions.map((assumption) => {
    const { id, sentence, why, defect } = assumption
    const known = knownDefects(rule, design).some((one) => one === assumption) ? { knownDefect: defect!.rule } : {}
    return { id, met: !unmet.includes(assumption), sentence, why, ...known }
  }),
  assumptionsNotMet: unmet.map(({ id }) => id),
  get hidden() {
    return hidden()
  },
})

const designTold = (design: Design, litmus: Litmus, runs: Runs): DesignTold => {
  const told = tellingRun(design, litmus, runs)
  return {
    design: design.id,
    steps: told.events.map(brief).filter(Boolean),
    breaks: brokenIn(told, litmus)
      .map(({ rule }) => rule.id)
      .toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))),
  }
}

const brief = (event: Event): string => {
  const { outcome } = event
  if (outcome.kind === 'distance') return `distance ${outcome.distance}`
  if (outcome.kind === 'mapped')
    return outcome.rc === 0 ? briefList(mapEvent(event)!) : `refused ${errnoName(outcome.rc)}`
  if (outcome.kind === 'groups') return `${outcome.groups.length} groups`
  if (outcome.kind === 'got') return `${outcome.held.length} held`
  if (outcome.kind === 'n/a') return 'n/a'
  if (outcome.kind === 'beside') return briefBlock(outcome)
  const use = useOf(event)
  return use === undefined ? briefMemory(outcome) : briefTransfer(pathsOf(use))
}

const briefBlock = ({ stuck, endless, turns }: Extract<Event['outcome'], { kind: 'beside' }>): string => {
  if (stuck.length + endless.length > 0) return 'never ends'
  return `${turns} ${turns === 1 ? 'turn' : 'turns'}`
}

const briefTransfer = (paths: readonly Path[]): string => {
  const verdicts = paths.map(({ verdict }) => verdict)
  const wrong =
    verdicts.find((verdict) => verdict === 'NOT as meant') ?? verdicts.find((verdict) => verdict !== 'as meant')
  if (verdicts.length === 0) return 'the CPU copies'
  if (wrong === undefined)
    return paths.some(({ standsFor }) => standsFor !== undefined) ? 'lands in a copy in RAM' : 'lands as meant'
  return (
    { 'NOT as meant': 'lands not as meant', 'left open': 'PCIe leaves open where it lands' }[wrong as string] ?? wrong
  )
}

/** A short list entry by entry; of a long one how many entries, and ranges of IOVAs. */
const briefList = (map: MapEvent): string => {
  const given = entriesOf(map).flatMap(({ dma }) => (dma === undefined ? [] : [dma]))
  const told = given.map(({ address, length, marked }) => `${hex(address)}+${hex(length)}${marked ? ' (bus)' : ''}`)
  const entries = given.length > 4 ? `${given.length} entries` : told.join(' ')
  const { ranges } = translationsOf(map)
  return ranges > 0 ? `${entries} in ${ranges} IOVA range${ranges === 1 ? '' : 's'}` : entries
}
