/**
 * What each role means for a file: names resolved, names that nobody knows refused, names replaced.
 */
import { bitsOf, type AcsBit } from '../machine/acs.ts'
import { isBridge, type Machine } from '../machine/columns.ts'
import { problem, type Problem } from '../problem.ts'
import { lengthProblems, segment, segmentProblems, type SegmentFile } from './memory.ts'
import type { Role, RoleFile, Word } from './word.ts'

/** A mapping that an earlier step makes, or memory that it gives. */
export interface NamedMapping {
  /** Index of the step. */
  readonly step: number
  /** The operation that makes it. */
  readonly kind: string
  readonly memory: readonly SegmentFile[]
  /** Bytes of the memory that it gives. */
  readonly bytes?: number
}

/** Where a word is spoken: on which machine, and what steps before it have given. */
export interface Context {
  readonly machine: Machine
  readonly given: ReadonlyMap<string, NamedMapping>
  /** Functions whose BAR has struct pages. */
  readonly withPages: ReadonlySet<string>
}

/** A name is that of a function, host or device, or that of a mapping: both may be called the same. */
export type Space = 'machine' | 'mapping'
export type Rename = (name: string, space: Space) => string

interface RoleOf<R extends Role> {
  readonly resolve: (file: RoleFile<R>, context: Context) => unknown
  readonly problems: (file: RoleFile<R>, context: Context, path: string, word: Word) => Problem[]
  readonly renamed: (file: RoleFile<R>, rename: Rename) => RoleFile<R>
}

const named = (path: string, name: string, among: readonly string[], what: string): Problem[] =>
  among.includes(name) ? [] : [problem(path, `"${name}"`, `${what}: ${among.join(', ')}`)]

const none = (): Problem[] => []
const same = <T>(file: T): T => file
const itself = { resolve: same, problems: none, renamed: same }

const functionNamed = (name: string, { machine }: Context): number => machine.name.indexOf(name)
const clientNamed = (name: string, { machine }: Context): number => machine.clientName.indexOf(name)
const inMachine = (name: string, rename: Rename): string => rename(name, 'machine')

const clientProblems = (name: string, { machine: m }: Context, path: string): Problem[] => {
  const f = m.name.indexOf(name)
  if (f < 0 || !isBridge(m.kind[f])) return named(path, name, m.clientName, 'a client')
  return [problem(path, `${name}, a bridge`, 'an endpoint, or a device of `machine.devices`')]
}

/** Functions whose BAR the word may speak of; undefined: any. */
const allowed = ({ withPages }: Context, { needs }: Word): ReadonlySet<string> | undefined =>
  needs === true ? withPages : undefined

const segmentRenamed = (s: SegmentFile, rename: Rename): SegmentFile => {
  if ('of' in s) return { ...s, of: rename(s.of, 'mapping') }
  return 'bar' in s ? { ...s, bar: rename(s.bar, 'machine') } : s
}

const segments: RoleOf<'list'> & RoleOf<'pages'> = {
  resolve: (file, context) => file.map((s) => segment(context, s)),
  problems: (file, context, path, word) =>
    file.flatMap((s, i) => segmentProblems(context, allowed(context, word), s, `${path}[${i}]`)),
  renamed: (file, rename) => file.map((s) => segmentRenamed(s, rename)),
}

/** What an earlier step gave, by its name. */
const earlier = (what: 'mapping' | 'memory'): RoleOf<'mapping'> & RoleOf<'object'> => ({
  resolve: (name, { given }) => given.get(name)?.step ?? -1,
  problems: (name, { given }, path, { of }) => {
    const made = given.get(name)
    if (made !== undefined && (of === undefined || of.includes(made.kind))) return []
    const found =
      made === undefined ? `"${name}"` : `"${name}", ${/^[aeiou]/.test(made.kind) ? 'an' : 'a'} ${made.kind}`
    return [problem(path, found, `the \`as\` of an earlier ${of === undefined ? what : of.join(' or ')}`)]
  },
  renamed: (name, rename) => rename(name, 'mapping'),
})

export const ROLES: { readonly [R in Role]: RoleOf<R> } = {
  provider: {
    resolve: functionNamed,
    problems: (name, { machine: m }, path, { needs }) => {
      const missing = named(path, name, m.name, 'a function')
      if (missing.length > 0 || needs !== true || m.barSize[m.name.indexOf(name)] > 0) return missing
      return [problem(path, `${name}, which has no BAR with an address`, 'a function with a BAR that is assigned')]
    },
    renamed: inMachine,
  },
  function: {
    resolve: functionNamed,
    problems: (name, { machine }, path) => named(path, name, machine.name, 'a function'),
    renamed: inMachine,
  },
  client: { resolve: clientNamed, problems: clientProblems, renamed: inMachine },
  clients: {
    resolve: (names, context) => names.map((name) => clientNamed(name, context)),
    problems: (names, context, path) => names.flatMap((name) => clientProblems(name, context, path)),
    renamed: (names, rename) => names.map((name) => inMachine(name, rename)),
  },
  gives: {
    resolve: same,
    problems: (name, { given }, path) =>
      given.has(name) ? [problem(path, `"${name}" again`, 'a name of its own')] : [],
    renamed: (name, rename) => rename(name, 'mapping'),
  },
  mapping: earlier('mapping'),
  object: earlier('memory'),
  number: itself,
  text: itself,
  memory: {
    resolve: (file, context) => segment(context, file),
    problems: (file, context, path, word) => [
      ...lengthProblems(file, false, path),
      ...segmentProblems(context, allowed(context, word), file, path),
    ],
    renamed: segmentRenamed,
  },
  list: segments,
  pages: {
    ...segments,
    problems: (file, context, path, word) => [
      ...file.flatMap((s, i) => lengthProblems(s, false, `${path}[${i}]`)),
      ...segments.problems(file, context, path, word),
    ],
  },
  range: itself,
  direction: itself,
  choice: itself,
  choices: itself,
  flag: itself,
  acs: { resolve: (bits: AcsBit[]) => bitsOf(bits), problems: none, renamed: same },
}
