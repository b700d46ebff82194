/**
 * `p2pspec explain FILE`: the story of a scenario, for somebody who has never seen the code.
 */
import { hex, onTheWire } from '../model/address.ts'
import { designs } from '../model/designs/index.ts'
import { REASONS } from '../model/hardware/reasons.ts'
import { errnoName } from '../model/kernel/errno.ts'
import type { Design } from '../model/kernel/design.ts'
import type { SgEntry } from '../model/kernel/scatterlist.ts'
import { bdf } from '../model/machine/columns.ts'
import type { Scenario } from '../model/scenario.ts'
import { hopsOf, type Transaction } from '../model/transfer.ts'
import { exhaust } from '../properties/drivers.ts'
import { brokenAssumptions, brokenInRun, run, watch } from '../spec/judge.ts'
import { isAssumed, type Litmus } from '../spec/litmus.ts'
import { loadLitmus } from '../spec/library.ts'
import type { Assumption, Event, Finding, Rule } from '../spec/rule.ts'
import { rules } from '../spec/rules/index.ts'
import { addedRows, rangesIn } from '../spec/iovas.ts'
import { byteMeant, mapEvent, useEvent, type MapEvent } from '../spec/meant.ts'
import { tellComponent } from '../spec/tell.ts'
import { UsageError, designNamed, print, printJson, wrapped, type Command } from './command.ts'
import { asMeant, tellEvent } from './tell-event.ts'
import { tellMachine } from './tell-machine.ts'

export const explain: Command = {
  synopsis: 'FILE [--design NAME]',
  summary: 'tells the story of a scenario: machine, steps, hops, what was meant and where it landed',
  options: { design: { type: 'string' } },
  run: ([file, ...more], values) => {
    if (file === undefined || more.length > 0)
      throw new UsageError('explain: takes one FILE: a litmus test, a counterexample or a scenario')
    const litmus = loadLitmus(file)
    const design = typeof values['design'] === 'string' ? designNamed(values['design']) : designOf(litmus)
    const events = tellingRun(design, litmus)
    if (values['json'] === true) printJson(asJson(litmus, design, events))
    else print(story(file, litmus, design, events))
    return 0
  },
}

/** The design that the file is about; a litmus test is told under the reference. */
const designOf = ({ file }: Litmus): Design => designNamed(String(file.found?.['design'] ?? 'linux-6.12'))

/** A run that counts and breaks a rule, if the freedoms allow one; else one that counts; else the first. */
const tellingRun = (design: Design, { file, scenario }: Litmus): Event[] => {
  let telling: Event[] = []
  let best = -1
  exhaust((choose) => {
    const events = run(design, scenario, choose)
    const counts = isAssumed(events, file.dropped)
    const rank = counts ? (brokenRules(design, scenario, events).length > 0 ? 2 : 1) : 0
    if (rank > best) [telling, best] = [events, rank]
    return best < 2
  })
  return telling
}

const brokenRules = (
  design: Design,
  scenario: Scenario,
  events: readonly Event[],
): { rule: Rule; finding: Finding }[] =>
  rules.flatMap((rule) => {
    const { broken, fired } = watch(rule, events, design, scenario)
    return broken === undefined || (rule.kind === 'exists' && fired) ? [] : [{ rule, finding: broken }]
  })

const story = (file: string, litmus: Litmus, design: Design, events: readonly Event[]): string =>
  [
    file,
    ...(litmus.file.question === undefined ? [] : [wrapped(litmus.file.question)]),
    ...(litmus.file.why === undefined || litmus.file.found !== undefined ? [] : [`\n${wrapped(litmus.file.why)}`]),
    `\nThe machine\n${tellMachine(litmus.scenario.machine)}`,
    `\nWhat happens under ${design.id}\n${wrapped(design.summary, '  ')}`,
    ...events.map((event) => `\n${tellEvent(litmus.scenario.machine, event)}`),
    `\n${tellVerdict(design, litmus, events)}`,
    `\nThe same scenario under every design\n${compared(litmus)}`,
    ...(litmus.file.sources === undefined ? [] : [`\n${wrapped(`Sources: ${litmus.file.sources.join('; ')}`)}`]),
  ].join('\n')

const tellVerdict = (design: Design, { scenario }: Litmus, events: readonly Event[]): string => {
  const broken = brokenRules(design, scenario, events)
  if (broken.length === 0) return 'No rule is broken in this run.'
  return broken.map(({ rule, finding }) => tellBroken(rule, finding, notMet(rule, scenario, events))).join('\n\n')
}

const notMet = (rule: Rule, scenario: Scenario, events: readonly Event[]): Assumption[] => [
  ...brokenAssumptions(rule, scenario),
  ...brokenInRun(rule, events),
]

const tellBroken = (rule: Rule, finding: Finding, unmet: readonly Assumption[]): string => {
  const assumptions = rule.assumptions.map((a) => `  [${unmet.includes(a) ? 'NOT MET' : 'met'}] ${a.id}`)
  return [
    `Broken: ${rule.id} ${rule.name}${unmet.length === 0 ? '' : ', but under an assumption that is not met: this convicts nobody'}`,
    wrapped(rule.sentence, '  '),
    wrapped(`steps[${finding.step}], entry ${finding.entry}, byte ${finding.offset}: ${finding.found}`, '  '),
    wrapped(`Allowed are only: ${finding.allowed.join('; ')}.`, '  '),
    wrapped(`Why it matters: ${rule.why}`, '  '),
    ...(assumptions.length === 0 ? [] : ['  Assumptions', ...assumptions.map((line) => `  ${line}`)]),
    ...unmet.map(({ sentence, why }) => wrapped(`${sentence} ${why}`, '      ')),
    wrapped(`Sources: ${rule.sources.join('; ')}`, '  '),
  ].join('\n')
}

/** What each design maps, how the transfers end, and what it breaks. */
const compared = (litmus: Litmus): string => {
  const width = Math.max(...designs.map(({ id }) => id.length)) + 2
  return designs
    .map((design) => {
      const events = tellingRun(design, litmus)
      const broken = brokenRules(design, litmus.scenario, events).map(({ rule }) => `${rule.id} ${rule.name}`)
      const told = [
        events.map(brief).filter(Boolean).join(', '),
        ...(broken.length === 0 ? [] : [`breaks ${broken.join(', ')}`]),
      ]
      const lines = told.flatMap((text) => wrapped(text, '', 76 - width).split('\n'))
      return lines.map((line, i) => `  ${(i === 0 ? design.id : '').padEnd(width)}${line}`).join('\n')
    })
    .join('\n')
}

const brief = (event: Event): string => {
  const { outcome } = event
  if (outcome.kind === 'distance') return `distance ${outcome.distance}`
  if (outcome.kind === 'mapped')
    return outcome.rc === 0 ? briefList(mapEvent(event)!) : `refused ${errnoName(outcome.rc)}`
  if (outcome.kind !== 'transfer') return ''
  const wrong = outcome.transactions.find((t) => !asMeant(event, t))
  return wrong === undefined
    ? 'lands as meant'
    : `lands ${wrong.landing.kind === 'undefined' ? 'undefined' : 'not as meant'}`
}

/** A short list entry by entry; of a long one how many entries, and ranges of IOVAs. */
const briefList = (map: MapEvent): string => {
  const { table, nents } = map.outcome
  const ranges = rangesIn(addedRows(map, map.operation.client))
  const entries = nents > 4 ? `${nents} entries` : table.slice(0, nents).map(briefEntry).join(' ')
  return ranges > 0 ? `${entries} in ${ranges} IOVA range${ranges === 1 ? '' : 's'}` : entries
}

const briefEntry = ({ dma, dmaLength, marked }: SgEntry): string =>
  dma === undefined ? '-' : `${hex(onTheWire(dma))}+${hex(dmaLength ?? 0)}${marked ? ' (bus)' : ''}`

const asJson = ({ file, scenario }: Litmus, design: Design, events: readonly Event[]) => ({
  question: file.question,
  design: design.id,
  steps: events.map((event) => ({
    step: event.index,
    operation: event.operation,
    outcome: event.outcome,
    ...transactionsOf(scenario, event),
  })),
  functions: scenario.machine.name.map((name, f) => ({ index: f, name, bdf: bdf(scenario.machine, f) })),
  broken: brokenRules(design, scenario, events).map(({ rule, finding }) => ({
    rule: rule.id,
    ...finding,
    assumptionsNotMet: notMet(rule, scenario, events).map(({ id }) => id),
  })),
})

const transactionsOf = ({ machine }: Scenario, event: Event) => {
  const use = useEvent(event)
  if (use === undefined) return {}
  const hops = (t: Transaction) =>
    hopsOf(use.before.hw, use.transfer, t).map(({ at, because }) => ({
      at: tellComponent(machine, at),
      because,
      reason: REASONS[because],
    }))
  return {
    transactions: use.transfer.transactions.map((t) => ({ ...t, meant: byteMeant(use.mapping, t), hops: hops(t) })),
  }
}
