/**
 * Actors beside each other, as far as a recording says who goes on: between two of its steps every order of rows is gone through.
 *
 * A recording says where each actor stops. Whoever was let go on, and waits for somebody, goes on by himself as soon as he can: so a
 * step may lead to several states, and a race is played on all of them.
 */
import { advance, begin, type Paused } from '../../model/call.ts'
import { copied, type Told } from '../../model/kernel/mm/state.ts'
import { tablesOf } from '../../model/memory/access.ts'
import { livelocks, type Node } from '../../model/schedule/cycles.ts'
import { keyOf } from '../../model/schedule/key.ts'
import { REFUSED, type Play } from '../memory/play.ts'
import { CALLS, PLAYERS } from './steps.ts'
import { pointAt, type Point } from './points.ts'
import type { RaceStep } from './read.ts'

export interface Actor {
  readonly state: 'idle' | 'going' | 'stopped' | 'ended'
  readonly step?: RaceStep
  /** Of a call that is under way. */
  readonly paused?: Paused
  readonly point?: Point
  /** That it stops there was said. */
  readonly isTold?: true
  readonly answer?: string
}
export const IDLE: Actor = { state: 'idle' }

export interface Side {
  readonly play: Play
  readonly actors: readonly Actor[]
}

interface Visited extends Node {
  readonly side: Side
  next: { readonly to: Visited; readonly actor: number }[]
}

/** Nobody gets any further; `round`: who goes round without end. */
export interface Settled {
  readonly side: Side
  readonly round: readonly number[]
}

const copiedPlay = (play: Play): Play => {
  const w = copied(play.w)
  const [slots, locks, pending] = [new Map(play.slots), new Map(play.locks), new Map(play.pending)]
  return { ...play, w, k: { ...play.k, w }, slots, locks, pending }
}
export const copiedSide = ({ play, actors }: Side): Side => ({ play: copiedPlay(play), actors })

export const keyOfSide = ({ play, actors }: Side): string => {
  const { w, slots, locks, pending, evicting, writes, deviceWrites } = play
  const kept = [...slots, ...locks, ...pending, evicting, writes, deviceWrites, w.told, w.warned]
  const stands = actors.map(({ state, step, point, isTold, answer }) => [state, step?.text, point, isTold, answer])
  return keyOf(
    w,
    actors.map(({ paused }) => paused),
    [kept, stands],
  )
}

/** What repeats is told once: whoever goes round is told the same again and again. */
const toldOnce = (told: readonly Told[]): Told[] =>
  told.filter(({ n, event }, i) => told.slice(0, i).findLast((before) => before.n === n)?.event !== event)

/** One row of an actor; undefined: it waits. */
const taken = (before: Side, i: number): Side | undefined => {
  const after = rowTaken(before, i)
  if (after !== undefined) after.play.w.told = toldOnce(after.play.w.told)
  return after
}

const rowTaken = (before: Side, i: number): Side | undefined => {
  const side = copiedSide(before)
  const { play } = side
  const actor = side.actors[i]
  const step = actor.step!
  const becomes = (now: Actor): Side => ({ play, actors: side.actors.with(i, now) })
  const call = CALLS[step.kind]
  if (call === undefined) {
    const answer = PLAYERS[step.kind](play, step)
    return answer === REFUSED ? undefined : becomes({ state: 'ended', step, answer })
  }
  const tables = tablesOf(play.design)
  const at = actor.paused ?? begin(tables, call.table, call.args(play, step) as Record<string, unknown>)
  const advanced = advance(tables, play.k, at)
  if (advanced.kind === 'waits') return undefined
  if (advanced.kind === 'returned')
    return becomes({ state: 'ended', step, answer: call.tell(play, advanced.value, step) })
  const point = pointAt(advanced.at, before.play.w, play.w)
  const stops = point !== undefined && step.stops.includes(point)
  return becomes({ state: stops ? 'stopped' : 'going', step, paused: advanced.at, ...(stops ? { point } : {}) })
}

/** States of one step, at most. */
const MOST_STATES = 20_000

/** Everything that states can come to when all who may go on do. */
export const settle = (sides: readonly Side[]): Settled[] => {
  const known = new Map<string, Visited>()
  const open: Visited[] = []
  const visit = (one: Side): Visited => {
    const key = keyOfSide(one)
    const found = known.get(key) ?? { side: one, next: [] }
    if (!known.has(key)) open.push(found)
    known.set(key, found)
    if (known.size > MOST_STATES) throw new Error(`more than ${MOST_STATES} states between two steps of a race`)
    return found
  }
  sides.forEach(visit)
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { side: from } = node
    node.next = from.actors.flatMap(({ state }, actor) => {
      const after = state === 'going' ? taken(from, actor) : undefined
      return after === undefined ? [] : [{ to: visit(after), actor }]
    })
  }
  const all = [...known.values()]
  const ends = all.filter(({ next }) => next.length === 0).map((node): Settled => ({ side: node.side, round: [] }))
  const rounds = livelocks(all).flatMap(({ nodes, actors }) =>
    nodes.map((node) => ({ side: node.side, round: actors })),
  )
  return [...ends, ...rounds]
}
