/**
 * Which addresses are whose, as ranges with the field of the file that has them: what is checked is checked of each.
 */
import type { Machine } from './columns.ts'

/** A range that a function claims on the bus it sits on: a BAR, or what a bridge passes down (RT-11: both). */
export interface Claim {
  readonly what: 'bar' | 'window'
  readonly base: number
  readonly size: number
  /** The field, as `otherBars[0]`. */
  readonly at: string
}

interface Range {
  readonly base: number
  readonly size: number
}

const claims = (what: Claim['what'], first: Range, others: readonly Range[]): Claim[] => {
  const found: Claim[] = []
  const [one, many] = what === 'bar' ? ['bar', 'otherBars'] : ['window', 'otherWindows']
  if (first.size > 0) found.push({ what, base: first.base, size: first.size, at: one })
  for (const [i, { base, size }] of others.entries()) found.push({ what, base, size, at: `${many}[${i}]` })
  return found
}

/** What bridge `f` passes down. */
export const windowsOf = (m: Machine, f: number): Claim[] =>
  claims('window', { base: m.window[f], size: m.windowSize[f] }, m.otherWindows[f])

export const claimsOf = (m: Machine, f: number): Claim[] => [
  ...windowsOf(m, f),
  ...claims('bar', { base: m.bar[f], size: m.barSize[f] }, m.otherBars[f]),
]

/** What host bridge `h` passes down, CPU physical. */
export const hostWindowsOf = (m: Machine, h: number): Claim[] =>
  claims('window', { base: m.hostWindow[h], size: m.hostWindowSize[h] }, m.hostOtherWindows[h])
