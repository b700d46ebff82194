/**
 * Fields of what comes from outside: what each may hold, and what is said of one that holds another thing or that nobody
 * reads.
 */
import { unread } from '../../model/kernel/refuse.ts'
import { problem, type Problem } from '../../model/problem.ts'

export interface Field {
  readonly accepted: string
  readonly is: (value: unknown) => boolean
  readonly optional?: true
  /** What has fields of its own: a list, or a table by name. */
  readonly each?: Fields
}
export type Fields = Readonly<Record<string, Field>>

export const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const isFunction = (value: unknown): boolean => typeof value === 'function'
export const isOneOf = (words: readonly string[]): Field => ({
  accepted: words.map((word) => `'${word}'`).join(' or '),
  is: (value) => words.includes(value as string),
})

// An id is a part of a file's name.
export const ID: Field = {
  accepted: 'a name of letters, digits, dots and dashes',
  is: (value) => typeof value === 'string' && /^[A-Za-z0-9][\w.-]*$/.test(value),
}
export const TEXT: Field = { accepted: 'a text', is: isText }
export const TEXTS: Field = { accepted: 'a list of texts', is: (value) => Array.isArray(value) && value.every(isText) }
export const FUNCTION: Field = { accepted: 'a function', is: isFunction }
export const BOOLEAN: Field = { accepted: 'true or false', is: (value) => typeof value === 'boolean' }
export const ANYTHING: Field = { accepted: 'a value', is: () => true }
export const may = (field: Field): Field => ({ ...field, optional: true })

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

export const recordProblems = (fields: Fields, value: Record<string, unknown>, path: string): Problem[] => [
  ...Object.entries(fields).flatMap(([name, field]) => fieldProblems(`${path}${name}`, field, value[name])),
  ...unread(value, Object.keys(fields), 'a field', path),
]

const fieldProblems = (path: string, { accepted, is, optional, each }: Field, value: unknown): Problem[] => {
  if (optional === true && value === undefined) return []
  if (!is(value)) return [problem(path, brief(value), accepted)]
  return each === undefined
    ? []
    : Object.entries(value as Record<string, Record<string, unknown>>).flatMap(([key, one]) =>
        recordProblems(each, one, Array.isArray(value) ? `${path}[${key}].` : `${path}.${key}.`),
      )
}

export const brief = (value: unknown): string =>
  value === undefined
    ? 'nothing'
    : typeof value === 'object' && value !== null
      ? Array.isArray(value)
        ? 'a list'
        : 'an object'
      : typeof value === 'function'
        ? 'a function'
        : JSON.stringify(value)
