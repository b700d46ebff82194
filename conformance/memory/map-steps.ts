/** Steps about page maps that a script registers itself. */
import { begin, run, type Paused } from '../../model/call.ts'
import { holdMap, putMap, putTaken, takePage } from '../../model/kernel/mm/pgmap/pages.ts'
import { memremapPages, type PgmapCall, type PgmapDesign } from '../../model/kernel/mm/pgmap/registration.ts'
import {
  bootPgmaps,
  countsTaken,
  lookup,
  within,
  type Ops,
  type Pgmap,
  type Range,
} from '../../model/kernel/mm/pgmap/state.ts'
import type { ScriptStep } from './forms.ts'

export interface MapPlay {
  readonly design: PgmapDesign
  readonly c: PgmapCall
  /** Pages that each map's driver took, the last at the end, and references of the map itself. */
  readonly taken: Map<number, number[]>
  readonly grabbed: Map<number, number>
  /** Teardowns that wait. */
  readonly waiting: Map<number, Paused>
}

export const newMapPlay = (design: PgmapDesign): MapPlay => ({
  design,
  c: { s: bootPgmaps(), parts: design.parts },
  taken: new Map(),
  grabbed: new Map(),
  waiting: new Map(),
})

const rangesOf = (word: string | undefined): Range[] =>
  (word ?? '0:512').split(',').map((range) => {
    const [start, count] = range.split(':').map(Number)
    return { start, count }
  })

/** Goes on with a teardown: ` done`, ` waiting`, or nothing where none is under way. */
const goOn = ({ design, c, waiting, taken, grabbed }: MapPlay, id: number): string => {
  const paused = waiting.get(id)
  if (paused === undefined) return ''
  const ended = run(design.tables, c, paused)
  if (ended.kind === 'returned') {
    waiting.delete(id)
    taken.delete(id)
    grabbed.delete(id)
    return 'done'
  }
  if (ended.kind === 'waits') waiting.set(id, ended.at)
  return 'waiting'
}

const followed = (text: string, more: string): string => (more === '' ? text : `${text} ${more}`)

type MapPlayer = (play: MapPlay, places: readonly number[], step: ScriptStep) => string

/** A step about a map that must be there. */
const ofMap =
  (does: (play: MapPlay, map: Pgmap, places: readonly number[]) => string): MapPlayer =>
  (play, places) => {
    const map = play.c.s.maps[places[0]]
    return map === undefined ? 'absent' : does(play, map, places)
  }

/** Of the kinds whose pages are counted one by one, a page that is not in use; the others have a count from the start. */
const mayTake = (map: Pgmap, at: number): boolean => countsTaken(map) && map.taken[at] === undefined

export const MAP_STEPS: Readonly<Record<string, MapPlayer>> = {
  map: ({ c }, [id], { named }) => {
    if (Object.hasOwn(c.s.maps, id)) return 'refused'
    const registered = memremapPages(c, id, {
      type: Number(named.type),
      ranges: rangesOf(named.ranges),
      ops: named.ops as Ops,
      owner: named.owner !== '-',
      sysram: named.sysram === '1',
    })
    if (registered === 'oops') return 'killed'
    if (registered.rc !== 0) return `rc=${registered.rc}`
    return `rc=0 refs=${c.s.maps[id].ranges.map(() => c.parts.freeCount(c.s.maps[id])).join(',')}`
  },
  lookup: ({ c }, [at]) => {
    const map = lookup(c.s, at)
    return map === undefined ? 'none' : `map ${map.id}`
  },
  take: ofMap((play, map, [, at]) => {
    if (!map.ranges.some((range) => within(range, at))) return 'bad'
    if (!mayTake(map, at)) return 'refused'
    takePage(play.c, map, at)
    play.taken.set(map.id, [...(play.taken.get(map.id) ?? []), at])
    return 'ref=1'
  }),
  drop: ofMap((play, map) => {
    const at = play.taken.get(map.id)?.pop()
    if (at === undefined) return 'nothing'
    putTaken(map, at)
    return followed('ref=0', goOn(play, map.id))
  }),
  grab: ofMap((play, map, [, at]) => {
    const held = holdMap(play.c, at)
    if (held === undefined) return 'none'
    if (held !== map) {
      putMap(held)
      return 'other'
    }
    play.grabbed.set(map.id, (play.grabbed.get(map.id) ?? 0) + 1)
    return 'ok'
  }),
  ungrab: (play, [id]) => {
    const map = play.c.s.maps[id]
    const held = play.grabbed.get(id) ?? 0
    if (map === undefined || held === 0) return 'nothing'
    putMap(map)
    play.grabbed.set(id, held - 1)
    return followed('ok', goOn(play, id))
  },
  unmapmap: ofMap((play, map) => {
    if (play.waiting.has(map.id)) return 'waiting'
    play.waiting.set(map.id, begin(play.design.tables, 'memunmap_pages', { id: map.id }))
    return goOn(play, map.id)
  }),
  poll: ofMap((play, map) => (map.live ? 'live' : goOn(play, map.id))),
}
