/**
 * The fewest groups in which every two devices reach each other: what `firstLinked` is compared with. It looks at the machine and
 * not at who came first, so that devices get the same groups in whatever order they come.
 */
import type { Machine } from '../../machine/columns.ts'
import type { Joins } from './drm-pagemap.ts'
import { isLinked } from './reaches.ts'

/** A device joins whoever of its clique is there already. */
export const fewestGroups: Joins = ({ machine }, groups, device) => {
  const own = coverOf(machine).find((clique) => clique.includes(device))!
  const at = groups.findIndex(({ members }) => own.includes(members[0]))
  return at < 0 ? undefined : at
}

type Cover = readonly (readonly number[])[]

const coverOf = (m: Machine): Cover => {
  const known = covers.get(m) ?? leastCover(m)
  covers.set(m, known)
  return known
}
const covers = new WeakMap<Machine, Cover>()

/** Of equally few groups the first, with devices in the order of the machine. */
const leastCover = (m: Machine): Cover => {
  const { local } = m
  const devices = [...local.keys()].filter((f) => local[f]?.type === 'private')
  const both = (f: number, g: number): boolean => isLinked(m, f, g) && isLinked(m, g, f)
  let least: Cover | undefined
  const place = (i: number, cover: Cover): void => {
    if (least !== undefined && cover.length >= least.length) return
    if (i === devices.length) {
      least = cover
      return
    }
    const device = devices[i]
    for (const [at, clique] of cover.entries())
      if (clique.every((member) => both(member, device))) place(i + 1, cover.with(at, [...clique, device]))
    place(i + 1, [...cover, [device]])
  }
  place(0, [])
  return least ?? []
}
