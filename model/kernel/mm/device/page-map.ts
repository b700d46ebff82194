/**
 * The page map of a device's memory: taken down while others may use it (`memunmap_pages`, PM-25, PM-26), and looked up by the number
 * of a page (`get_dev_pagemap`, PM-20, PM-21). mm/memremap.c, Linux 6.12.117.
 */
import { WAIT, next, ret, type Rows } from '../../../call.ts'
import { ENXIO } from '../../errno.ts'
import type { Mm } from '../parts.ts'
import type { DeviceMap } from '../state.ts'
import { noteFreed } from './state.ts'

interface OfMap {
  readonly device: number
  readonly map: string
}

const mapNamed = ({ w }: Mm, { map }: OfMap): DeviceMap => w.maps[map]

/** Its reference is where it was, or nothing there means anything. */
const useReference = (k: Mm, locals: OfMap): DeviceMap => {
  const map = mapNamed(k, locals)
  if (map.exited) noteFreed(k, 'page map', locals.device)
  return map
}

/** PM-22: who holds it. What a driver lends has no struct pages. */
const isHeld = ({ w, parts }: Mm, { first, pages, holders = 0 }: DeviceMap): boolean => {
  if (holders > 0) return true
  const lent = new Set(Object.values(w.buffers).map(({ frame }) => frame))
  const taken = Object.values(w.pages).some(
    ({ frame, refs }) => first <= frame && frame < first + pages && refs > 0 && !lent.has(frame),
  )
  return taken && parts.pageHoldsMap
}

/** PM-26: its reference is freed last, when nobody can find it any more. */
export const MEMUNMAP_PAGES = {
  kill: (k, locals) => {
    mapNamed(k, locals).dying = true
    return next()
  },
  wait: (k, locals) => (isHeld(k, mapNamed(k, locals)) ? WAIT : next()),
  unmap: (k, locals) => {
    mapNamed(k, locals).unmapped = true
    return next()
  },
  /** `synchronize_rcu`: who found it has asked by now. */
  synchronize: (k, locals) => ((mapNamed(k, locals).finders ?? 0) > 0 ? WAIT : next()),
  exit: (k, locals) => {
    mapNamed(k, locals).exited = true
    return next()
  },
} satisfies Rows<Mm, OfMap>

/** The map is held for a moment, and given back: 0, or ENXIO where there is none. */
export const GET_DEV_PAGEMAP: Rows<Mm, OfMap> = {
  find: (k, locals) => {
    const map = mapNamed(k, locals)
    if (map.unmapped) return ret(-ENXIO)
    map.finders = (map.finders ?? 0) + 1
    return next()
  },
  /** `percpu_ref_tryget_live_rcu`, and the end of the RCU section. */
  get: (k, locals) => {
    const map = useReference(k, locals)
    map.finders!--
    if (map.dying) return ret(-ENXIO)
    map.holders = (map.holders ?? 0) + 1
    return next()
  },
  put: (k, locals) => {
    useReference(k, locals).holders!--
    return ret(0)
  },
}
