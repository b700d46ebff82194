/** An operation in words: its sentence, each word told by its role. */
import type { Machine } from '../../model/machine/columns.ts'
import { operationNamed, type Operation } from '../../model/operations/index.ts'
import type { Said } from '../../model/operations/steps.ts'
import type { PageRange, Role } from '../../model/operations/word.ts'
import type { Segment } from '../../model/place.ts'
import { tellPlace } from '../../spec/tell.ts'

export const tellOperation = (m: Machine, op: Operation): string => {
  const { kind, words, sentence } = operationNamed(op.kind)!
  const values = op as unknown as Readonly<Record<string, unknown>>
  const told = Object.entries(words).map(([name, { role }]) => [
    name,
    values[name] === undefined ? '' : TELL[role](m, values[name]),
  ])
  const said = sentence(Object.fromEntries(told) as Record<string, string>, op)
  // A sentence that begins with a call of its own says what is called.
  return /^\w+\(/.test(said) ? said : `${kind}: ${said}`
}

const functionName = (m: Machine, f: number): string => m.name[f]
const clientName = (m: Machine, c: number): string => m.clientName[c]
const itself = (_: Machine, said: Said): string => String(said)
const listed = (_: Machine, said: readonly string[]): string => said.join(', ')

/** How a word of each role is told, from what the operation was given for it. */
export const TELL: Readonly<Record<Role, (m: Machine, value: Said) => string>> = {
  provider: functionName,
  function: functionName,
  client: clientName,
  clients: (m, clients: readonly number[]) => clients.map((c) => m.clientName[c]).join(', '),
  gives: itself,
  mapping: (_, step: number) => `steps[${step}]`,
  object: (_, step: number) => `what steps[${step}] gave`,
  number: itself,
  text: itself,
  memory: tellPlace,
  list: (_, list: readonly Segment[]) => String(list.length),
  pages: (m, pages: readonly Segment[]) => pages.map((s) => tellPlace(m, s)).join(', '),
  range: (_, [first, end]: PageRange) => (end - first === 1 ? `page ${first}` : `pages ${first} to ${end - 1}`),
  direction: itself,
  choice: itself,
  choices: listed,
  flag: itself,
  acs: itself,
}
