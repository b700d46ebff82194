/**
 * A call: a table of labelled atomic steps, run row by row.
 *
 * Rows stand from top to bottom as in the C. A row starts where a lock is taken and ends where one is dropped; so do lockless
 * reads and accesses by hardware. No row names the one after it: rows can be reordered, and a design overrides one by its
 * label. A paused call is plain data: a stack of table, label and locals.
 *
 * Laws: `run` equals `advance` until it ends; a row that waits has changed nothing; a row that only calls or returns is
 * no step.
 */

/** The locals of a call, by name. Plain data, so that paused calls can be compared and printed. */
export type Locals = Readonly<Record<string, unknown>>

/** What a row answers. */
export type Answer =
  | { readonly go: 'next'; readonly locals: Locals | undefined }
  | { readonly go: 'jump'; readonly label: string; readonly locals: Locals | undefined }
  | { readonly go: 'return'; readonly value: unknown }
  | { readonly go: 'wait' }

/** Goes on with the row below; falling off the end returns nothing. */
export const next = (locals?: Locals): Answer => ({ go: 'next', locals })
/** Goes on with the row of that label, and keeps of the locals only the arguments and what is named here. */
export const jump = (label: string, locals?: Locals): Answer => ({ go: 'jump', label, locals })
export const ret = (value: unknown): Answer => ({ go: 'return', value })
/** Another actor has to do something first; the row is tried again. */
export const WAIT: Answer = { go: 'wait' }

/** A row that calls another table; what that returns becomes the local `into`. */
export interface Calls<L> {
  readonly calls: string
  readonly args: (locals: L) => Locals
  readonly into: string | undefined
}

export const calls = <L>(table: string, args: (locals: L) => Locals, into?: string): Calls<L> => ({
  calls: table,
  args,
  into,
})

/** `x` is what rows work on: a draft of the world, and what they may call. */
export type Row<X, L> = ((x: X, locals: L) => Answer) | Calls<L>
export type Rows<X, L> = Readonly<Record<string, Row<X, L>>>
/** Tables by name. What locals each takes is known to its rows alone. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Tables<X> = Readonly<Record<string, Rows<X, any>>>

interface Frame {
  readonly table: string
  readonly label: string | undefined
  readonly args: Locals
  readonly locals: Locals
}
/** A call that is under way: the innermost frame last. */
export type Paused = readonly Frame[]

export type Advanced =
  | { readonly kind: 'paused'; readonly at: Paused }
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'waits'; readonly at: Paused }

const labels = new WeakMap<object, readonly string[]>()
const labelsOf = (rows: object): readonly string[] => {
  const known = labels.get(rows) ?? Object.keys(rows)
  labels.set(rows, known)
  return known
}

const rowsOf = <X>(tables: Tables<X>, table: string): Rows<X, Locals> => {
  const rows = tables[table]
  if (rows === undefined) throw new Error(`no table ${table}: ${Object.keys(tables).join(', ')}`)
  return rows
}

/** The first row is where a call begins. */
export const begin = <X>(tables: Tables<X>, table: string, args: Locals): Paused => [
  { table, label: labelsOf(rowsOf(tables, table))[0], args, locals: args },
]

const below = <X>(tables: Tables<X>, frame: Frame): string | undefined => {
  const all = labelsOf(rowsOf(tables, frame.table))
  return all[all.indexOf(frame.label!) + 1]
}

/** Calls and returns until a row is reached that does something. */
const settle = <X>(
  tables: Tables<X>,
  stack: Frame[],
  returned: { value: unknown } | undefined,
): Advanced | undefined => {
  for (let value = returned?.value, back = returned !== undefined; ; back = false, value = undefined) {
    const top = stack.at(-1)!
    if (back || top.label === undefined) {
      stack.pop()
      const caller = stack.at(-1)
      if (caller === undefined) return { kind: 'returned', value }
      const { into } = rowsOf(tables, caller.table)[caller.label!] as Calls<Locals>
      const locals = into === undefined ? caller.locals : { ...caller.locals, [into]: value }
      stack[stack.length - 1] = { ...caller, locals, label: below(tables, caller) }
      continue
    }
    const row = rowsOf(tables, top.table)[top.label]
    if (typeof row === 'function') return undefined
    stack.push(...begin(tables, row.calls, row.args(top.locals)))
  }
}

/** One step: one row that does something, and the calls and returns around it. */
export const advance = <X>(tables: Tables<X>, x: X, at: Paused): Advanced => {
  const stack = [...at]
  const before = settle(tables, stack, undefined)
  if (before !== undefined) return before
  const top = stack.at(-1)!
  const row = rowsOf(tables, top.table)[top.label!] as (x: X, locals: Locals) => Answer
  const answer = row(x, top.locals)
  if (answer.go === 'wait') return { kind: 'waits', at: stack }
  if (answer.go === 'return') return settle(tables, stack, answer) ?? { kind: 'paused', at: stack }
  stack[stack.length - 1] =
    answer.go === 'next'
      ? { ...top, label: below(tables, top), locals: { ...top.locals, ...answer.locals } }
      : { ...top, label: answer.label, locals: { ...top.args, ...answer.locals } }
  return settle(tables, stack, undefined) ?? { kind: 'paused', at: stack }
}

/** Steps after which a call that stands alone is said never to end. */
export const ENDLESS = 20_000

/** Runs a call to its end where nobody else is on the way; `endless`: a loop that makes no progress. */
export const run = <X>(
  tables: Tables<X>,
  x: X,
  at: Paused,
): Exclude<Advanced, { kind: 'paused' }> | { readonly kind: 'endless' } => {
  let paused = at
  for (let steps = 0; steps < ENDLESS; steps++) {
    const result = advance(tables, x, paused)
    if (result.kind !== 'paused') return result
    paused = result.at
  }
  return { kind: 'endless' }
}
