/** A design, a rule or an operation has thrown: who, on what, and where in its file. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { designs, mutants } from '../model/designs/index.ts'
import type { Design } from '../model/kernel/design.ts'
import { isOutside, joinedNow, type Outside } from '../properties/outside/load.ts'
import { Blamed, blame, type Blame } from '../properties/outside/blame.ts'
import type { What } from '../properties/outside/shape.ts'
import { frameIn, thrownIn } from '../properties/outside/thrown.ts'
import { ROOT_FOLDER } from '../spec/files/library.ts'
import { writeText } from '../spec/files/text.ts'
import type { Rule } from '../spec/rule.ts'
import { rules } from '../spec/rules/index.ts'
import { UsageError } from './usage.ts'

/** Who may have thrown, and what of it came from outside. */
export interface Suspects {
  readonly rules: readonly Rule[]
  readonly designs: readonly Design[]
  readonly mutants: readonly Design[]
  readonly outside: Outside
}

/** The error as one of the user's; one that no design or rule threw stays as it is. */
export const asThrown = (error: unknown, suspects: Suspects): unknown => {
  const found = blameIn(error, suspects)
  return found === undefined ? error : new UsageError(tellBlame(found, suspects.outside))
}

/**
 * The same for a command that asks every design: those from outside are suspected first. Where nothing came from outside, the
 * error is ours, and stays as it was thrown.
 */
export const asThrownNow = (error: unknown): unknown => {
  const outside = joinedNow()
  const files = filesOf(outside)
  const outsideFirst = <T extends { readonly id: string }>(what: What, all: readonly T[]): T[] =>
    all.toSorted((a, b) => Number(isOutside(what, b.id)) - Number(isOutside(what, a.id)))
  const thrown = thrownIn(error)
  if (files.length === 0) return thrown?.cause ?? error
  if (thrown !== undefined)
    return asThrown(error, {
      rules: outsideFirst('rule', rules),
      designs: outsideFirst('design', designs),
      mutants,
      outside,
    })
  const place = error instanceof Error ? frameIn(error.stack ?? '', files) : undefined
  return place === undefined ? error : new UsageError(`${String(error)}\n  at ${place}`)
}

const blameIn = (error: unknown, { rules, designs, mutants }: Suspects): Blame | undefined => {
  if (error instanceof Blamed) return error.blame
  const thrown = thrownIn(error)
  return thrown === undefined ? undefined : blame(thrown, rules, [...designs, ...mutants])
}

const tellBlame = ({ file, path, who, message, stack }: Blame, outside: Outside): string => {
  const text = writeText(file, ' A design or a rule threw an error on this scenario.')
  const saved = path ?? savedAside(text)
  const place = frameIn(stack, filesOf(outside)) ?? ownFrame(stack)
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

const filesOf = ({ designs, rules, operations }: Outside): string[] =>
  [...designs, ...rules, ...operations].map((path) => resolve(path))

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
