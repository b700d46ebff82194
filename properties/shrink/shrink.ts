/**
 * Smaller scenarios, as a person would look for them: leave something out, put a default in, begin afresh with little.
 *
 * Every candidate is strictly smaller and possible. The order says what is tried first.
 */
import * as E from 'fp-ts/lib/Either.js'
import { checkScenario } from '../../model/scenario/problems.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { afresh } from './afresh.ts'
import {
  endpointsOf,
  omitting,
  onLists,
  renamedFunctions,
  without,
  withMachine,
  withOffsets,
  withoutFunction,
} from './edits.ts'
import { leavesPort, machineChanges, movesUp, oneHost, onlyEndpoints, withoutSwitch } from './machine.ts'
import { defaultRam, pagesFromZero, stepChanges, twoLess } from './steps.ts'
import { size } from './size.ts'

/**
 * The candidates, each made when it is asked for.
 *
 * @param before those that were offered before, as JSON: a quarter come up again, from a larger scenario or in another way
 */
export function* smaller(scenario: ScenarioFile, before = new Set<string>()): Generator<ScenarioFile> {
  const bound = size(scenario)
  for (const candidate of changes(scenario)) {
    if (size(candidate) >= bound) continue
    const said = JSON.stringify(candidate)
    if (before.has(said)) continue
    before.add(said)
    if (E.isRight(checkScenario(candidate))) yield candidate
  }
}

/** The least scenario that greedy steps reach while `breaks`, which answers the same each time, stays true of it. */
export const shrink = (
  scenario: ScenarioFile,
  breaks: (candidate: ScenarioFile) => boolean,
  before = new Set<string>(),
): ScenarioFile => {
  for (const candidate of smaller(scenario, before)) if (breaks(candidate)) return shrink(candidate, breaks, before)
  return scenario
}

function* changes(s: ScenarioFile): Generator<ScenarioFile> {
  const { machine, steps } = s
  yield* steps.map((_, i) => ({ ...s, steps: steps.toSpliced(i, 1) }))
  yield* withoutSwitch(s)
  yield* machine.functions.map((f) => withMachine(s, without(machine, f)))
  yield* machine.hosts.map((gone) => withMachine(s, { ...machine, hosts: machine.hosts.filter((h) => h !== gone) }))
  yield* oneHost(s)
  yield* renamedMemory(s)
  yield* otherClients(s)
  yield* oneEntry(s)
  yield* machine.functions.flatMap((f) => [...leavesPort(s, f), ...movesUp(s, f)])
  yield* steps.flatMap((step, i) => stepChanges(step).map((changed) => ({ ...s, steps: steps.with(i, changed) })))
  yield* machineChanges(machine).map((changed) => withMachine(s, changed))
  if (machine.ram !== undefined) {
    const plain = defaultRam(s)
    yield* [plain, withMachine(plain, withOffsets(plain.machine))]
  }
  // A device that has one page less has no page of that number.
  yield* pagesFromZero(s).flatMap((low) => [low, ...machineChanges(machine).map((less) => withMachine(low, less))])
  yield* onlyEndpoints(s)
  yield* twoLess(s)
  yield* afresh(s, size(s))
}

/** One device's memory in the place of another's, or of its own: fewer providers, fewer devices. */
const renamedMemory = (s: ScenarioFile): ScenarioFile[] => {
  const names = endpointsOf(s.machine)
  return names.flatMap((from) =>
    names.flatMap((to) => {
      if (to === from) return []
      const merged = { ...s, steps: renamedFunctions(s.steps, (name) => (name === from ? to : name)) }
      const fewer = withoutFunction(s.machine, from)
      return [merged, withMachine(merged, fewer), withMachine(merged, withOffsets(fewer))]
    }),
  )
}

/** Every list cut down to one entry, on host bridges that do nothing but translate. */
const oneEntry = (s: ScenarioFile): ScenarioFile[] =>
  s.steps.every(({ dma_map_sgtable: map }) => map === undefined || map.list.length < 2)
    ? []
    : [
        {
          machine: withOffsets({ ...s.machine, hosts: s.machine.hosts.map(({ name }) => ({ name })) }),
          steps: onLists((list) => list.slice(0, 1))(s).steps,
        },
      ]

/** A function in the place of a client that is none. */
const otherClients = (s: ScenarioFile): ScenarioFile[] => {
  const names = endpointsOf(s.machine)
  const devices = (s.machine.devices ?? []).map(({ name }) => name)
  return names.flatMap((to) =>
    devices.map((from) => ({
      machine: omitting(s.machine, 'devices')[0],
      steps: renamedFunctions(s.steps, (name) => (name === from ? to : name)),
    })),
  )
}
