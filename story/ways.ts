/** Which functions a run is about: those that its requests pass, those that its steps name, and all ports above them. */
import { ROOT, type Machine } from '../model/machine/columns.ts'
import type { Event } from '../spec/rule.ts'
import { pathsOf, useOf } from './path.ts'

/**
 * Functions by index, those on the ways of requests first.
 *
 * @param steps as a file has them: every text in them may be a name
 * @param most functions; ports above count as well
 */
export const aboutIn = (m: Machine, steps: unknown, events: readonly Event[], most: number): ReadonlySet<number> => {
  const about = new Set<number>()
  const byName = new Map(m.name.map((name, f) => [name, f]))
  const add = (start: number): void => {
    for (let f = start; f >= 0 && f !== ROOT && about.size < most; f = m.parent[f]) about.add(f)
  }
  for (const event of events) passed(event).forEach(add)
  for (const text of textsIn(steps)) add(byName.get(text) ?? ROOT)
  return about
}

/** Who sends, who passes on, and where it lands. */
const passed = (event: Event): number[] => {
  const use = useOf(event)
  if (use === undefined) return []
  return pathsOf(use).flatMap(({ hops, landing }) => [
    use.transfer.initiator,
    ...hops.map(({ at }) => at),
    ...(landing.kind === 'bar' ? [landing.owner] : []),
  ])
}

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
