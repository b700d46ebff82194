/**
 * What a design and a rule look like from outside, field by field: a file from outside is not type-checked before it
 * runs.
 */
import { ENTRY_POINTS } from '../../model/kernel/design.ts'
import { ROLES } from '../../model/operations/roles.ts'
import { WHOLE_FILE, problem, type Problem } from '../../model/problem.ts'
import {
  ANYTHING,
  BOOLEAN,
  FUNCTION,
  ID,
  TEXT,
  TEXTS,
  brief,
  isOneOf,
  isRecord,
  isText,
  may,
  recordProblems,
  type Field,
  type Fields,
} from './fields.ts'

/** What a file from outside may export. */
export type What = 'design' | 'rule' | 'operation'

export interface Shape {
  /** `design` */
  readonly what: What
  /** `a design` */
  readonly one: string
  /** How an author makes one. */
  readonly made: string
  readonly fields: Fields
}

/** The memory half: what `linuxMmWith` answers. */
const MEMORY: Field = {
  accepted: 'what linuxMmWith({ parts }, { rows }) answers',
  is: (value) => isRecord(value) && isRecord(value.parts) && isRecord(value.tables),
}
const ASKED = ENTRY_POINTS.filter((name) => name !== 'boot')
const FUNCTIONS = ASKED.filter((name) => name !== 'memory' && name !== 'migrates')

export const DESIGN: Shape = {
  what: 'design',
  one: 'a design',
  made: 'linux({ id, summary, sources }, { ...parts }) or design(...)',
  fields: {
    id: ID,
    alias: may(ID),
    summary: TEXT,
    sources: TEXTS,
    mendedBy: may(TEXT),
    basis: may(TEXT),
    boot: { accepted: 'the state after boot', is: (value) => value !== undefined },
    memory: may(MEMORY),
    migrates: may(BOOLEAN),
    ...Object.fromEntries(FUNCTIONS.map((entry) => [entry, may(FUNCTION)])),
  },
}

const DEFECT: Field = {
  accepted: 'a rule and a list of designs, each by its id',
  is: (value) => isRecord(value) && isText(value['rule']) && TEXTS.is(value['designs']),
}
const ASSUMPTIONS: Field = {
  accepted: 'a list of assumptions',
  is: (value) => Array.isArray(value) && value.every((one) => isRecord(one) && isText(one['id'])),
  each: {
    id: TEXT,
    sentence: TEXT,
    why: TEXT,
    sources: TEXTS,
    holds: may(FUNCTION),
    holdsIn: may(FUNCTION),
    isChoice: may(BOOLEAN),
    defect: may(DEFECT),
  },
}
const NEEDS: Field = {
  accepted: `a list of entry points (${ASKED.join(', ')})`,
  is: (value) => Array.isArray(value) && value.every((entry) => (ASKED as readonly unknown[]).includes(entry)),
}

export const RULE: Shape = {
  what: 'rule',
  one: 'a rule',
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
    start: ANYTHING,
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
    isRecord(value) &&
    Object.values(value).every((word) => isRecord(word) && ROLE_NAMES.includes(String(word['role']))),
  each: {
    role: TEXT,
    codec: { accepted: 'a codec', is: isRecord },
    otherwise: ANYTHING,
    size: may({ accepted: 'a number', is: (value) => typeof value === 'number' }),
    drawn: may({ accepted: 'a list', is: Array.isArray }),
    needs: may(BOOLEAN),
    of: may(TEXTS),
    mark: may(TEXT),
    says: may(TEXT),
    leftOut: may(TEXT),
  },
}

export const OPERATION: Shape = {
  what: 'operation',
  one: 'an operation',
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
    givesPages: BOOLEAN,
    givesBytes: may(FUNCTION),
    anyOrder: BOOLEAN,
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
    return [problem(WHOLE_FILE, other.one, `${shape.one}; ${other.one} is named with --${other.what}`)]
  return [
    ...recordProblems(shape.fields, value, ''),
    ...(shape === RULE ? (OF_KIND[String(value['kind'])] ?? []) : [])
      .filter((name) => !Object.hasOwn(value, name))
      .map((name) => problem(name, 'nothing', shape.fields[name].accepted)),
  ]
}

/** What one has and the others have not. */
const looksLike = (shape: Shape, value: Record<string, unknown>): boolean => {
  if (shape === DESIGN) return 'boot' in value || 'mapSg' in value
  return shape === OPERATION
    ? 'words' in value
    : typeof value['sentence'] === 'string' || 'next' in value || 'sees' in value
}
