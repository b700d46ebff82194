/**
 * S24 TypeExclusive: memory of the CPU is memory of the CPU, whatever it is made of and whoever manages it.
 */
import { hex, onTheWire } from '../../../model/address.ts'
import { errnoName } from '../../../model/kernel/errno.ts'
import type { Scenario } from '../../../model/scenario/file.ts'
import { mapEvent } from '../../meant.ts'
import { compare, type Event } from '../../rule.ts'

export const typeExclusive = compare({
  id: 'S24',
  name: 'TypeExclusive',
  sentence:
    'Memory behind the CPU’s own controller is mapped as RAM is, whether or not it is persistent or has a page map of its own.',
  why: 'Persistent memory was the first use of ZONE_DEVICE, and persistence got mixed up with what may be mapped. Whether a page is peer memory does not depend on persistence.',
  sources: [
    'A0-03, L38',
    'Dan Williams, 22 November 2016, "Enabling peer to peer device transactions for PCIe devices"',
  ],
  assumptions: [],
  needs: ['mapSg'],
  variant: (scenario) => plain(scenario),
  relation: (events, ofPlain) => {
    const [ours, theirs] = [events, ofPlain].map((run) => run.flatMap(answer))
    const differs = ours.findIndex(({ says }, i) => says !== theirs[i]?.says)
    if (differs < 0) return { fired: ours.length > 0 }
    const found = ours[differs].says
    const allowed = [`as with ordinary RAM in its place: ${theirs[differs]?.says}`]
    return { fired: true, broken: { step: ours[differs].step, entry: 0, offset: 0, found, allowed } }
  },
})

/** The same machine with ordinary RAM in the place of all that is no BAR. */
const plain = ({ machine, operations }: Scenario): Scenario | undefined =>
  machine.ram.every(({ type }) => type === 'RAM')
    ? undefined
    : {
        machine: { ...machine, ram: machine.ram.map((row) => ({ ...row, type: 'RAM', persistent: false })) },
        operations,
      }

const answer = (event: Event): { step: number; says: string }[] => {
  const map = mapEvent(event)
  if (map === undefined) return []
  const { rc, table, nents } = map.outcome
  const buses = table.slice(0, nents).flatMap(({ dma, marked }) => (marked ? [`bus ${hex(onTheWire(dma!))}`] : []))
  return [{ step: event.index, says: rc < 0 ? `refused with ${errnoName(rc)}` : ['mapped', ...buses].join(', ') }]
}
