/**
 * S2 RouteSound: the rule that everything else serves.
 */
import { hex } from '../../../model/address.ts'
import type { Transaction } from '../../../model/transfer.ts'
import {
  barsAreRegisteredAsPeers,
  acsUnchangedSinceCached,
  allowlistedBridgesForward,
  cpuAddressesAvoidBusWindows,
  devicesServeThemselves,
  egressControlNeverBlocks,
  clientsAreTrusted,
  functionsAreEnabled,
  inboundIsIdentity,
  iovaAvoidsWindows,
  peersAreMappedAsLists,
  refusalsLeaveNothing,
} from '../../assumptions/index.ts'
import { tellLanding, tellPlace } from '../../tell.ts'
import { byteMeant, isAstray, isAway, isPeer, useEvent, type UseEvent } from '../../meant.ts'
import { always, type Finding } from '../../rule.ts'

export const routeSound = always<null>({
  id: 'S2',
  name: 'RouteSound',
  sentence: 'A transfer over a mapped list lands, byte for byte, on the memory that the list describes.',
  why: 'A mapping is a belief about where a number leads. If the number leads elsewhere, data is corrupted or lost, mostly without any error.',
  sources: [
    'Benjamin Herrenschmidt, 13 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory"',
    'DP-17, DP-18',
  ],
  assumptions: [
    allowlistedBridgesForward,
    inboundIsIdentity,
    cpuAddressesAvoidBusWindows,
    devicesServeThemselves,
    egressControlNeverBlocks,
    acsUnchangedSinceCached,
    functionsAreEnabled,
    iovaAvoidsWindows,
    peersAreMappedAsLists,
    barsAreRegisteredAsPeers,
    clientsAreTrusted,
    refusalsLeaveNothing,
  ],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    const use = useEvent(event)
    if (use === undefined) return { state }
    const { mapping, transfer, before } = use
    const wrong = transfer.transactions.find((t) => isAstray(before, mapping, t))
    if (wrong !== undefined) return { state, fired: true, broken: finding(use, wrong) }
    // Only a P2P byte that certainly landed is evidence; RAM alone proves nothing about routes.
    const certain = transfer.transactions.filter(({ landing }) => landing.kind !== 'undefined')
    return {
      state,
      fired: certain.some((t) => isPeer(byteMeant(mapping, t)) && !isAway(before.hw, byteMeant(mapping, t)!)),
    }
  },
})

/** What is wrong with where a transaction landed. */
export const finding = ({ index, before, mapping }: UseEvent, t: Transaction): Finding => {
  const m = before.hw.machine
  const meant = byteMeant(mapping, t)
  const place = meant === undefined ? 'nothing: it is past the end of the list' : tellPlace(m, meant)
  return {
    step: index,
    entry: t.entry,
    offset: t.offset,
    ...(meant === undefined ? {} : { meant }),
    landing: t.landing,
    found: `address ${hex(t.address)}: ${tellLanding(m, t.landing)}`,
    allowed: [place, 'an undefined outcome, which is not counted against any design'],
  }
}
