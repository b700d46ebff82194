/**
 * The io-ts types from which every file's codec is made. Each name reads as what is accepted, for
 * it is what an error message prints.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { ADDRESS_LIMIT } from '../address.ts'
import { ACS_BITS, type AcsBit } from './acs.ts'
import { didYouMean } from '../nearest.ts'
import { ACCESS_KINDS } from './columns.ts'

/** What a codec is made of, for whoever lists the fields of a file: a record's fields, else the codec inside. */
export interface Made {
  readonly props?: t.Props
  readonly of?: t.Mixed
}
const made = <C extends t.Mixed>(codec: C, parts: Made): C & Made => Object.assign(codec, parts)

/** A field that may be left out. */
export const optional = <A>(codec: t.Type<A, unknown>): t.Type<A | undefined, unknown> & Made =>
  made(
    new t.Type<A | undefined, unknown>(
      codec.name,
      (u): u is A | undefined => u === undefined || codec.is(u),
      (u, context) => (u === undefined ? t.success(undefined) : codec.validate(u, context)),
      t.identity,
    ),
    { of: codec },
  )

/** A field that may be left out, and may say so: `unknown`. */
export const orUnknown = <A>(codec: t.Type<A, unknown> & Made): t.Type<A | undefined, unknown> & Made =>
  made(
    new t.Type<A | undefined, unknown>(
      `${codec.name}, or unknown`,
      (u): u is A | undefined => u === undefined || codec.is(u),
      (u, context) => (u === 'unknown' ? t.success(undefined) : codec.validate(u, context)),
      t.identity,
    ),
    { of: codec },
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
export type Shape<P extends t.Props> = { [K in Exclude<keyof P, Optional<P>>]: t.TypeOf<P[K]> } & {
  [K in Optional<P>]?: Exclude<t.TypeOf<P[K]>, undefined>
}

/**
 * A record that refuses fields it does not know: a misspelt `forward:` must not silently mean
 * "nothing is forwarded".
 */
export const record = <P extends t.Props>(props: P): t.Type<Shape<P>, unknown> & Made => {
  const inner = t.type(props)
  const known = Object.keys(props)
  const codec = new t.Type<Shape<P>, unknown>(
    `{${known.join(', ')}}`,
    (u): u is Shape<P> => inner.is(u),
    (u, context) => {
      if (typeof u !== 'object' || u === null || Array.isArray(u)) return t.failure(u, context)
      const strange = Object.keys(u).find((key) => !known.includes(key))
      if (strange !== undefined) {
        return unknownField(u, context, strange, `${didYouMean(strange, known)}known here: ${known.join(', ')}`)
      }
      return E.map((decoded: object) => dropUndefined(decoded) as Shape<P>)(inner.validate(u, context))
    },
    t.identity,
  )
  return made(codec, { props })
}

/** A field of the type `t.never`: nothing that stands in it is accepted. */
const unknownField = <A>(u: object, context: t.Context, key: string, accepted: string): t.Validation<A> => {
  const field = { key, type: t.never, actual: (u as Record<string, unknown>)[key] }
  return t.failure(field.actual, [...context, field], accepted)
}

const dropUndefined = (object: object): object =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))

/** Entries of any list in a file; a scenario has a few dozen. */
export const MOST_ENTRIES = 1024

/** A list that is not too long. */
export const list = <A>(entry: t.Type<A, unknown>): t.Type<A[], unknown> & Made => listOfAtMost(MOST_ENTRIES, entry)

export const listOfAtMost = <A>(most: number, entry: t.Type<A, unknown>): t.Type<A[], unknown> & Made => {
  const inner = t.array(entry)
  const codec = new t.Type<A[], unknown>(
    `a list of ${entry.name}`,
    inner.is,
    (u, context) => {
      if (!Array.isArray(u)) return t.failure(u, context)
      return u.length > most ? t.failure(u, context, `at most ${most} entries`) : inner.validate(u, context)
    },
    t.identity,
  )
  return made(codec, { of: entry })
}

/** A number that satisfies `accepts`; a string with a unit counts as bytes: 4K, 2M, 16G. */
export const numeric = (name: string, accepts: (n: number) => boolean): t.Type<number, unknown> =>
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
  const match = typeof u === 'string' ? /^(0|-?[1-9]\d*)([KMG])$/.exec(u) : null
  return match === null ? undefined : Number(match[1]) * UNITS[match[2]]
}

const wholeBelow = (least: number) => (n: number) => Number.isSafeInteger(n) && n >= least && n <= ADDRESS_LIMIT

export const address = numeric('an address: a whole number from 0 to 2^52', wholeBelow(0))
export const size = numeric('a size in bytes, above 0 and at most 2^52 (units K, M, G)', wholeBelow(1))
export const bytes = numeric('a size in bytes, at most 2^52 (units K, M, G)', wholeBelow(0))
export const count = numeric('a whole number from 0 to 2^52', wholeBelow(0))
export const byte = numeric('a whole number from 0 to 255', (n) => Number.isSafeInteger(n) && n >= 0 && n <= 255)
export const maskBits = numeric('a whole number of bits, 1 to 64', (n) => Number.isSafeInteger(n) && n >= 1 && n <= 64)
export const offsetBytes = numeric(
  'a whole number of bytes, either sign, at most 2^52 (units K, M, G)',
  (n) => Number.isSafeInteger(n) && Math.abs(n) <= ADDRESS_LIMIT,
)
export const integer = numeric('a whole number', (n) => Number.isSafeInteger(n))

/** One of some words; another gets the nearest of them. */
export const oneOf = <K extends string>(names: readonly K[]): t.Type<K, unknown> => {
  const accepted = `one of ${names.join(', ')}`
  const is = (u: unknown): u is K => typeof u === 'string' && (names as readonly string[]).includes(u)
  return new t.Type<K, unknown>(
    accepted,
    is,
    (u, context) =>
      is(u) ? t.success(u) : t.failure(u, context, `${typeof u === 'string' ? didYouMean(u, names) : ''}${accepted}`),
    t.identity,
  )
}
export const acsBit = oneOf<AcsBit>(ACS_BITS)
export const accessKind = oneOf(ACCESS_KINDS)

const word = (accepted: string, form: RegExp): t.Type<string, unknown> =>
  new t.Type<string, unknown>(
    accepted,
    t.string.is,
    (u, context) => (typeof u === 'string' && form.test(u) ? t.success(u) : t.failure(u, context)),
    t.identity,
  )

/** What something is called. It stands in messages, tables and pictures. */
export const name = word('a name: text of 1 to 64 characters without space', /^[^\s\p{C}]{1,64}$/u)

/** `vvvv:dddd` */
export const hexWord = word('an id as vvvv:dddd, hexadecimal', /^[0-9a-f]{4}:[0-9a-f]{4}$/)

type Tagged<P extends t.Props> = { [K in keyof P]?: t.TypeOf<P[K]> }

/**
 * A record with exactly one of the given fields: `{dma: {...}}`. The field says which kind it is. The fields are asked for
 * whenever a value is read, for more may join them.
 */
export const tagged = <P extends t.Props>(fields: () => P): t.Type<Tagged<P>, unknown> => {
  const accepted = (): string => `one of ${Object.keys(fields()).join(', ')}`
  return new t.Type<Tagged<P>, unknown>(
    accepted(),
    (u): u is Tagged<P> => typeof u === 'object' && u !== null,
    (u, context) => {
      if (typeof u !== 'object' || u === null || Array.isArray(u)) return t.failure(u, context, accepted())
      const [key, ...more] = Object.keys(u)
      if (key === undefined || more.length > 0) return t.failure(u, context, accepted())
      const props = fields()
      const known = Object.keys(props)
      if (!known.includes(key)) return unknownField(u, context, key, `${didYouMean(key, known)}${accepted()}`)
      const value = (u as Record<string, unknown>)[key]
      const inner = props[key].validate(value, [...context, { key, type: props[key], actual: value }])
      return E.map((decoded: unknown) => ({ [key]: decoded }) as Tagged<P>)(inner)
    },
    t.identity,
  )
}

/** Pages of a process have numbers below this: two page tables of the last level. */
export const MOST_PAGES = 64

/** `[first, behind the last]` */
export const pageRange = new t.Type<readonly [number, number], unknown>(
  `pages [first, behind the last], below ${MOST_PAGES}`,
  (u): u is readonly [number, number] => isPageRange(u),
  (u, context) => (isPageRange(u) ? t.success([u[0], u[1]] as const) : t.failure(u, context)),
  t.identity,
)

const isPageRange = (u: unknown): u is [number, number] =>
  Array.isArray(u) &&
  u.length === 2 &&
  u.every((n) => Number.isSafeInteger(n) && n >= 0 && n <= MOST_PAGES) &&
  (u as number[])[0] < (u as number[])[1]
