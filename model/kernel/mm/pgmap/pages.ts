/** Pages of a page map: taken by its driver, given back, and the map itself held. */
import { lookup, type Pgmap } from './state.ts'
import type { PgmapCall } from './registration.ts'

/** `zone_device_page_init`. PM-22: of a dying map it warns, and takes no reference of the map. */
export const takePage = ({ s, parts }: PgmapCall, map: Pgmap, at: number): void => {
  if (parts.counts(map)) map.refs += 1
  else s.warned = true
  map.taken[at] = 1
}

/** `free_zone_device_folio`. MN2-17: it drops a reference of the map, whether one was taken or not. */
export const putTaken = (map: Pgmap, at: number): void => {
  delete map.taken[at]
  map.refs -= 1
}

/** `get_dev_pagemap` with its reference: the map that holds the page now. */
export const holdMap = ({ s }: PgmapCall, at: number): Pgmap | undefined => {
  const map = lookup(s, at)
  if (map !== undefined) map.refs += 1
  return map
}

export const putMap = (map: Pgmap): void => {
  map.refs -= 1
}
