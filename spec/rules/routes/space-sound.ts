/**
 * S5 SpaceSound: bus addresses and IOVAs are not the same numbers.
 */
import { hex, within } from '../../../model/address.ts'
import type { Hw } from '../../../model/machine/columns.ts'
import { domainOf, tableOf } from '../../../model/kernel/iommu/domain.ts'
import type { Transaction } from '../../../model/transfer.ts'
import {
  acsUnchangedSinceCached,
  devicesServeThemselves,
  functionsAreEnabled,
  iovaAvoidsWindows,
} from '../../assumptions/index.ts'
import { useEvent } from '../../meant.ts'
import { always } from '../../rule.ts'
import { tellLanding } from '../../tell.ts'

export const spaceSound = always<null>({
  id: 'S5',
  name: 'SpaceSound',
  sentence:
    'Behind a translating IOMMU, no mapped address ends in a fault there, and no BAR takes an IOVA before the IOMMU sees it.',
  why: 'A bus address that leaves its switch is just a number to the IOMMU, and an IOVA inside a switch’s windows is just a number to the switch.',
  sources: ['L06, L59, IO-4, HB-7'],
  assumptions: [devicesServeThemselves, acsUnchangedSinceCached, functionsAreEnabled, iovaAvoidsWindows],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    const use = useEvent(event)
    if (use === undefined || domainOf(use.before.hw, use.transfer.initiator)?.kind !== 'translate') return { state }
    const wrong = use.transfer.transactions.find((t) => isLost(use.before.hw, use.transfer.initiator, t))
    if (wrong === undefined) return { state, fired: use.transfer.transactions.length > 0 }
    const found = `address ${hex(wrong.address)}: ${tellLanding(use.before.hw.machine, wrong.landing)}`
    const { entry, offset, landing } = wrong
    const allowed = ['an IOVA of this client that reaches the IOMMU', 'a bus address that does not']
    return { state, fired: true, broken: { step: use.index, entry, offset, landing, found, allowed } }
  },
})

/** Faulted in the IOMMU; or an IOVA, and taken by a BAR that its translation does not name. */
const isLost = (hw: Hw, f: number, { address, landing }: Transaction): boolean => {
  const m = hw.machine
  if (landing.kind === 'nowhere') return landing.because === 'IO-4-fault'
  const row = tableOf(hw, f).find(({ iova, size }) => within(address, iova, size))
  if (row === undefined || landing.kind !== 'bar') return false
  const translated = row.phys + (address - row.iova)
  return translated !== m.bar[landing.owner] + m.hostOffset[m.host[landing.owner]] + landing.offset
}
