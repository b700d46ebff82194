/**
 * The way of one transaction along the links of a machine, from hop to hop.
 *
 * A hop says who decided something; who only passed a request on says nothing. Between two hops the request went the
 * one way that the tree has, with three exceptions: ports of one switch are each other's neighbours, functions of one
 * device that serves itself are too, and what a port sends up does not turn below the port above it.
 */
import { ROOT_COMPLEX, type Hop, type Landing } from '../../model/hardware/landing.ts'
import type { RuleId } from '../../model/hardware/reasons.ts'
import { KIND, ROOT, type Machine } from '../../model/machine/columns.ts'

/** A function by index, the root complex, or memory of the CPU. */
export type Stop = number | 'RAM'

/** One link on the way, and the hops (numbered from 1) whose decision is made where it arrives. */
export interface Leg {
  readonly from: Stop
  readonly to: Stop
  readonly hops: readonly number[]
  /** The way back of a read's data. */
  readonly completion: boolean
}

export interface Route {
  readonly legs: readonly Leg[]
  /** Hops at the initiator, before it sent anything. */
  readonly atStart: readonly number[]
}

/** Decisions that send a request or completion up, though the place it is for lies below. */
const UP: ReadonlySet<RuleId> = new Set([
  'HW-AC-11',
  'HW-AC-13',
  'HW-AC-14',
  'HW-AC-15-redirect',
  'HW-AC-27',
  'HW-AC-28',
])

export const routeOf = (m: Machine, initiator: number, hops: readonly Hop[], landing: Landing): Route => {
  const legs: { from: Stop; to: Stop; hops: number[]; completion: boolean }[] = []
  const atStart: number[] = []
  const touched = touchedAt(hops, landing)
  let at = initiator
  hops.forEach((hop, i) => {
    const before = i === 0 ? undefined : hops[i - 1]
    const stops = before === undefined ? between(m, at, hop.at, undefined) : between(m, at, hop.at, before.because)
    for (const stop of stops) {
      legs.push({ from: at, to: stop, hops: [], completion: touched >= 0 && i > touched })
      at = stop
    }
    const here = legs.at(-1)?.hops ?? atStart
    here.push(i + 1)
  })
  if (landing.kind === 'ram') legs.push({ from: at, to: 'RAM', hops: [], completion: false })
  return { legs, atStart }
}

/** The hop at which the byte was touched; what follows is the way back. */
const touchedAt = (hops: readonly Hop[], landing: Landing): number => {
  const owner = landing.kind === 'undefined' ? landing.touched?.owner : 'owner' in landing ? landing.owner : undefined
  return owner === undefined ? -1 : hops.findIndex(({ at, because }) => at === owner && because === 'RT-2')
}

/** The stops after `from` up to and with `to`. */
const between = (m: Machine, from: number, to: number, because: RuleId | undefined): number[] => {
  if (from === to) return []
  if (because === 'DP-3') return [to]
  if (because !== undefined && UP.has(because)) return afterUp(m, from, to)
  return along(m, from, to)
}

/** What was sent up from port `from` goes by the port above; from a root port into the root complex. */
const afterUp = (m: Machine, from: number, to: number): number[] => {
  const above = portAbove(m, from)
  if (above === to || above === ROOT_COMPLEX) return along(m, from, to, above)
  const turnsAtRoot = above !== ROOT && m.parent[above] === ROOT && chain(m, to).includes(above)
  return along(m, from, to, turnsAtRoot ? ROOT_COMPLEX : above)
}

const portAbove = (m: Machine, port: number): number =>
  m.parent[port] === ROOT ? ROOT_COMPLEX : m.parent[m.parent[port]]

/** The tree's way, by way of `via` if one is given. */
const along = (m: Machine, from: number, to: number, via?: number): number[] => {
  if (via !== undefined && via !== from && via !== to) return [...along(m, from, via), ...along(m, via, to)]
  const up = chain(m, from)
  const down = chain(m, to)
  const turn = up.find((stop) => down.includes(stop))!
  const rising = up.slice(1, up.indexOf(turn) + 1)
  const falling = down.slice(0, down.indexOf(turn)).toReversed()
  const isInside = turn !== ROOT_COMPLEX && m.kind[turn] === KIND.switchUp && turn !== from && turn !== to
  return isInside ? [...rising.slice(0, -1), ...falling] : [...rising, ...falling]
}

/** `stop` and everything above it, the root complex last. */
const chain = (m: Machine, stop: number): number[] => {
  const stops: number[] = []
  for (let f = stop; f !== ROOT; f = m.parent[f]) stops.push(f)
  return [...stops, ROOT_COMPLEX]
}
