/** What a call of `check` asks for, read from its options. */
import { availableParallelism } from 'node:os'
import { designNamed, designNames, designs, mutants } from '../../model/designs/index.ts'
import type { Design } from '../../model/kernel/design.ts'
import type { MachineFile } from '../../model/machine/file.ts'
import { problem } from '../../model/problem.ts'
import type { Narrowed } from '../../properties/check/report.ts'
import type { Sweep } from '../../properties/search/sweep.ts'
import { canProvide } from '../../properties/generate/generate.ts'
import { randomSweeps, sweepsFor, sweepsOn } from '../../properties/search/sweeps.ts'
import { isOutside, isPath, joinDesign, joinRule, type Outside } from '../../properties/outside/load.ts'
import { REFERENCE } from '../../properties/search/visit.ts'
import { type Scope } from '../../properties/scopes/scope.ts'
import { drawnOnly, exhausted, scopes } from '../../properties/scopes/index.ts'
import { strays, tiny } from '../../properties/scopes/exhausted.ts'
import { wide } from '../../properties/scopes/wide.ts'
import { COUNTEREXAMPLES_FOLDER, IS_CLONE, loadLitmus } from '../../spec/files/library.ts'
import { BadFile } from '../../spec/problem.ts'
import type { Rule } from '../../spec/rule.ts'
import { rules } from '../../spec/rules/index.ts'
import { OPERATION } from '../usage.ts'
import { UsageError, joinOperations, nearest, wholeNumber, words, type Command, type Values } from '../command.ts'

/** Random runs beyond the exhausted scopes, and their seed, unless told otherwise. */
const RUNS = 3000
const SEED = 7
/** Every random scenario is kept until the end, to count those that differ. */
const MOST_RUNS = 1_000_000
/** fast-check has seeds of 32 bits: a larger one would be another one's twin. */
const LARGEST_SEED = 2 ** 32 - 1
const MOST_WORKERS = 64

/** What designs and rules outside come to is no part of the repository: `npm test` could not ask it again. */
const OUTSIDE_FOLDER = 'found'
/** Every design of ours. */
const ALL = 'all'

export const OPTIONS: NonNullable<Command['options']> = {
  rule: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    says: 'this rule, by id or name; or your own rule, by the path of its module',
  },
  operation: { ...OPERATION, says: 'also draws your own operation: the module at that path exports it' },
  design: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    says: 'this design or mutant, by id or alias; or your own design, by the path of its module; all: every design',
  },
  scope: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    says: 'exhausts this scope instead of the usual ones; wide: random runs only. If so small a search never meets a premise or a violation, check lists it, and does not fail',
  },
  machine: {
    type: 'string',
    value: 'FILE',
    says: 'draws scenarios of one machine only: that of a scenario, as `machine --scenario` writes it',
  },
  runs: { type: 'string', value: 'N', says: `random runs (default: ${RUNS}; 0: none)` },
  seed: { type: 'string', value: 'N', says: `the seed of the random runs (default: ${SEED})` },
  workers: { type: 'string', value: 'N', says: 'processes (default: one a processor)' },
  keep: { type: 'string', value: 'FOLDER', says: 'keeps counterexamples in that folder' },
  log: { type: 'string', value: 'FILE', says: 'writes a line for each random case, in the format OpenPBTStats' },
  update: { type: 'boolean', says: 'writes what was found to spec/expected.yaml' },
  verbose: { type: 'boolean', says: 'also prints the evidence for each cell, and the domains of the scopes' },
}

export interface Plan {
  readonly rules: readonly Rule[]
  readonly designs: readonly Design[]
  readonly mutants: readonly Design[]
  readonly sweeps: readonly Sweep[]
  readonly mutantSweeps: readonly Sweep[]
  readonly exhausted: readonly Scope[]
  readonly narrowed: Narrowed
  /** Other scopes than the usual, or fewer random runs: what it does not meet may be there. */
  readonly isSmaller: boolean
  readonly workers: number
  readonly folder: string
  readonly outsideFolder: string
  /** Whether the folder was named. */
  readonly keeps: boolean
  readonly outside: Outside
  readonly log: string | undefined
  readonly update: boolean
}

export const planOf = async (values: Values): Promise<Plan> => {
  const scopesAsked = words(values, 'scope').map(scopeNamed)
  const runs = wholeNumber(values, 'runs', RUNS, 0, MOST_RUNS)
  const seed = wholeNumber(values, 'seed', SEED, 0, LARGEST_SEED)
  const workers = wholeNumber(values, 'workers', Math.min(availableParallelism(), MOST_WORKERS), 1, MOST_WORKERS)
  const operations = await joinOperations(values)
  // What only an operation outside shows is no part of the repository either.
  // And a package that is installed is not ours to write to.
  const isOthers = operations.length > 0 || values['machine'] !== undefined || !IS_CLONE
  const folder = folderOf(values) ?? (isOthers ? OUTSIDE_FOLDER : undefined)
  if (values['update'] === true && !IS_CLONE)
    throw new UsageError(
      '--update: found an installed package; accepted: a clone, which has spec/expected.yaml to itself',
    )
  const askedRules = await namedRules(words(values, 'rule'))
  const askedDesigns = await namedDesigns(words(values, 'design'))
  const machine = machineAt(words(values, 'machine').at(0), scopesAsked)
  const all = machine === undefined ? exhausted : []
  const through = scopesAsked.length === 0 ? all : scopesAsked.filter((scope) => !drawnOnly.includes(scope))
  // Lists are drawn in any case.
  const drawn = scopesAsked
    .filter((scope) => scope !== wide && drawnOnly.includes(scope))
    .flatMap((scope) => randomSweeps(scope, runs, seed))
  const isSmaller = scopesAsked.length > 0 || runs < RUNS || machine !== undefined
  const narrowed: Narrowed = {
    rules: askedRules !== undefined,
    designs: askedDesigns !== undefined,
    sweeps: isSmaller || operations.length > 0,
  }
  // Mutants are there for the contrasts, which a part of the search cannot show.
  const isWhole = !narrowed.designs && !narrowed.sweeps
  return {
    rules: askedRules ?? rules,
    designs: askedDesigns ?? designs,
    mutants: isWhole ? mutants : [],
    sweeps: machine === undefined ? [...sweepsFor(through, runs, seed), ...drawn] : sweepsOn(machine, runs, seed),
    mutantSweeps: isWhole ? sweepsFor([tiny, strays], Math.ceil(runs / 3), seed) : [],
    exhausted: through,
    narrowed,
    isSmaller,
    workers,
    folder: folder ?? COUNTEREXAMPLES_FOLDER,
    outsideFolder: folder ?? OUTSIDE_FOLDER,
    keeps: words(values, 'keep').length > 0,
    outside: {
      designs: words(values, 'design').filter(isPath),
      rules: words(values, 'rule').filter(isPath),
      operations,
    },
    log: words(values, 'log')[0],
    update: values['update'] === true,
  }
}

/** The machine of that file; only what can be asked of it is drawn. */
const machineAt = (file: string | undefined, scopesAsked: readonly Scope[]): MachineFile | undefined => {
  if (file === undefined) return undefined
  const other = scopesAsked.find((scope) => scope !== wide)
  if (other !== undefined)
    throw new UsageError(`check: found --machine and --scope ${other.name} together; accepted: one of them`)
  const { machine } = loadLitmus(file).file
  if (machine.functions.some(canProvide)) return machine
  throw new BadFile(file, [
    problem('machine.functions', 'no function with a BAR of 2 MiB', 'one that can offer its memory'),
  ])
}

const scopeNamed = (name: string): Scope => {
  const scope = scopes.find((one) => one.name === name)
  if (scope !== undefined) return scope
  throw new UsageError(
    `found no scope "${name}"; accepted: ${nearest(
      name,
      scopes.map((one) => one.name),
    )}`,
  )
}

/** In the order of the list, each once, those from outside last; undefined: nothing was asked for. */
const namedRules = async (names: readonly string[]): Promise<Rule[] | undefined> => {
  if (names.length === 0) return undefined
  const asked: Rule[] = []
  for (const name of names) asked.push(isPath(name) ? await joinRule(name) : ruleNamed(name))
  return rules.filter((rule) => asked.includes(rule))
}

const ruleNamed = (name: string): Rule => {
  const rule = rules.find((one) => one.id === name || one.name === name)
  if (rule !== undefined) return rule
  throw new UsageError(
    `found no rule "${name}"; accepted: ${nearest(
      name,
      rules.flatMap((one) => [one.id, one.name]),
    )}`,
  )
}

const namedDesigns = async (names: readonly string[]): Promise<Design[] | undefined> => {
  if (names.length === 0) return undefined
  const asked: Design[] = []
  for (const name of names) asked.push(...(isPath(name) ? [await joinDesign(name)] : oursNamed(name)))
  // A design alone says little: the reference beside it shows what is its own.
  if (asked.every(({ id }) => isOutside('design', id))) asked.push(...oursNamed(REFERENCE))
  return [...designs, ...mutants].filter((design) => asked.includes(design))
}

const oursNamed = (name: string): Design[] => {
  if (name === ALL) return designs.filter(({ id }) => !isOutside('design', id))
  const found = designNamed(name)
  if (found !== undefined) return [found]
  throw new UsageError(`found no design "${name}"; accepted: ${nearest(name, designNames())}`)
}

/** As it is named in what is kept there: without what a path may end with. */
const folderOf = (values: Values): string | undefined => words(values, 'keep')[0]?.replace(/(?<=.)\/+$/, '')
