/**
 * What kinds of case a search came upon, so that a thousand runs are seen not to be one case a thousand times.
 *
 * Each table row is a question about a scenario and its run under the reference; its answers are counted.
 */
import { ROOT, type Machine } from '../../model/machine/columns.ts'
import { type Scenario } from '../../model/scenario/file.ts'
import type { Mapping } from '../../model/operations/mapping.ts'
import { RAM } from '../../model/place.ts'
import { byteMeant, ownerIn, reached, useEvent } from '../../spec/meant.ts'
import type { Event } from '../../spec/rule.ts'

/** Of one question, by answer: in how many scenarios. */
export type Kinds = Record<string, Record<string, number>>

type Classifier = (scenario: Scenario, events: readonly Event[]) => readonly string[]

const depthOf = (m: Machine, f: number): number => (m.parent[f] === ROOT ? 0 : 1 + depthOf(m, m.parent[f]))
const deviceOf = ({ devfn }: Machine, f: number): number => Math.floor(devfn[f] / 8)
const mappingOf = ({ operations }: Scenario): Mapping | undefined =>
  operations.find((operation): operation is Mapping => 'list' in operation)

/** How near a provider is to the client, from near to far. */
const relation = (m: Machine, client: number, provider: number): string => {
  if (client < 0) return 'client is no function'
  if (client === provider) return 'own BAR'
  if (m.parent[client] === m.parent[provider] && deviceOf(m, client) === deviceOf(m, provider)) return 'same device'
  const above = (f: number): number[] => (m.parent[f] === ROOT ? [] : [m.parent[f], ...above(m.parent[f])])
  if (above(client).some((bridge) => above(provider).includes(bridge))) return 'below one root port'
  return m.host[client] === m.host[provider] ? 'one host bridge' : 'two host bridges'
}

export const CLASSIFIERS: Readonly<Record<string, Classifier>> = {
  'host bridges': ({ machine }) => [String(machine.hostName.length)],
  'bridges above the deepest function': ({ machine: m }) => [String(Math.max(...m.name.map((_, f) => depthOf(m, f))))],
  'bus offset': ({ machine }) => [machine.hostOffset.some((offset) => offset !== 0) ? 'some' : 'none'],
  IOMMU: ({ machine }) => [...new Set(machine.iommu)],
  'ACS switched on': ({ machine }) => [machine.acsControl.some((word) => word > 0) ? 'somewhere' : 'nowhere'],
  provider: (scenario) => {
    const map = mappingOf(scenario)
    if (map === undefined) return []
    const { machine } = scenario
    const owners = map.list.map((s) => ownerIn(scenario.operations, s))
    const providers = new Set(owners.filter((owner) => owner !== RAM))
    return [...new Set([...providers].map((owner) => relation(machine, machine.clientFunction[map.client], owner)))]
  },
  list: (scenario) => {
    const list = mappingOf(scenario)?.list ?? []
    const peers = list.filter((s) => ownerIn(scenario.operations, s) !== RAM).length
    return [peers === 0 ? 'no BAR' : peers === list.length ? 'BARs only' : 'mixed']
  },
  'first mapping': (_, events) => {
    const outcome = events.find(({ outcome }) => outcome.kind === 'mapped')?.outcome
    if (outcome?.kind !== 'mapped') return ['none']
    if (outcome.rc !== 0) return ['refused']
    return outcome.table.some(({ marked }) => marked) ? ['with bus addresses'] : ['without']
  },
  landing: (_, events) => [
    ...new Set(
      events.flatMap((event) => {
        const use = useEvent(event)
        if (use === undefined) return []
        const { mapping, transfer } = use
        return transfer.transactions.map((t) =>
          reached(t.landing, byteMeant(mapping, t), mapping.bounced) ? 'as meant' : `not meant: ${t.landing.kind}`,
        )
      }),
    ),
  ],
}

/** Counts what one scenario is. */
export const countKinds = (kinds: Kinds, scenario: Scenario, events: readonly Event[]): void => {
  for (const [question, answers] of Object.entries(CLASSIFIERS)) {
    const row = (kinds[question] ??= {})
    for (const answer of answers(scenario, events)) row[answer] = (row[answer] ?? 0) + 1
  }
}

/** Those of several sweeps. */
export const sumKinds = (all: readonly Kinds[]): Kinds => {
  const sum: Kinds = {}
  for (const kinds of all)
    for (const [question, row] of Object.entries(kinds))
      for (const [answer, n] of Object.entries(row)) {
        const into = (sum[question] ??= {})
        into[answer] = (into[answer] ?? 0) + n
      }
  return sum
}
