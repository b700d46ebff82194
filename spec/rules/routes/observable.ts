/**
 * S20 Observable: success means peer to peer, or it says otherwise.
 */
import { isPeer, byteMeant, useEvent } from '../../meant.ts'
import { peersAreMappedAsLists } from '../../assumptions/index.ts'
import { brokenAt, usedLent } from '../../accesses.ts'
import { always, type Event, type Finding } from '../../rule.ts'
import { tellLanding, tellPlace } from '../../tell.ts'

export const observable = always<null>({
  id: 'S20',
  name: 'Observable',
  sentence: 'If peer memory was mapped, no transfer over it ends in a copy in host RAM.',
  why: 'Users asked why their peer-to-peer transfers were slow. No layer had told them that the transfers were copies.',
  sources: ['E3, L65', 'ROCm/rocm-xio issue 181', 'LAT-1'],
  assumptions: [peersAreMappedAsLists],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    const lent = lentInRam(event)
    if (lent !== undefined) return { state, fired: true, broken: lent }
    const use = useEvent(event)
    if (use === undefined) return { state }
    const { mapping, transfer, before, index } = use
    const peers = transfer.transactions.filter((t) => isPeer(byteMeant(mapping, t)))
    const silent = peers.find(({ landing }) => {
      return (
        landing.kind === 'ram' &&
        mapping.bounced.some((b) => landing.address >= b.slot && landing.address < b.slot + b.length)
      )
    })
    if (silent === undefined) return { state, fired: peers.some(({ landing }) => landing.kind === 'bar') }
    const { entry, offset, landing } = silent
    const meant = byteMeant(mapping, silent)!
    const found = `a transfer for ${tellPlace(before.hw.machine, meant)} ${tellLanding(before.hw.machine, landing)}, a copy`
    const allowed = ['the BAR itself', 'an error of the map']
    return { state, fired: true, broken: { step: index, entry, offset, meant, landing, found, allowed } }
  },
})

/** Memory of a function that was lent, and that its driver moved to RAM: no map says so. */
const lentInRam = (event: Event): Finding | undefined => {
  const silent = usedLent(event).find(({ outcome: { landing } }) => landing!.kind === 'ram')
  if (silent === undefined) return undefined
  const { machine } = event.before.hw
  const found = `the request of steps[${silent.index}] for lent memory of a device ${tellLanding(machine, silent.outcome.landing!)}, where its driver moved it`
  return brokenAt(event.index, found, 'the BAR itself', 'an error of the map')
}
