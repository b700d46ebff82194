/** What came of an operation on memory that moves, in words. */
import { hex } from '../../model/address.ts'
import { errnoName } from '../../model/kernel/errno.ts'
import type { Machine } from '../../model/machine/columns.ts'
import type { Outcome } from '../../model/outcome.ts'
import { counted } from './lines.ts'

type OfMemory = Extract<
  Outcome,
  { kind: 'accessed' | 'called' | 'looked' | 'mirrored' | 'withdrawn' | 'pinned' | 'hangs' | 'beside' }
>

const ENDS = {
  SEGV: 'SIGSEGV',
  BUS: 'SIGBUS',
  refused: 'the driver refuses',
  abort: 'nothing answers: the page table leads to memory that is out of reach',
  nowhere: 'the address leads to no memory',
} as const

type Told = Extract<OfMemory, { kind: 'looked' }>['pages'][number]

const tellPage = (m: Machine, page: Told): string => {
  if (page === undefined) return 'nothing'
  if (page === 'error') return 'no memory that may be read'
  if (page === 'zero') return 'the zero page'
  const device = page.home === undefined ? 'RAM' : `memory of ${m.name[page.home]}`
  const what = page.through === undefined ? device : `a page of the BAR of ${m.name[page.through]}`
  return `${what}${page.write ? ', writable' : ''}`
}

/** A number of the driver's own memory is no address, and none is asked for. */
const tellMirrored = (m: Machine, { rc, told, dma }: Extract<OfMemory, { kind: 'mirrored' }>): string => {
  const found = told === undefined ? '' : `told of ${tellPage(m, told)}; `
  if (rc < 0) return `${found}${errnoName(rc)}: refused`
  return dma === undefined ? `${found}no address needed` : `${found}address ${hex(dma)}`
}

const tellWithdrawn = ({ mapped }: Extract<OfMemory, { kind: 'withdrawn' }>): string =>
  mapped.length === 0
    ? 'nobody has an address for it'
    : `${mapped.map((step) => `steps[${step}]`).join(', ')} has an address for it still`

/** What came of each step, and who never came to an end. */
const tellBeside = (m: Machine, { results, stuck, endless }: Extract<OfMemory, { kind: 'beside' }>): string => {
  const ends = results.map(({ index, outcome }) => `steps[${index}]: ${tellEnd(m, outcome)}`)
  const waits = stuck.map(({ actor, row }) => `${actor} waits at ${row}`)
  const round =
    endless.length === 0 ? [] : [`${endless.join(' and ')} ${endless.length === 1 ? 'goes' : 'go'} round without end`]
  return [...ends, ...waits, ...round].join('; ')
}

const tellEnd = (m: Machine, outcome: Outcome): string => {
  if (outcome.kind === 'skipped') return 'nothing to do'
  return outcome.kind === 'n/a' ? 'n/a' : tellMemory(m, outcome as OfMemory)
}

export const tellMemory = (m: Machine, outcome: OfMemory): string => {
  switch (outcome.kind) {
    case 'accessed':
      if (outcome.end === 'done') return `value ${outcome.value!}`
      return outcome.rc === undefined ? ENDS[outcome.end] : `${errnoName(outcome.rc)}: refused`
    case 'called':
      if (outcome.rc < 0) return `${errnoName(outcome.rc)}: refused`
      if (outcome.dma !== undefined) return `address ${hex(outcome.dma)}`
      return outcome.pages === undefined ? '0' : `${counted(outcome.pages, 'page')} moved`
    case 'looked':
      return `${errnoName(outcome.rc)}: ${outcome.pages.map((page) => tellPage(m, page)).join('; ')}`
    case 'mirrored':
      return tellMirrored(m, outcome)
    case 'withdrawn':
      return tellWithdrawn(outcome)
    case 'pinned':
      return outcome.rc < 0 ? `${errnoName(outcome.rc)}: refused` : `${counted(outcome.rc, 'page')} held`
    case 'hangs':
      return 'it never comes back'
    case 'beside':
      return tellBeside(m, outcome)
    default:
      return outcome satisfies never
  }
}

/** The same in a word or two, for a line that has one for each design; a call that did what was asked says nothing. */
export const briefMemory = (outcome: Outcome): string => {
  switch (outcome.kind) {
    case 'accessed':
      if (outcome.end === 'done') return String(outcome.value)
      return outcome.rc === undefined ? outcome.end : errnoName(outcome.rc)
    case 'called':
    case 'looked':
    case 'mirrored':
    case 'pinned':
      return outcome.rc < 0 ? errnoName(outcome.rc) : ''
    case 'hangs':
      return 'never ends'
    default:
      return ''
  }
}
