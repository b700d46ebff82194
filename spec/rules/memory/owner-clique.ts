/**
 * S14 OwnerClique: who has one owner has a way to each other.
 */
import { ownerAt } from '../../../model/memory/observe.ts'
import type { World } from '../../../model/world.ts'
import { brokenAt } from '../../accesses.ts'
import { linksGoBothWays } from '../../assumptions/index.ts'
import { always } from '../../rule.ts'

export const ownerClique = always<null>({
  id: 'S14',
  name: 'OwnerClique',
  sentence:
    'Every two devices that are given one owner for their private memory reach each other’s memory over an interconnect.',
  why: 'HMM gives a private page to every driver that names its owner, and the driver uses the page where it lies. If two devices of one owner have no way to each other, such an access ends nowhere. That A reaches B, and B reaches C, does not mean that A reaches C.',
  sources: ['A2-02, A2-03, A2-13, R7.0-6', 'L47'],
  assumptions: [linksGoBothWays],
  needs: ['memory', 'acquireOwner'],
  start: null,
  next: (state, { operation, outcome, after, index }) => {
    if (operation.kind !== 'drm_pagemap_acquire_owner' || outcome.kind !== 'called' || outcome.rc < 0) return { state }
    const { name } = after.hw.machine
    const { device } = operation
    const sisters = sistersOf(after, device)
    const stranger = sisters.find((other) => !reaches(after, device, other) || !reaches(after, other, device))
    if (stranger === undefined) return { state, fired: sisters.length > 0 }
    const [from, to] = reaches(after, device, stranger) ? [stranger, device] : [device, stranger]
    const found = `${name[device]} gets the owner of ${name[stranger]}, and ${name[from]} does not reach the memory of ${name[to]}`
    return { state, fired: true, broken: brokenAt(index, found, 'an owner that only linked devices have') }
  },
})

const reaches = ({ hw: { machine } }: World, from: number, to: number): boolean => machine.linked[from].includes(to)

/** Others with private memory of the same owner. */
const sistersOf = ({ hw: { machine }, mm }: World, device: number): number[] =>
  [...machine.local.keys()].filter(
    (f) => f !== device && machine.local[f]?.type === 'private' && ownerAt(mm, f) === ownerAt(mm, device),
  )
