/** What a proposition says of a step about memory that moves. */
import type { Outcome } from '../model/outcome.ts'
import { problem, type Problem } from '../model/problem.ts'
import type { Event } from './rule.ts'

export const ENDS = ['done', 'SEGV', 'BUS', 'refused', 'abort', 'nowhere'] as const

/** `error`: no VMA, or one that may not be read; `zero`: the zero page; `r of A`: it lies in the local memory of A; `r through A`: a page of A’s BAR shows it. */
const TOLD = /^(?:error|nothing|zero|rw?(?: (?:of|through) \S+)?)$/

const ACCEPTED = 'error, nothing, zero, r, rw, or r of A, rw of A, r through A, rw through A where A is a function'

/** What is said of pages in words that nobody knows, and not once a page. */
export const toldProblems = (told: readonly string[], asked: number, path: string): Problem[] => {
  const unknown = told.findIndex((word) => !TOLD.test(word))
  if (unknown !== -1) return [problem(`${path}[${unknown}]`, `"${told[unknown]}"`, ACCEPTED)]
  return told.length === asked
    ? []
    : [problem(path, told.length === 1 ? '1 word' : `${told.length} words`, `${asked}: one for each page of the step`)]
}

export const valueIn = ({ outcome }: Event): number | undefined =>
  outcome.kind === 'accessed' ? outcome.value : undefined

export const endIn = ({ outcome }: Event): (typeof ENDS)[number] | undefined =>
  outcome.kind === 'accessed' ? outcome.end : undefined

/** Pages that a migration moved, that a device got to itself, or that were pinned; bytes that were copied. */
export const countIn = ({ outcome }: Event): number | undefined => {
  if (outcome.kind === 'called') return outcome.pages
  if (outcome.kind === 'copied') return outcome.bytes
  return outcome.kind === 'pinned' ? Math.max(outcome.rc, 0) : undefined
}

type Told = Extract<Outcome, { kind: 'looked' }>['pages'][number]

const word = ({ before }: Event, page: Told): string => {
  if (page === undefined) return 'nothing'
  if (page === 'error' || page === 'zero') return page
  const access = page.write ? 'rw' : 'r'
  const { name } = before.hw.machine
  if (page.through !== undefined) return `${access} through ${name[page.through]}`
  return page.home === undefined ? access : `${access} of ${name[page.home]}`
}

export const toldIn = (event: Event): string | undefined =>
  toldBy(event.outcome)
    ?.map((page) => word(event, page))
    .join(', ')

const toldBy = (outcome: Outcome): readonly Told[] | undefined => {
  if (outcome.kind === 'looked') return outcome.pages
  return outcome.kind === 'mirrored' && outcome.told !== undefined ? [outcome.told] : undefined
}
