/**
 * S21 FreshDecision: a cached decision is the one that would be made now.
 */
import { hex, onTheWire } from '../../../model/address.ts'
import { errnoName } from '../../../model/kernel/errno.ts'
import type { Scenario } from '../../../model/scenario/file.ts'
import type { Operation } from '../../../model/operations/index.ts'
import { isPeer, listEvent, type MapEvent } from '../../meant.ts'
import { compare, type Event } from '../../rule.ts'

export const freshDecision = compare({
  id: 'S21',
  name: 'FreshDecision',
  sentence: 'A list is mapped as a freshly booted kernel would map it, with the present ACS words.',
  why: 'Linux keeps the answer for a pair of devices until the provider goes away, but people change ACS with setpci on running machines.',
  sources: ['F10, L57, MT-14, LAT-7'],
  assumptions: [],
  needs: ['mapSg'],
  variant: (scenario) => fresh(scenario),
  relation: (events, ofFresh) => {
    const last = lastMap(events)
    const now = lastMap(ofFresh)
    if (last === undefined || now === undefined) return {}
    const [then, today] = [last, now].map(decisions)
    if (then === today) return { fired: true }
    const broken = {
      step: last.index,
      entry: 0,
      offset: 0,
      found: then,
      allowed: [`what a fresh kernel answers: ${today}`],
    }
    return { fired: true, broken }
  },
})

/** The last list alone, on a kernel that has seen nothing before it but the ACS words. */
const fresh = ({ machine, operations }: Scenario): Scenario | undefined => {
  // Of RAM nothing is decided, but it may run out of room for copies.
  const last = operations.findLastIndex((op) => op.kind === 'dma_map_sgtable' && op.list.some(isPeer))
  const before = operations.slice(0, Math.max(0, last))
  const asked = before.findIndex(({ kind }) => kind === 'dma_map_sgtable' || kind === 'pci_p2pdma_distance_many')
  if (asked < 0 || !before.slice(asked).some(({ kind }) => kind === 'setpci')) return undefined
  const kept = (op: Operation): boolean => op.kind === 'pci_p2pdma_add_resource' || op.kind === 'setpci'
  return { machine, operations: [...before.filter(kept), operations[last]] }
}

const lastMap = (events: readonly Event[]): MapEvent | undefined =>
  events.flatMap((event) => listEvent(event) ?? []).findLast(({ operation }) => operation.list.some(isPeer))

/** How each entry was decided; IOVAs are the allocator's affair. */
const decisions = ({ outcome }: MapEvent): string =>
  outcome.rc < 0
    ? `refused with ${errnoName(outcome.rc)}`
    : outcome.table
        .slice(0, outcome.nents)
        .map(({ dma, marked }) => (marked ? `bus ${hex(onTheWire(dma!))}` : 'not by bus address'))
        .join(', ')
