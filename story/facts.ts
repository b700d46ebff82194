/** What is worth knowing of a host bridge or a function, in words: whatever is not the usual. */
import { hex } from '../model/address.ts'
import { ACS_ALL, ACS_BITS, NO_ACS, bitNames } from '../model/machine/acs.ts'
import { KIND, ROOT, isBridge, opensWires, type Machine } from '../model/machine/columns.ts'
import type { Iommu } from '../model/machine/domain.ts'

/** Functions that send requests of their own. */
const endpointsOf = (m: Machine, h: number): number[] =>
  m.kind.flatMap((kind, f) => (m.host[f] === h && !isBridge(kind) ? [f] : []))

/** The IOMMU in front of all endpoints below a host bridge; undefined: not the same for all. Each function asks, so it is kept. */
const iommuOf = (m: Machine, h: number): Iommu | undefined => {
  const known = iommus.get(m) ?? m.hostName.map((_, host) => onlyOne(endpointsOf(m, host).map((f) => m.iommu[f])))
  iommus.set(m, known)
  return known[h]
}
const iommus = new WeakMap<Machine, readonly (Iommu | undefined)[]>()

const onlyOne = (modes: readonly Iommu[]): Iommu | undefined => (new Set(modes).size === 1 ? modes[0] : undefined)

const IOMMU: Readonly<Record<Iommu, string>> = {
  off: 'no IOMMU',
  passthrough: 'IOMMU passes through',
  translating: 'IOMMU translates',
  'translating lazily': 'IOMMU translates, unmaps wait in a flush queue',
}

const when = (is: boolean, words: string): string[] => (is ? [words] : [])

export const hostFacts = (m: Machine, h: number): string[] => {
  const iommu = iommuOf(m, h)
  const translates = m.hostOffset[h] !== 0
  const isIdentity = m.hostInbound[h].length === 1 && m.hostInbound[h][0].size >= 2 ** 52
  return [
    ...(iommu === undefined || iommu === 'off' ? [] : [IOMMU[iommu]]),
    ...when(m.hostPeersByBus[h] && translates, 'matches bus addresses against its root ports'),
    ...when(!m.hostPeersByBus[h] && !translates, 'does not match bus addresses against its root ports'),
    ...when(m.hostDecodesFirst[h], 'looks for peers before the IOMMU translates'),
    ...when(m.hostInboundFirst[h], 'applies inbound windows before the IOMMU'),
    ...when(m.hostAtsReturns[h] === 'bus address', 'answers ATS with bus addresses'),
    ...when(m.hostInventsData[h], 'answers lost reads with invented data'),
    ...(isIdentity ? [] : m.hostInbound[h].length === 0 ? ['takes nothing inbound'] : m.hostInbound[h].map(inbound)),
  ]
}

const inbound = (r: { bus: number; phys: number; size: number }): string =>
  `inbound: bus ${hex(r.bus)} to ${hex(r.bus + r.size - 1)} is CPU physical ${hex(r.phys)} on`

export const functionFacts = (m: Machine, f: number): string[] => [
  ...when(m.vendor[f] !== 0, `id ${id(m, f)}`),
  ...(m.physfn[f] < 0 ? [] : [`virtual function of ${m.name[m.physfn[f]]}`]),
  ...acsFacts(m, f),
  ...portFacts(m, f),
  ...when(!m.decodes[f], 'Memory Space Enable off'),
  ...when(!m.masters[f], 'Bus Master Enable off'),
  ...when(!m.linkUp[f], 'link down'),
  ...when(m.maxPayload[f] !== 4096, `Max_Payload_Size ${m.maxPayload[f]}`),
  ...when(!m.routesAtomics[f], 'routes no AtomicOps'),
  ...when(m.blocksAtomics[f], 'stops AtomicOps'),
  ...when(!m.completesAtomics[f] && m.kind[f] !== KIND.conventional, 'carries out no AtomicOps'),
  ...when(!m.copiesOrdering[f], 'never copies Relaxed Ordering'),
  ...deviceFacts(m, f),
]

/** `8086:2030` */
export const id = (m: Machine, f: number): string =>
  [m.vendor[f], m.device[f]].map((n) => n.toString(16).padStart(4, '0')).join(':')

const acsFacts = (m: Machine, f: number): string[] => {
  const lacking = ACS_BITS.filter((bit) => !bitNames(m.acsCapability[f]).includes(bit))
  const partly = m.acsCapability[f] === ACS_ALL ? '' : ` (it has no ${lacking.join(' ')})`
  return [
    ...when(m.acsCapability[f] !== NO_ACS, `ACS ${bitNames(m.acsControl[f]).join(' ') || 'all off'}${partly}`),
    ...when(m.egress[f].length > 0, `egress vector ${m.egress[f].join(' ')}`),
    ...when(m.acsImplicit[f] !== 0, `acts as if ACS had ${bitNames(m.acsImplicit[f]).join(' ')} on`),
  ]
}

const portFacts = (m: Machine, f: number): string[] => [
  ...when(m.toDownstreamBars[f] !== 'direct', `requests for BARs of downstream ports: ${m.toDownstreamBars[f]}`),
  ...when(m.toUpstreamBars[f] !== 'direct', `requests for the upstream port's BAR: ${m.toUpstreamBars[f]}`),
  ...when(m.redirectsUnclaimed[f], 'sends up what no port claims'),
]

const knownAlias = (m: Machine, f: number): string =>
  m.dmaAliases[f].includes(m.requester[f]) ? '' : ', which Linux does not know'

const deviceFacts = (m: Machine, f: number): string[] => {
  const isBehindBridge = m.parent[f] !== ROOT && opensWires(m.kind[m.parent[f]])
  return [
    ...when(m.inside[f], 'serves its own BARs inside'),
    ...when(
      m.ownInside[f] && !m.inside[f],
      'its BAR is a controller memory buffer, which it serves inside by definition',
    ),
    ...when(m.reach[f] < 2 ** 64, `has ${Math.round(Math.log2(m.reach[f]))} address bits`),
    ...when(m.requester[f] !== f && !isBehindBridge, `sends as ${m.name[m.requester[f]]}${knownAlias(m, f)}`),
    ...m.dmaAliases[f].flatMap((g) => (g === m.requester[f] ? [] : [`Linux believes that it sends as ${m.name[g]}`])),
    ...when(m.ats[f], 'ATS enabled'),
    ...when(!isBridge(m.kind[f]) && iommuOf(m, m.host[f]) === undefined, IOMMU[m.iommu[f]]),
    ...when(m.dmaBits[f] !== 64, `DMA mask of ${m.dmaBits[f]} bits`),
    ...when(!m.coherent[f], 'not cache coherent'),
    ...when(m.forceBounce[f], 'must bounce'),
    ...when(m.untrusted[f], 'untrusted'),
    ...when(m.maxSegment[f] !== 0x10000, `segments up to ${hex(m.maxSegment[f])}`),
    ...when(m.boundary[f] !== 2 ** 32, `segment boundary ${hex(m.boundary[f])}`),
    ...m.clientFunction
      .slice(m.name.length)
      .flatMap((g, d) => (g === f ? [`has child device ${m.clientName[m.name.length + d]}`] : [])),
  ]
}
