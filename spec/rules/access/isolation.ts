/**
 * S23 Isolation: behind an IOMMU a device reaches what was mapped for it, and its own group.
 */
import { within } from '../../../model/address.ts'
import { domainOf, tableOf } from '../../../model/kernel/iommu/domain.ts'
import { acsUnchangedSinceBoot, egressControlNeverBypasses } from '../../assumptions/index.ts'
import { tellLanding } from '../../tell.ts'
import { always } from '../../rule.ts'

export const isolation = always<null>({
  id: 'S23',
  name: 'Isolation',
  sentence: 'Behind a translating IOMMU, without a mapping, a device reaches only memory of its own isolation group.',
  why: 'A group is given to a guest or a user as a whole, with the promise that it reaches nothing else. When somebody relaxes ACS, devices of different groups can reach each other. Groups that stay as they were then break the promise.',
  sources: ['L58, E8, IO-1, IO-11', 'pci_device_group, Linux 6.12.117'],
  assumptions: [egressControlNeverBypasses, acsUnchangedSinceBoot],
  needs: ['mapSg', 'groupOf'],
  start: null,
  next: (state, { index, operation, outcome, before }) => {
    if (operation.kind !== 'unmapped_dma' || outcome.kind !== 'transfer' || outcome.group === undefined)
      return { state }
    const { initiator, group, transactions } = outcome
    if (domainOf(before.hw, initiator)?.kind !== 'translate') return { state }
    // An address that happens to be an IOVA of the device is mapped, whatever it was meant to be.
    const rows = tableOf(before.hw, initiator)
    const isMapped = (address: number): boolean => rows.some(({ iova, size }) => within(address, iova, size))
    const stray = transactions.find(
      ({ landing, address }) =>
        landing.kind === 'bar' && !isMapped(address) && group(landing.owner) !== group(initiator),
    )
    if (stray === undefined) return { state, fired: transactions.some(({ landing }) => landing.kind !== 'undefined') }
    const m = before.hw.machine
    const found = `${m.name[initiator]} ${tellLanding(m, stray.landing)}, and is said to be isolated from it`
    const { entry, offset, landing } = stray
    const allowed = ['a fault', 'one isolation group for both']
    return { state, fired: true, broken: { step: index, entry, offset, landing, found, allowed } }
  },
})
