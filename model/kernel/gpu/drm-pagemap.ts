/**
 * Owners of private memory, handed out to devices as they come (`drm_pagemap_acquire_owner`, drivers/gpu/drm/drm_pagemap_util.c,
 * Linux 7.0; R7.0-6): read, and judged by nobody.
 */
import type { Hw } from '../../machine/columns.ts'
import { EBUSY } from '../errno.ts'
import { memoryOf, notifierOf } from '../lib/test-hmm/mirror.ts'
import type { DeviceMap, MmState } from '../mm/state.ts'
import { isLinked, type KnowsWay } from './reaches.ts'

/** Works on a draft; 0 or a negative errno. */
export type AcquireOwner = (mm: MmState, hw: Hw, device: number) => number

/** Which of the groups a device joins, by place; undefined: a new one. */
export type Joins = (hw: Hw, groups: readonly Group[], device: number) => number | undefined

/** Devices of one owner, in the order of the list. */
export interface Group {
  readonly owner: string
  readonly members: readonly number[]
}

/**
 * A device leaves its group and joins one. A2-05: only as long as nobody has a page of its memory, for whoever was told of one
 * counts on its owner.
 */
export const acquireBy =
  (joins: Joins): AcquireOwner =>
  (mm, hw, device) => {
    const map = memoryOf(mm, device)!
    if (isInUse(mm, map)) return -EBUSY
    mm.peers = mm.peers.filter((peer) => peer !== device)
    const groups = groupsOf(mm)
    const at = joins(hw, groups, device)
    const group = at === undefined ? undefined : groups[at]
    own(mm, device, map, group?.owner ?? `since ${hw.machine.name[device]}`)
    // Groups stand together in the list: whoever joins comes after the last of his.
    const place = group === undefined ? mm.peers.length : mm.peers.indexOf(group.members.at(-1)!) + 1
    mm.peers = mm.peers.toSpliced(place, 0, device)
    return 0
  }

const isInUse = ({ pages }: MmState, { first, pages: count }: DeviceMap): boolean =>
  Array.from({ length: count }, (_, at) => pages[first + at]).some(({ refs }) => refs > 0)

/** The driver hears of its own migrations by the same name. */
const own = (mm: MmState, device: number, map: DeviceMap, owner: string): void => {
  map.owner = owner
  notifierOf({ w: mm }, device).skip = owner
}

const groupsOf = (mm: MmState): Group[] => {
  const groups: { owner: string; members: number[] }[] = []
  for (const peer of mm.peers) {
    const owner = memoryOf(mm, peer)!.owner!
    const last = groups.at(-1)
    if (last?.owner === owner) last.members.push(peer)
    else groups.push({ owner, members: [peer] })
  }
  return groups
}

/**
 * R7.0-6: the first group all of whose members reach the memory of the new one. Whether the new one reaches theirs nobody asks:
 * the question is said to have one answer both ways.
 */
export const firstLinked: Joins = ({ machine }, groups, device) =>
  firstAll(groups, (member) => isLinked(machine, member, device))

/** The first group whose members all know a way by PCI to the memory of the new one: what xe asks (R7.0-6). */
export const firstByPci =
  (knowsWay: KnowsWay): Joins =>
  (hw, groups, device) =>
    firstAll(groups, (member) => knowsWay(hw, device, member))

const firstAll = (groups: readonly Group[], reaches: (member: number) => boolean): number | undefined => {
  const at = groups.findIndex(({ members }) => members.every(reaches))
  return at < 0 ? undefined : at
}
