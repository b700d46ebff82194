/**
 * S29 AdviceMap: whoever is told that it works finds that it works.
 */
import { errnoName } from '../../../model/kernel/errno.ts'
import { isPeer, listEvent } from '../../meant.ts'
import { always, type Event } from '../../rule.ts'

/** Clients that each provider was said to reach, `provider client`, since an ACS word last changed. */
type Advised = ReadonlySet<string>

export const adviceMap = always<Advised>({
  id: 'S29',
  name: 'AdviceMap',
  sentence:
    'If pci_p2pdma_distance_many gave a distance, and no ACS word has changed since, a list of that provider’s memory is mapped for that client.',
  why: 'An orchestrator chooses a provider by distance, and then cannot choose another: a later refusal is an I/O error.',
  sources: ['F10, A5-27, L34, LAT-2, LAT-15, DD-4'],
  assumptions: [],
  needs: ['mapSg', 'distanceMany'],
  start: new Set(),
  next: (advised, event) => {
    if (event.operation.kind === 'setpci') return { state: new Set() }
    const map = listEvent(event)
    if (map === undefined) return { state: advise(advised, event) }
    const { client, list } = map.operation
    const peers = list.filter(isPeer)
    // RAM may be refused for reasons of its own.
    if (peers.length === 0 || peers.length < list.length) return { state: advised }
    if (!peers.every(({ owner }) => advised.has(`${owner} ${client}`))) return { state: advised }
    if (map.outcome.rc === 0) return { state: advised, fired: true }
    const found = `refused with ${errnoName(map.outcome.rc)}, after a distance was answered for every provider in the list`
    return {
      state: advised,
      fired: true,
      broken: { step: map.index, entry: 0, offset: 0, found, allowed: ['success'] },
    }
  },
})

const advise = (advised: Advised, { operation, outcome }: Event): Advised => {
  if (operation.kind !== 'pci_p2pdma_distance_many' || outcome.kind !== 'distance' || outcome.distance < 0)
    return advised
  return new Set([...advised, ...operation.clients.map((client) => `${operation.provider} ${client}`)])
}
