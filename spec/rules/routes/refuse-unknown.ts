/**
 * S3 RefuseUnknown: no best effort.
 */
import { physToBus } from '../../../model/address.ts'
import { deliver } from '../../../model/hardware/deliver.ts'
import { domainOf } from '../../../model/kernel/iommu/domain.ts'
import { NO_FUNCTION, type Hw } from '../../../model/machine/columns.ts'
import type { Segment } from '../../../model/place.ts'
import { isStopped } from '../../../model/transfer.ts'
import {
  acsUnchangedSinceCached,
  allowlistedBridgesForward,
  barsAreRegisteredAsPeers,
  clientsAreTrusted,
  cpuAddressesAvoidBusWindows,
  devicesServeThemselves,
  functionsAreEnabled,
  egressControlNeverBlocks,
  inboundIsIdentity,
  peersAreMappedAsLists,
} from '../../assumptions/index.ts'
import { isAway, isPeer, mapEvent, reached, type MapEvent } from '../../meant.ts'
import { always } from '../../rule.ts'
import { tellPlace } from '../../tell.ts'

export const refuseUnknown = always<null>({
  id: 'S3',
  name: 'RefuseUnknown',
  sentence: 'If no address lets the client reach a peer page, mapping it must fail.',
  why: 'An address that leads nowhere is worse than an error: the data is lost and nobody is told.',
  sources: ['A5-12, INV-C', 'intel/compute-runtime issue 935'],
  assumptions: [
    allowlistedBridgesForward,
    inboundIsIdentity,
    cpuAddressesAvoidBusWindows,
    devicesServeThemselves,
    egressControlNeverBlocks,
    acsUnchangedSinceCached,
    functionsAreEnabled,
    peersAreMappedAsLists,
    barsAreRegisteredAsPeers,
    clientsAreTrusted,
  ],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    const map = mapEvent(event)
    const lost = map?.operation.list.find((s) => isPeer(s) && s.length > 0 && outOfReach(map, s))
    if (map === undefined || lost === undefined) return { state }
    if (map.outcome.rc < 0) return { state, fired: true }
    // A copy gets there; that nobody is told is S20's affair.
    if (isCopied(map, lost)) return { state, fired: true }
    const m = map.before.hw.machine
    const found = `success for ${tellPlace(m, lost)}, which ${m.clientName[map.operation.client]} reaches under no address`
    const entry = map.operation.list.indexOf(lost)
    const allowed = ['an error']
    return { state, fired: true, broken: { step: map.index, entry, offset: 0, meant: lost, found, allowed } }
  },
})

const isCopied = ({ outcome: { bounced = [] } }: MapEvent, { phys, length }: Segment): boolean =>
  bounced.some((b) => phys >= b.phys && phys + length <= b.phys + b.length)

/** Neither the bus address, nor the CPU physical one, nor an IOVA for it gets there, for reads or for writes. */
const outOfReach = ({ before: { hw }, operation }: MapEvent, segment: Segment): boolean => {
  const m = hw.machine
  const f = m.clientFunction[operation.client]
  // What a device on no bus may be given is S22's affair.
  if (f === NO_FUNCTION) return false
  // Who is pulled out, or being reset, is back or another before any list can know.
  if (isAway(hw, segment) || isStopped(hw, operation.client)) return false
  const bus = physToBus(segment.phys, m.hostOffset[m.host[segment.owner]])
  const through = physToBus(segment.phys, 0)
  // An IOVA is free to be any number; the identity stands for all that leave the switch.
  const identity: Hw =
    domainOf(hw, f) === undefined
      ? hw
      : { ...hw, domains: new Map(hw.domains).set(hw.attached[f], { kind: 'identity' }) }
  return (['read', 'write'] as const).every((access) =>
    [deliver(hw, f, bus, access), deliver(identity, f, through, access)].every(
      (landing) => landing.kind !== 'undefined' && !reached(landing, segment, []),
    ),
  )
}
