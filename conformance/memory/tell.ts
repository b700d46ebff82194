/** Entries, pages and events, in the words of a recording. */
import type { Entry } from '../../model/machine/page-table.ts'
import { entryAt } from '../../model/kernel/mm/page/pte.ts'
import { contentOf, nameOf } from '../../model/kernel/mm/page/struct-page.ts'
import type { Mm, Migration, Source } from '../../model/kernel/mm/parts.ts'
import { ZERO, type Told, type Vma } from '../../model/kernel/mm/state.ts'
import { vmaAt, vmasOf } from '../../model/kernel/mm/vma/vma.ts'
import type { HmmEntry } from '../../model/kernel/mm/device/hmm-range.ts'

const access = (entry: Entry): string => {
  if (entry.kind === 'protnone') return '+n'
  if (entry.write) return '+w'
  return entry.exclusive ? '+x' : '+r'
}

const tellPresent = (k: Mm, entry: Entry): string => {
  const name = nameOf(k, entry.frame)
  if (entry.kind === 'exclusive') return `ex(${name})`
  return entry.kind === 'migration' ? `mig(${name})` : name
}

/** An entry: `none`, `A:3+w`, `mig(anon)+x`; `-` where no VMA is. */
export const tellEntry = (k: Mm, process: number, at: number): string => {
  const entry = entryAt(k, process, at)
  if (entry === undefined) return vmaAt(k, process, at) === undefined ? '-' : 'none'
  if (entry.kind === 'hwpoison' || entry.kind === 'marker') return entry.kind
  if (entry.special && entry.frame !== ZERO) return 'special'
  return `${tellPresent(k, entry)}${access(entry)}`
}

export const tellEntries = (k: Mm, process: number, start: number, end: number): string =>
  Array.from({ length: end - start }, (_, i) => tellEntry(k, process, start + i)).join(',')

/** What a `state` adds to an entry: references, mappings, whose it is, what is in it. */
const tellCounts = (k: Mm, process: number, at: number): string => {
  const entry = entryAt(k, process, at)
  if (entry === undefined || entry.frame <= ZERO || entry.special || entry.kind === 'hwpoison') return ''
  const { refs, maps, exclusive } = k.w.pages[entry.frame]
  return `(r${refs} m${maps}${exclusive ? ' x' : ''} t${contentOf(k, entry.frame)})`
}

const tellVma = ({ start, end, read, write, shared }: Vma): string =>
  `${start}-${end}${read ? 'r' : '-'}${write ? 'w' : '-'}${shared ? 's' : 'p'}`

/** Pages of each map that are in use. */
const COUNTED = ['A', 'A2', 'B', 'C']
const inUse = (k: Mm): (readonly [string, number])[] =>
  COUNTED.map((name) => [name, Object.values(k.w.pages).filter(({ map, refs }) => map === name && refs > 0).length])

export const tellState = (k: Mm, process: number, start: number, end: number): string => {
  const vmas = vmasOf(k, process).map(tellVma).join(',')
  const tables = k.w.memory.spaces[process].leaf.map(Number).join('')
  const pages = Array.from({ length: end - start }, (_, i) => start + i)
  const entries = pages.map((at) => `${at}=${tellEntry(k, process, at)}${tellCounts(k, process, at)}`)
  const used = inUse(k).map(([name, count]) => `${name}:${count}`)
  return `vmas=${vmas || '-'} tables=${tables} ${entries.join(' ')} used=${used.join(',')}`
}

/** What is left in use when everything was given back. */
export const tellLeft = (k: Mm): string => {
  const left = inUse(k).filter(([, count]) => count > 0)
  return `left ${left.length === 0 ? 'none' : left.map(([name, count]) => `${name}:${count}`).join(',')}`
}

export const tellFlags = ({ frame, migrate, write }: Source): string =>
  `${frame === undefined ? '-' : 'V'}${migrate ? 'M' : '-'}${write ? 'W' : '-'}`

/** A migration after its first stage. */
export const tellSetup = (k: Mm, m: Migration): string => {
  const pages = m.src.map((source, i) => {
    const named = source.frame === undefined ? '' : `:${nameOf(k, source.frame)}`
    const to = m.dst[i]
    const dst = to === undefined ? '0' : k.w.pages[to].map === undefined ? 'ram' : nameOf(k, to)
    return `${m.start + i}{src=${tellFlags(source)}${named} mid=${tellEntry(k, m.process, m.start + i)} dst=${dst}}`
  })
  return [`rc=0 cpages=${m.src.filter(({ migrate }) => migrate).length}`, ...pages].join(' ')
}

/** An entry of `hmm_pfns`, input or output. */
export const tellHmm = (k: Mm, { valid, write, error, frame }: HmmEntry): string =>
  `${valid ? 'v' : '-'}${write ? 'w' : '-'}${error ? 'e' : '-'}${frame === undefined ? '' : `:${nameOf(k, frame)}`}`

/** What notifiers were told, each its events in a row. */
export const tellEvents = (told: readonly Told[]): string =>
  [...new Set(told.map(({ n }) => n))]
    .filter((n) => n >= 0)
    .toSorted((a, b) => a - b)
    .map(
      (n) =>
        ` | ${told
          .filter((one) => one.n === n)
          .map(({ event }) => `${n}:${event}`)
          .join(' ')}`,
    )
    .join('')
