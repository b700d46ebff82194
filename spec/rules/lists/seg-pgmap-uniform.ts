/**
 * S7 SegPgmapUniform: what is decided by an entry's first page must be true of all its pages.
 */
import { RAM, type Segment } from '../../../model/place.ts'
import { byteAt, listEvent } from '../../meant.ts'
import { always } from '../../rule.ts'
import { tellPlace } from '../../tell.ts'

export const segPgmapUniform = always<null>({
  id: 'S7',
  name: 'SegPgmapUniform',
  sentence: 'If neighbouring runs of memory are joined into one entry, they belong to one page map.',
  why: 'The DMA layer looks only at the first page of an entry. All other pages would get the provider, route and bus offset of that page.',
  sources: ['A5-13, L24, SG-5, PM-28, INV-E'],
  assumptions: [],
  needs: ['mapSg', 'buildTable'],
  start: null,
  next: (state, event) => {
    const map = listEvent(event)
    if (map?.outcome.built === undefined) return { state }
    const { list } = map.operation
    let position = 0
    for (const [entry, { length }] of map.outcome.built.entries()) {
      const first = byteAt(list, position)
      const last = byteAt(list, position + length - 1)
      position += length
      if (first === undefined || last === undefined || first.owner === last.owner) continue
      const m = map.before.hw.machine
      const found = `entry ${entry} runs from ${tellPlace(m, first)} to ${tellPlace(m, last)}`
      const allowed = ['an entry for each page map']
      return { state, fired: true, broken: { step: map.index, entry, offset: 0, meant: first, found, allowed } }
    }
    return { state, fired: list.some((s, i) => i > 0 && isNeighbour(list[i - 1], s)) }
  },
})

/** Contiguous memory of two owners, of which one is a BAR. */
const isNeighbour = (a: Segment, b: Segment): boolean =>
  a.owner !== b.owner && (a.owner !== RAM || b.owner !== RAM) && a.phys + a.length === b.phys
