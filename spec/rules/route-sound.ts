/**
 * S2 RouteSound: the rule that everything else serves.
 */
import { hex } from '../../model/address.ts'
import type { Landing } from '../../model/hardware/landing.ts'
import { RAM, type Place, type Segment } from '../../model/scenario.ts'
import type { Transaction } from '../../model/step.ts'
import {
  acsUnchangedSinceCached,
  allowlistedBridgesForward,
  cpuAddressesAvoidBusWindows,
  devicesServeThemselves,
  egressControlNeverBlocks,
  functionsAreEnabled,
  inboundIsIdentity,
} from '../assumptions/index.ts'
import { tellLanding, tellPlace } from '../tell.ts'
import { always, type Event, type Finding } from '../rule.ts'

export const routeSound = always<null>({
  id: 'S2',
  name: 'RouteSound',
  sentence: 'A transfer over a mapped list lands, byte for byte, on the memory that the list describes.',
  why: 'A mapping is a belief about where a number leads. Where it leads elsewhere, data is corrupted or lost, mostly without any error.',
  sources: ['threads.md S2', 'SEED3: Benjamin Herrenschmidt on bus offsets, 13 April 2017', 'hardware.md DP-17, DP-18'],
  assumptions: [
    allowlistedBridgesForward,
    inboundIsIdentity,
    cpuAddressesAvoidBusWindows,
    devicesServeThemselves,
    egressControlNeverBlocks,
    acsUnchangedSinceCached,
    functionsAreEnabled,
  ],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    if (event.outcome.kind !== 'transfer' || event.operation.kind !== 'dma') return { state }
    const { meant } = event.before.ledger.get(event.operation.map)!
    const { transactions } = event.outcome
    const wrong = transactions.find(
      (t) => !landsOn(t.landing, byteMeant(meant, t)) && !isOpen(t.landing, byteMeant(meant, t)),
    )
    if (wrong !== undefined) return { state, fired: true, broken: finding(event, byteMeant(meant, wrong), wrong) }
    // Only a P2P byte that certainly landed is evidence; RAM alone proves nothing about routes.
    return { state, fired: transactions.some((t) => t.landing.kind === 'bar' && byteMeant(meant, t).owner !== RAM) }
  },
})

/**
 * The byte of the list that a transaction stands for, from the ledger alone: by its place in the list, for a
 * design may cut or join entries. Past the end of the list there is none, and nothing lands on it.
 */
export const byteMeant = (meant: readonly Segment[], { position }: Transaction): Place => {
  let start = 0
  for (const { owner, at, length } of meant) {
    if (position < start + length) return { owner, at: at + position - start }
    start += length
  }
  return { owner: RAM, at: -1 }
}

/** Whether a transaction reached the byte; a read that lost its completion did not. */
export const landsOn = (landing: Landing, { owner, at }: Place): boolean =>
  owner === RAM
    ? landing.kind === 'ram' && landing.address === at
    : landing.kind === 'bar' && landing.owner === owner && landing.offset === at

/** Whether the specification leaves open if the byte is reached: nobody is convicted by that. */
const isOpen = (landing: Landing, { owner, at }: Place): boolean =>
  landing.kind === 'undefined' &&
  (landing.touched === undefined || (landing.touched.owner === owner && landing.touched.offset === at))

const finding = (event: Event, meant: Place, { entry, offset, address, landing }: Transaction): Finding => {
  const m = event.before.hw.machine
  return {
    step: event.index,
    entry,
    offset,
    meant,
    landing,
    found: `address ${hex(address)}: ${tellLanding(m, landing)}`,
    allowed: [tellPlace(m, meant), 'an undefined outcome, which convicts nobody'],
  }
}
