/** A design or a rule has thrown: who, on what, and where in its file. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Outside } from '../../properties/outside/load.ts'
import { Blamed, blame, type Blame } from '../../properties/outside/blame.ts'
import { frameIn, thrownIn } from '../../properties/outside/thrown.ts'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { writeText } from '../../spec/files/text.ts'
import { UsageError } from '../command.ts'
import type { Plan } from './plan.ts'

/** The error as one of the user's; one that no design or rule threw stays as it is. */
export const asThrown = (error: unknown, plan: Plan): unknown => {
  const found = blameIn(error, plan)
  return found === undefined ? error : new UsageError(tellBlame(found, plan.outside))
}

const blameIn = (error: unknown, { rules, designs, mutants }: Plan): Blame | undefined => {
  if (error instanceof Blamed) return error.blame
  const thrown = thrownIn(error)
  return thrown === undefined ? undefined : blame(thrown, rules, [...designs, ...mutants])
}

const tellBlame = ({ file, who, message, stack }: Blame, outside: Outside): string => {
  const text = writeText(file, ' A design or a rule threw an error on this scenario.')
  const saved = savedAside(text)
  const files = [...outside.designs, ...outside.rules, ...outside.operations].map((path) => resolve(path))
  const place = frameIn(stack, files) ?? ownFrame(stack)
  const told = [
    ...outside.designs.map((path) => ` --design ${path}`),
    ...outside.rules.map((path) => ` --rule ${path}`),
    ...outside.operations.map((path) => ` --operation ${path}`),
  ]
  return [
    `${who}: ${message}`,
    ...(place === undefined ? [] : [`  at ${place}`]),
    ...(saved === undefined
      ? [`  the scenario, which could not be written below ${tmpdir()}:\n${text}`]
      : [`  the scenario: ${saved}`, `  to see it again: npx p2pspec explain ${saved}${told.join('')}`]),
  ].join('\n')
}

/** The file it is in; undefined: it could not be written. */
const savedAside = (text: string): string | undefined => {
  try {
    const file = join(mkdtempSync(join(tmpdir(), 'p2pspec-')), 'scenario.yaml')
    writeFileSync(file, text)
    return file
  } catch {
    return undefined
  }
}

/** The first line of a stack that is in the designs or rules of the repository. */
const ownFrame = (stack: string): string | undefined =>
  stack
    .split('\n')
    .map((line) => /(?:file:\/\/)?(\/[^\s()]+:\d+:\d+)\)?$/.exec(line)?.[1])
    .find((place) => place?.startsWith(ROOT_FOLDER))
