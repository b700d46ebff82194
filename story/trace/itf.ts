/**
 * Values of the Informal Trace Format: ADR-015 of Apalache, https://apalache-mc.org/docs/adr/015adr-trace.html.
 *
 * Every integer is a `#bigint`: a reader whose numbers are short sees every bit of an address. What may be missing is
 * a variant, `Some` or `None`, as Quint writes one.
 */
export type Itf =
  | string
  | boolean
  | { readonly '#bigint': string }
  | { readonly '#set': readonly Itf[] }
  | { readonly '#map': readonly (readonly [Itf, Itf])[] }
  | { readonly '#tup': readonly Itf[] }
  | readonly Itf[]
  | { readonly [field: string]: Itf }

export interface State {
  readonly '#meta': { readonly index: number; readonly [note: string]: unknown }
  readonly [variable: string]: unknown
}

export interface Trace {
  readonly '#meta': Readonly<Record<string, unknown>>
  readonly vars: readonly string[]
  readonly states: readonly State[]
}

export const int = (n: number): Itf => ({ '#bigint': BigInt(n).toString() })
export const setOf = (values: readonly Itf[]): Itf => ({ '#set': values })
export const mapOf = (pairs: readonly (readonly [Itf, Itf])[]): Itf => ({ '#map': pairs })
export const variant = (tag: string, value: Itf = { '#tup': [] }): Itf => ({ tag, value })
export const option = <T>(value: T | undefined, of: (value: T) => Itf): Itf =>
  value === undefined ? variant('None') : variant('Some', of(value))

/** Plain data, field by field. */
export const plain = (value: unknown): Itf => {
  if (typeof value === 'number') return int(value)
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(plain)
  const fields = Object.entries(value as object).filter(([, field]) => field !== undefined)
  return Object.fromEntries(fields.map(([name, field]) => [name, plain(field)]))
}
