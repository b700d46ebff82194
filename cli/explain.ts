/**
 * `p2pspec explain FILE`: the story of a scenario, for somebody who has never seen the code.
 */
import { hex, onTheWire } from '../model/address.ts'
import { designs } from '../model/designs/index.ts'
import { REASONS } from '../model/hardware/reasons.ts'
import { errnoName } from '../model/kernel/errno.ts'
import type { Design } from '../model/kernel/design.ts'
import { bdf } from '../model/machine/columns.ts'
import type { Scenario } from '../model/scenario.ts'
import { hopsOf } from '../model/step.ts'
import { exhaust } from '../properties/drivers.ts'
import { brokenAssumptions, run, watch } from '../spec/judge.ts'
import type { Litmus } from '../spec/litmus.ts'
import { loadLitmus } from '../spec/library.ts'
import type { Event, Finding, Rule } from '../spec/rule.ts'
import { rules } from '../spec/rules/index.ts'
import { byteMeant } from '../spec/rules/route-sound.ts'
import { tellComponent } from '../spec/tell.ts'
import { UsageError, designNamed, indented, print, printJson, table, wrapped, type Command } from './command.ts'
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
    const events = tellingRun(design, litmus.scenario)
    if (values['json'] === true) printJson(asJson(litmus, design, events))
    else print(story(file, litmus, design, events))
    return 0
  },
}

/** The design that the file is about; a litmus test is told under the reference. */
const designOf = ({ file }: Litmus): Design => designNamed(String(file.found?.['design'] ?? 'linux-6.12'))

/** A run that breaks a rule, if the freedoms allow one; otherwise the first. */
const tellingRun = (design: Design, scenario: Scenario): Event[] => {
  let telling: Event[] = []
  exhaust((choose) => {
    const events = run(design, scenario, choose)
    const breaks = brokenRules(events).length > 0
    if (breaks || telling.length === 0) telling = events
    return !breaks
  })
  return telling
}

const brokenRules = (events: readonly Event[]): { rule: Rule; finding: Finding }[] =>
  rules.flatMap((rule) => {
    const { broken, fired } = watch(rule, events)
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
    `\n${tellVerdict(litmus, events)}`,
    `\nThe same scenario under every design\n${compared(litmus.scenario)}`,
    ...(litmus.file.sources === undefined ? [] : [`\n${wrapped(`Sources: ${litmus.file.sources.join('; ')}`)}`]),
  ].join('\n')

const tellVerdict = ({ scenario }: Litmus, events: readonly Event[]): string => {
  const broken = brokenRules(events)
  if (broken.length === 0) return 'No rule is broken in this run.'
  return broken.map(({ rule, finding }) => tellBroken(rule, finding, scenario)).join('\n\n')
}

const tellBroken = (rule: Rule, finding: Finding, scenario: Scenario): string => {
  const unmet = brokenAssumptions(rule, scenario)
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

/** One line a design: what it maps, and how the transfers end. */
const compared = (scenario: Scenario): string => {
  const rows = designs.map((design) => {
    const events = tellingRun(design, scenario)
    const broken = brokenRules(events).map(({ rule }) => `${rule.id} ${rule.name}`)
    return [
      design.id,
      events.map(brief).filter(Boolean).join(', '),
      broken.length === 0 ? '' : `breaks ${broken.join(', ')}`,
    ]
  })
  return indented(table([['design', 'maps and transfers', ''], ...rows]))
}

const brief = (event: Event): string => {
  const { outcome } = event
  if (outcome.kind === 'distance') return `distance ${outcome.distance}`
  if (outcome.kind === 'mapped')
    return outcome.rc === 0 ? outcome.table.map(briefEntry).join(' ') : `refused ${errnoName(outcome.rc)}`
  if (outcome.kind !== 'transfer') return ''
  const wrong = outcome.transactions.find((t) => !asMeant(event, t))
  return wrong === undefined
    ? 'lands as meant'
    : `lands ${wrong.landing.kind === 'undefined' ? 'undefined' : 'not as meant'}`
}

const briefEntry = ({ dma, marked }: { dma?: Parameters<typeof onTheWire>[0]; marked: boolean }): string =>
  dma === undefined ? '-' : `${hex(onTheWire(dma))}${marked ? ' (bus)' : ''}`

const asJson = ({ file, scenario }: Litmus, design: Design, events: readonly Event[]) => ({
  question: file.question,
  design: design.id,
  steps: events.map(({ index, operation, outcome, before }) => ({
    step: index,
    operation,
    outcome,
    ...(operation.kind === 'dma' && outcome.kind === 'transfer'
      ? {
          transactions: outcome.transactions.map((t) => ({
            ...t,
            meant: byteMeant(before.ledger.get(operation.map)!.meant, t),
            hops: hopsOf(before, before.ledger.get(operation.map)!, outcome.access, t).map(({ at, because }) => ({
              at: tellComponent(scenario.machine, at),
              because,
              reason: REASONS[because],
            })),
          })),
        }
      : {}),
  })),
  functions: scenario.machine.name.map((name, f) => ({ index: f, name, bdf: bdf(scenario.machine, f) })),
  broken: brokenRules(events).map(({ rule, finding }) => ({
    rule: rule.id,
    ...finding,
    assumptionsNotMet: brokenAssumptions(rule, scenario).map(({ id }) => id),
  })),
})
