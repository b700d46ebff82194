/**
 * A file that does not say what its root complex forwards, or whether a device serves its own memory inside: what is broken may hang
 * on that. Both ways are tried, and where one of them breaks nothing the answer is "depends on", not "broken".
 */
import type { FunctionFile, MachineFile } from '../model/machine/file.ts'
import { checkScenario } from '../model/scenario/problems.ts'
import * as E from 'fp-ts/lib/Either.js'
import type { Design } from '../model/kernel/design.ts'
import { hasCmb } from '../model/machine/own-memory.ts'
import { during } from '../properties/outside/thrown.ts'
import { scenarioOf, type Litmus } from '../spec/litmus.ts'
import { brokenIn, tellingRun, type Broken } from './run.ts'

/** What is not known, in words. */
const FORWARDS = 'the root complex passes requests from peer to peer, which the file does not say'
const INSIDE =
  'a device serves requests for its own memory inside, which the file does not say (a controller memory buffer, `cmb` of its BAR, is served so by definition)'

const forwarding = (machine: MachineFile): MachineFile => ({
  ...machine,
  forwards: [{ from: 'any', to: 'any', operations: ['read', 'write', 'atomic'] }],
})

const inside = (machine: MachineFile): MachineFile => ({
  ...machine,
  functions: machine.functions.map((f) => (isSilent(f) ? { ...f, inside: true } : f)),
})

const isSilent = (f: FunctionFile): boolean => f.bar !== undefined && f.inside === undefined && !hasCmb(f)

/**
 * What the broken rules hang on; undefined: they are broken either way, or count against the design. A file that is a test, or was
 * found by the checker, says what it is about, and leaves nothing out by accident.
 */
export const hangsOn = (litmus: Litmus, design: Design, broken: readonly Broken[]): readonly string[] | undefined => {
  const { file } = litmus
  const isQuestion = file.exists === undefined && file.found === undefined && file.result === undefined
  if (!isQuestion || broken.length === 0 || broken.some(({ unmet }) => unmet.length === 0)) return undefined
  const { machine } = file
  // The nearer doubt first: a root complex that reflects a request helps a device with its own memory, too.
  const ways: readonly (readonly [on: readonly string[], machine: MachineFile])[] = [
    ...(machine.functions.some(isSilent) ? [[[INSIDE], inside(machine)] as const] : []),
    ...(machine.forwards === undefined ? [[[FORWARDS], forwarding(machine)] as const] : []),
    ...(machine.forwards === undefined && machine.functions.some(isSilent)
      ? [[[FORWARDS, INSIDE], inside(forwarding(machine))] as const]
      : []),
  ]
  return ways.find(([, other]) => breaksNothing(litmus, design, other))?.[0]
}

const breaksNothing = (litmus: Litmus, design: Design, machine: MachineFile): boolean => {
  const file = { ...litmus.file, machine }
  const scenario = checkScenario(file)
  if (E.isLeft(scenario)) return false
  const other = { ...litmus, file, scenario: scenario.right }
  return during(scenarioOf(file), () => brokenIn(tellingRun(design, other), other).length === 0)
}

/** Calls that asked for a distance and then map by a call that does not ask. */
export const askedInVain = ({ file: { steps } }: Litmus): boolean => {
  const asked = steps.flatMap((step) => ('pci_p2pdma_distance_many' in step ? [step] : []))
  return asked.length > 0 && steps.some((step) => 'dma_map_resource' in step)
}
