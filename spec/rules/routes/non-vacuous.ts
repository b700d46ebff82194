/**
 * S19 NonVacuous: safety alone is kept by a design that does nothing.
 */
import { errnoName } from '../../../model/kernel/errno.ts'
import { RAM, type Place, type Segment } from '../../../model/place.ts'
import { tellPlace } from '../../tell.ts'
import { exists, type Finding, type Event } from '../../rule.ts'
import { byteMeant, reached, useEvent } from '../../meant.ts'
import { KIND, ROOT, isFunction, type Hw } from '../../../model/machine/columns.ts'

export const nonVacuous = exists({
  id: 'S19',
  name: 'NonVacuous',
  sentence:
    'Where no ACS control bit is set on the way, some list with memory of a device behind the same switch is mapped, and a transfer reaches that memory.',
  why: 'The first posted pci_test_p2p always answered false. It kept every safety rule and was useless.',
  sources: ['F7'],
  assumptions: [],
  needs: ['mapSg'],
  sees: (event) => {
    const { operation, outcome, before } = event
    const use = useEvent(event)
    if (use !== undefined) {
      const { client, bounced } = use.mapping
      const witness = use.transfer.transactions.some((t) => {
        const byte = byteMeant(use.mapping, t)
        return byte !== undefined && isPlainPeer(before.hw, byte, client) && reached(t.landing, byte, bounced)
      })
      return witness ? { witness } : undefined
    }
    if (operation.kind !== 'dma_map_sgtable' || outcome.kind !== 'mapped' || outcome.rc === 0) return undefined
    const { list, client } = operation
    return list.length > 0 && list.every((s) => isPlainPeer(before.hw, s, client))
      ? { missed: refused(event, list[0]) }
      : undefined
  },
})

/** P2P memory two ports away: both functions directly behind ports of one switch, no ACS bit set on the way. */
const isPlainPeer = ({ machine: m, acsControl }: Hw, { owner }: Place, client: number): boolean => {
  if (owner === RAM || !isFunction(m, client) || m.parent[owner] === ROOT || m.parent[client] === ROOT) return false
  const [a, b] = [m.parent[owner], m.parent[client]]
  const oneSwitch = a !== b && m.parent[a] === m.parent[b] && m.kind[a] === KIND.switchDown
  return oneSwitch && [owner, client, a, b, m.parent[a]].every((f) => acsControl[f] <= 0)
}

const refused = ({ index, before, outcome }: Event, first: Segment): Finding => ({
  step: index,
  entry: 0,
  offset: 0,
  meant: first,
  found: `refused with ${outcome.kind === 'mapped' ? errnoName(outcome.rc) : ''} for ${tellPlace(before.hw.machine, first)}`,
  allowed: ['success'],
})
