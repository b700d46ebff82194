/**
 * S44 LossTold: a reset empties memory, and who reads it by an old address is not told.
 */
import type { MemoryObject } from '../../../model/world.ts'
import { byteMeant, objectAt, reached, useEvent, type UseEvent } from '../../meant.ts'
import { always, type Event, type Finding } from '../../rule.ts'
import { tellLanding } from '../../tell.ts'

/** Objects that somebody has written since their function was reset, by the step that gave them. */
type Written = readonly number[]

export const lossTold = always<Written>({
  id: 'S44',
  name: 'LossTold',
  sentence:
    'After a function was reset, no other device reads by an address from before the reset what the reset has emptied, until somebody writes there.',
  why: 'A reset leaves addresses as they were and takes what was in the memory. The driver of the function is told, and nobody else: a disk that goes on writes zeros to its medium, and reports success.',
  sources: ['HP-3, HP-4, RT-30', 'A5-19, R7.1-5'],
  assumptions: [],
  needs: ['mapSg'],
  start: [],
  next: (written, event) => {
    const { operation } = event
    if (operation.kind === 'pcie_flr' && isDone(event))
      return { state: sinceReset(written, event), fired: isMappedByPeers(event, operation.function) }
    const use = useEvent(event)
    if (use === undefined || operation.kind !== 'dma') return { state: written }
    if (use.transfer.access === 'write') return { state: withLanded(written, use) }
    const broken = emptyRead(written, use, operation.map)
    return broken === undefined ? { state: written } : { state: written, fired: true, broken }
  },
})

/** With memory lent, or none; who waits without end resets nothing. */
const isDone = ({ outcome: { kind } }: Event): boolean => kind === 'withdrawn' || kind === 'done'

/** What was written before the reset is as good as not written. */
const sinceReset = (written: Written, { index, after }: Event): Written =>
  written.filter((step) => after.objects.get(step)?.emptied !== index)

/** Another device has a list of its memory, or had one, or was refused one. */
const isMappedByPeers = ({ before: { hw, ledger } }: Event, f: number): boolean =>
  [...ledger.values()].some(
    ({ client, meant }) => hw.machine.clientFunction[client] !== f && meant.some(({ owner }) => owner === f),
  )

/** The objects that the transfer reached, and by which transaction. */
const reachedBy = ({
  mapping,
  transfer,
  before,
}: UseEvent): (readonly [step: number, object: MemoryObject, at: number])[] =>
  transfer.transactions.flatMap((t, at) => {
    const step = objectAt(mapping.meant, t.position) ?? -1
    const object = before.objects.get(step)
    return object !== undefined && reached(t.landing, byteMeant(mapping, t), []) ? [[step, object, at] as const] : []
  })

const withLanded = (written: Written, use: UseEvent): Written =>
  [...new Set([...written, ...reachedBy(use).map(([step]) => step)])].toSorted((a, b) => a - b)

/** The first request that finds nothing where something was when its list was mapped. */
const emptyRead = (written: Written, use: UseEvent, map: number): Finding | undefined => {
  const { index, before, mapping, transfer } = use
  const { machine } = before.hw
  const empty = reachedBy(use).find(
    ([step, { owner, emptied = -1 }]) =>
      emptied > map && !written.includes(step) && owner !== machine.clientFunction[mapping.client],
  )
  if (empty === undefined) return undefined
  const [, { emptied }, at] = empty
  const { entry, offset, landing } = transfer.transactions[at]
  const found = `a read ${tellLanding(machine, landing)}, which the reset of steps[${emptied}] has emptied`
  const allowed = ['a refusal', 'what was last written there']
  return { step: index, entry, offset, meant: byteMeant(mapping, transfer.transactions[at])!, landing, found, allowed }
}
