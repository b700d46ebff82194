/**
 * What a design and a rule look like from outside, field by field: a file from outside is not type-checked before it
 * runs.
 */
import { nearest } from '../../model/nearest.ts'
import { ROLES } from '../../model/operations/roles.ts'
import { WHOLE_FILE, problem, type Problem } from '../../model/problem.ts'

interface Field {
  readonly accepted: string
  readonly is: (value: unknown) => boolean
  readonly optional?: true
}

export interface Shape {
  /** `design` */
  readonly what: string
  /** How an author makes one. */
  readonly made: string
  readonly fields: Readonly<Record<string, Field>>
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const isFunction = (value: unknown): boolean => typeof value === 'function'
const isOneOf = (words: readonly string[]): Field => ({
  accepted: words.map((word) => `'${word}'`).join(' or '),
  is: (value) => words.includes(value as string),
})

// An id is a part of a file's name.
const ID: Field = {
  accepted: 'a name of letters, digits, dots and dashes',
  is: (value) => typeof value === 'string' && /^[A-Za-z0-9][\w.-]*$/.test(value),
}
const TEXT: Field = { accepted: 'a text', is: isText }
const TEXTS: Field = { accepted: 'a list of texts', is: (value) => Array.isArray(value) && value.every(isText) }
const FUNCTION: Field = { accepted: 'a function', is: isFunction }
const may = (field: Field): Field => ({ ...field, optional: true })

const ENTRY_POINTS = [
  'addResource',
  'publish',
  'findMany',
  'distanceMany',
  'buildTable',
  'groupOf',
  'getUserPages',
  'mapSg',
  'unmapSg',
  'mapPage',
  'mapResource',
  'unmapPage',
  'unmapResource',
  'syncSg',
] as const

export const DESIGN: Shape = {
  what: 'design',
  made: 'linux({ id, summary, sources }, { ...parts }) or design(...)',
  fields: {
    id: ID,
    alias: may(ID),
    summary: TEXT,
    sources: TEXTS,
    mendedBy: may(TEXT),
    boot: { accepted: 'the state after boot', is: (value) => value !== undefined },
    ...Object.fromEntries(ENTRY_POINTS.map((entry) => [entry, may(FUNCTION)])),
  },
}

const ASSUMPTIONS: Field = {
  accepted: 'a list of assumptions',
  is: (value) =>
    Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && isText(one['id'])),
}
const NEEDS: Field = {
  accepted: `a list of entry points (${ENTRY_POINTS.join(', ')})`,
  is: (value) => Array.isArray(value) && value.every((entry) => (ENTRY_POINTS as readonly unknown[]).includes(entry)),
}

export const RULE: Shape = {
  what: 'rule',
  made: 'always({ ... }), compare({ ... }) or exists({ ... })',
  fields: {
    id: ID,
    name: ID,
    sentence: TEXT,
    why: TEXT,
    sources: TEXTS,
    assumptions: ASSUMPTIONS,
    needs: NEEDS,
    kind: isOneOf(['always', 'compare', 'exists']),
    start: may({ accepted: 'a state', is: () => true }),
    next: may(FUNCTION),
    variant: may(FUNCTION),
    relation: may(FUNCTION),
    sees: may(FUNCTION),
  },
}

const ROLE_NAMES = Object.keys(ROLES)
const WORDS: Field = {
  accepted: `words, each with a role (${ROLE_NAMES.join(', ')})`,
  is: (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((word: unknown) => ROLE_NAMES.includes((word as { role: string } | null)?.role ?? '')),
}

export const OPERATION: Shape = {
  what: 'operation',
  made: 'operation({ kind, about, words, answers, run, sentence })',
  fields: {
    kind: { accepted: 'a name of letters, digits and underscores', is: (value) => /^[a-z]\w*$/.test(String(value)) },
    about: TEXT,
    words: WORDS,
    answers: TEXT,
    needs: FUNCTION,
    problems: FUNCTION,
    compile: FUNCTION,
    run: FUNCTION,
    sentence: FUNCTION,
    givesPages: { accepted: 'true or false', is: (value) => typeof value === 'boolean' },
    anyOrder: { accepted: 'true or false', is: (value) => typeof value === 'boolean' },
    verb: may(TEXT),
  },
}
const SHAPES: readonly Shape[] = [DESIGN, RULE, OPERATION]

/** What a kind of rule cannot do without. */
const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  always: ['start', 'next'],
  compare: ['variant', 'relation'],
  exists: ['sees'],
}

export const shapeProblems = (shape: Shape, found: unknown): Problem[] => {
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    return [problem(WHOLE_FILE, `${brief(found)} as default export`, `export default ${shape.made}`)]
  const value = found as Record<string, unknown>
  const other = SHAPES.find((one) => one !== shape && looksLike(one, value))
  if (other !== undefined && !looksLike(shape, value))
    return [problem(WHOLE_FILE, `a ${other.what}`, `a ${shape.what}; a ${other.what} is named with --${other.what}`)]
  return [
    ...Object.entries(shape.fields).flatMap(([name, field]) => fieldProblems(name, field, value)),
    ...Object.keys(value)
      .filter((name) => !Object.hasOwn(shape.fields, name))
      .map((name) => problem(name, 'a field that is never read', nearest(name, Object.keys(shape.fields)))),
    ...(shape === RULE ? (OF_KIND[String(value['kind'])] ?? []) : [])
      .filter((name) => !Object.hasOwn(value, name))
      .map((name) => problem(name, 'nothing', shape.fields[name].accepted)),
  ]
}

const fieldProblems = (name: string, { accepted, is, optional }: Field, value: Record<string, unknown>): Problem[] =>
  is(value[name]) || (optional === true && value[name] === undefined)
    ? []
    : [problem(name, brief(value[name]), accepted)]

/** What one has and the others have not. */
const looksLike = (shape: Shape, value: Record<string, unknown>): boolean => {
  if (shape === DESIGN) return 'boot' in value || 'mapSg' in value
  return shape === OPERATION
    ? 'words' in value
    : typeof value['sentence'] === 'string' || 'next' in value || 'sees' in value
}

const brief = (value: unknown): string =>
  value === undefined
    ? 'nothing'
    : typeof value === 'object' && value !== null
      ? Array.isArray(value)
        ? 'a list'
        : 'an object'
      : typeof value === 'function'
        ? 'a function'
        : JSON.stringify(value)
