/**
 * A DMA between the two needs more than the map type: Linux takes something on trust, the driver has to call the right function, and
 * something must stay as it is. Nothing of it can be read from a dump.
 */
import { ROOT } from '../model/machine/columns.ts'
import { typeIn } from './answer.ts'
import { changesOf } from './change.ts'
import type { Asked } from './cases.ts'
import { isTold } from './cpu.ts'
import { dodging } from './dodging.ts'
import { hostsOf, listOf, nameOf, redirecting, rootBus, surelyRedirecting, type Pair } from './why.ts'

type Needs = (asked: Asked, pair: Pair) => string[]

const NEEDS: Readonly<Record<Pair['type'], Needs>> = {
  BUS_ADDR: (asked, pair) => [...whileUnseen(asked, pair), ...withoutIommu(asked, pair), ...routing(asked, pair)],
  THRU_HOST_BRIDGE: (asked, pair) => [...forwarding(asked, pair), ...changesOf(asked, pair)],
  NOT_SUPPORTED: (asked, pair) => changesOf(asked, pair),
  depends: (asked, pair) => [...toBeTold(asked, pair), ...changesOf(asked, pair)],
}

export const needsOf: Needs = (asked, pair) =>
  pair.provider === pair.client ? [ITSELF] : [...NEEDS[pair.type](asked, pair), dodging(asked, pair)]

/** PCIe leaves it open what becomes of a request that a function sends to its own BAR. */
const ITSELF =
  'the function reaches its own memory inside itself: one that sends a request for its own BAR to the link may never get an answer'

const routing = (asked: Asked, { meet }: Pair): string[] => [
  `${nameOf(asked, meet)} and what is below it route the requests between them; it does not matter what the host bridge does`,
  'the driver maps with dma_map_sgtable (or a call that leads there), which asks for the map type',
]

/** A dump without any extended capability may have been made where they cannot be seen. */
const whileUnseen = (asked: Asked, pair: Pair): string[] => {
  if (asked.ifUnseen === undefined) return []
  const type = typeIn(asked, asked.ifUnseen, pair.provider, pair.client)
  return type === pair.type
    ? []
    : [
        `no port on the way has ACS: the dump shows no capability beyond the first 256 bytes of any function; if a port has ACS redirects on, this pair is ${type}${asked.doubts.length > 0 ? ', or THRU_HOST_BRIDGE if the CPU or the host bridge is one that Linux trusts' : ''}`,
      ]
}

const withoutIommu = (asked: Asked, pair: Pair): string[] => {
  const type = typeIn(asked, asked.withIommu, pair.provider, pair.client)
  if (type === pair.type) return []
  const { parts, withIommu } = asked
  const ports = asked.machine.parent.flatMap((_, f) =>
    parts.hasAcsRedir(withIommu, f) && !parts.hasAcsRedir(asked.cases[0], f) && isOnTheWay(asked, pair, f) ? [f] : [],
  )
  return [
    `no IOMMU driver asks for ACS at boot; ${driverThatAsks(asked)}, ${listOf(ports.map((f) => redirecting(asked, withIommu, f)))} then ${ports.length === 1 ? 'redirects' : 'redirect'}, and this pair is ${type}`,
  ]
}

/** Intel's (`detect_intel_iommu`) waits for the command line, in most kernels; AMD's (`detect_ivrs`) asks wherever there is one, 6.12. */
const driverThatAsks = ({ cpu }: Asked): string =>
  isTold(cpu) && (cpu.vendor === 'AMD' || cpu.vendor === 'Hygon')
    ? "where the firmware has an IOMMU on, AMD's does unless iommu=off"
    : 'with intel_iommu=on it does'

const isOnTheWay = ({ machine: { parent } }: Asked, { provider, client, meet }: Pair, port: number): boolean => {
  for (const end of [provider, client])
    for (let f = end; f !== ROOT; f = parent[f]) {
      if (f === port) return true
      if (f === meet) break
    }
  return false
}

const forwarding = (asked: Asked, pair: Pair): string[] => {
  const hosts = hostsOf(asked, pair).map((h) => rootBus(asked, h))
  const forward =
    hosts.length === 1 ? `complex of ${hosts[0]} really forwards` : `complexes of ${listOf(hosts)} really forward`
  return [
    `the root ${forward} peer requests, which Linux takes on trust and no dump shows`,
    'where an IOMMU translates, the driver maps with dma_map_sgtable, which puts the BAR into the IOMMU; an address that was not mapped for the client faults',
  ]
}

const toBeTold = (asked: Asked, pair: Pair): string[] => [
  ...(asked.doubts.includes('zen')
    ? ['name the CPU, with --cpu AMD:0x17 (or what it is) or --cpuinfo /proc/cpuinfo']
    : []),
  ...(asked.doubts.includes('redirects') && surelyRedirecting(pair).length === 0
    ? ['show the ACS words: sudo lspci -vvv -nn']
    : []),
  ...(asked.doubts.includes('listed') ? ['show the ids: lspci -nn'] : []),
]
