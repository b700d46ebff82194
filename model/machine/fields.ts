/**
 * The io-ts types from which every file's codec is made. Each name reads as what is accepted, for
 * it is what an error message prints.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { ADDRESS_LIMIT } from '../address.ts'
import { ACS_BITS, type AcsBit } from './acs.ts'
import { OPERATIONS } from './columns.ts'

/** A field that may be left out. */
export const optional = <A>(codec: t.Type<A, unknown>): t.Type<A | undefined, unknown> =>
  new t.Type<A | undefined, unknown>(
    codec.name,
    (u): u is A | undefined => u === undefined || codec.is(u),
    (u, context) => (u === undefined ? t.success(undefined) : codec.validate(u, context)),
    t.identity,
  )

/**
 * One of several forms, told apart by a glance at the value, so that an error speaks of the form
 * that was meant and not of every form that it is not.
 */
export const oneForm = <A>(
  accepted: string,
  formOf: (u: unknown) => t.Decoder<unknown, A> | undefined,
): t.Type<A, unknown> =>
  new t.Type<A, unknown>(
    accepted,
    (u): u is A => E.isRight(formOf(u)?.decode(u) ?? E.left(undefined)),
    (u, context) => formOf(u)?.validate(u, context) ?? t.failure(u, context),
    t.identity,
  )

type Optional<P extends t.Props> = { [K in keyof P]: undefined extends t.TypeOf<P[K]> ? K : never }[keyof P]
type Shape<P extends t.Props> = { [K in Exclude<keyof P, Optional<P>>]: t.TypeOf<P[K]> } & {
  [K in Optional<P>]?: Exclude<t.TypeOf<P[K]>, undefined>
}

/**
 * A record that refuses fields it does not know: a misspelt `forward:` must not silently mean
 * "nothing is forwarded".
 */
export const record = <P extends t.Props>(props: P): t.Type<Shape<P>, unknown> => {
  const inner = t.type(props)
  const known = Object.keys(props)
  return new t.Type<Shape<P>, unknown>(
    `{${known.join(', ')}}`,
    (u): u is Shape<P> => inner.is(u),
    (u, context) => {
      if (typeof u !== 'object' || u === null || Array.isArray(u)) return t.failure(u, context)
      const strange = Object.keys(u).find((key) => !known.includes(key))
      if (strange !== undefined) {
        const field = { key: strange, type: t.never, actual: (u as Record<string, unknown>)[strange] }
        return t.failure(field.actual, [...context, field], `unknown field; known here: ${known.join(', ')}`)
      }
      return E.map((decoded: object) => dropUndefined(decoded) as Shape<P>)(inner.validate(u, context))
    },
    t.identity,
  )
}

const dropUndefined = (object: object): object =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))

/** A number that satisfies `accepts`; a string with a unit counts as bytes: 4K, 2M, 16G. */
const numeric = (name: string, accepts: (n: number) => boolean): t.Type<number, unknown> =>
  new t.Type<number, unknown>(
    name,
    (u): u is number => typeof u === 'number' && accepts(u),
    (u, context) => {
      const n = withUnit(u)
      return n !== undefined && accepts(n) ? t.success(n) : t.failure(u, context)
    },
    t.identity,
  )

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }

const withUnit = (u: unknown): number | undefined => {
  if (typeof u === 'number') return u
  const match = typeof u === 'string' ? /^(-?\d+)([KMG])$/.exec(u) : null
  return match === null ? undefined : Number(match[1]) * UNITS[match[2]]
}

const wholeBelow = (least: number) => (n: number) => Number.isSafeInteger(n) && n >= least && n <= ADDRESS_LIMIT

export const address = numeric('an address: a whole number from 0 to 2^52', wholeBelow(0))
export const size = numeric('a size in bytes, above 0 and at most 2^52 (units K, M, G)', wholeBelow(1))
export const count = numeric('a whole number from 0', wholeBelow(0))
export const byte = numeric('a whole number from 0 to 255', (n) => Number.isSafeInteger(n) && n >= 0 && n <= 255)
export const maskBits = numeric('a whole number of bits, 1 to 64', (n) => Number.isSafeInteger(n) && n >= 1 && n <= 64)
export const offsetBytes = numeric('a whole number of bytes, either sign, below 2^53 (units K, M, G)', (n) =>
  Number.isSafeInteger(n),
)
export const integer = numeric('a whole number', (n) => Number.isSafeInteger(n))

const literals = <K extends string>(names: readonly K[]): t.Type<K, unknown> =>
  t.keyof(Object.fromEntries(names.map((name) => [name, null])) as Record<K, null>, `one of ${names.join(', ')}`)

export const oneOf = literals
export const acsBit = literals<AcsBit>(ACS_BITS)
export const operationKind = literals(OPERATIONS)

/** `vvvv:dddd` */
export const hexWord = new t.Type<string, unknown>(
  'an id as vvvv:dddd, hexadecimal',
  t.string.is,
  (u, context) => (typeof u === 'string' && /^[0-9a-f]{4}:[0-9a-f]{4}$/.test(u) ? t.success(u) : t.failure(u, context)),
  t.identity,
)

type Tagged<P extends t.Props> = { [K in keyof P]?: t.TypeOf<P[K]> }

/** A record with exactly one of the given fields: `{dma: {...}}`. The field says which kind it is. */
export const tagged = <P extends t.Props>(props: P): t.Type<Tagged<P>, unknown> => {
  const accepted = `one of ${Object.keys(props).join(', ')}`
  return new t.Type<Tagged<P>, unknown>(
    accepted,
    (u): u is Tagged<P> => typeof u === 'object' && u !== null,
    (u, context) => {
      const keys = typeof u === 'object' && u !== null ? Object.keys(u) : []
      if (keys.length !== 1 || !Object.hasOwn(props, keys[0])) return t.failure(u, context, accepted)
      const [key] = keys
      const value = (u as Record<string, unknown>)[key]
      const inner = props[key].validate(value, [...context, { key, type: props[key], actual: value }])
      return E.map((decoded: unknown) => ({ [key]: decoded }) as Tagged<P>)(inner)
    },
    t.identity,
  )
}
