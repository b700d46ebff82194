/**
 * Scenarios that cannot be are refused: an impossible machine, a step that names what is not there.
 */
import * as E from 'fp-ts/lib/Either.js'
import { addressProblems } from '../machine/addresses.ts'
import { layOut } from '../machine/layout.ts'
import { shapeProblems } from '../machine/shape.ts'
import { stepProblems } from '../operations/steps.ts'
import { problem, type Problem } from '../problem.ts'
import { compileOn, type Scenario, type ScenarioFile } from './file.ts'

/** {@link compile} for a file that may be wrong. */
export const checkScenario = ({ machine: machineFile, steps }: ScenarioFile): E.Either<Problem[], Scenario> => {
  const shape = shapeProblems(machineFile).map(inMachine)
  if (shape.length > 0) return E.left(shape)
  const machine = layOut(machineFile)
  const wrong = [...addressProblems(machine).map(inMachine), ...stepProblems(machine, steps)]
  return wrong.length > 0 ? E.left(wrong) : E.right(compileOn(machine, steps))
}

const inMachine = ({ path, found, accepted }: Problem): Problem => problem(`machine.${path}`, found, accepted)
