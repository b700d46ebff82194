/**
 * Models of Linux 6.12 with one thing wrong. Each must differ from the booted kernel where the right one agrees:
 * a comparison that accepts one of them compares too little.
 */
import { parts } from '../../model/designs/linux-6.12.ts'
import { PAGE, bus, handOver } from '../../model/address.ts'
import { anyBit, bitsOf, type AcsBit } from '../../model/machine/acs.ts'
import { KIND, ROOT, isBridge, type Machine } from '../../model/machine/columns.ts'
import type { Design } from '../../model/kernel/design.ts'
import { joining } from '../../model/kernel/join.ts'
import { linux, type Parts } from '../../model/kernel/linux.ts'
import { freshMapType } from '../../model/kernel/p2pdma.ts'

const redirectsBy =
  (...bits: AcsBit[]): Parts['hasAcsRedir'] =>
  ({ acsControl }, f) =>
    anyBit(acsControl[f], bitsOf(bits))

const firstOn = (m: Machine, host: number): number =>
  m.parent
    .flatMap((p, f) => (p === ROOT && m.host[f] === host ? [f] : []))
    .reduce((first, f) => (first < 0 || m.devfn[f] < m.devfn[first] ? f : first), -1)

/** MT-8: the first device of the root bus is neither 00.0 nor a root port. */
const hasNoRootDevice = (m: Machine, host: number): boolean => {
  const first = firstOn(m, host)
  return first < 0 || (m.devfn[first] !== 0 && m.kind[first] !== KIND.rootPort)
}

/** {@link parts}' own `iommu_dma_map_sg`, told something else of every client's segments. */
const withSegments =
  (limits: Partial<Pick<Machine, 'maxSegment' | 'boundary'>>): Parts['iommuMapSg'] =>
  (all, call, request) =>
    parts.iommuMapSg(all, { ...call, hw: { ...call.hw, machine: { ...call.hw.machine, ...limits } } }, request)
const everywhere = (bytes: number): number[] => Array.from({ length: 64 }, () => bytes)

const TAMPERED: Readonly<Record<string, Partial<Parts>>> = {
  'RR is no redirect': { hasAcsRedir: redirectsBy('CR', 'EC') },
  'CR is no redirect': { hasAcsRedir: redirectsBy('RR', 'EC') },
  'EC is no redirect': { hasAcsRedir: redirectsBy('RR', 'CR') },
  'TB is a redirect': { hasAcsRedir: redirectsBy('RR', 'CR', 'EC', 'TB') },
  'UF is a redirect': { hasAcsRedir: redirectsBy('RR', 'CR', 'EC', 'UF') },
  'ACS of endpoints does not count': {
    hasAcsRedir: (hw, f) => isBridge(hw.machine.kind[f]) && parts.hasAcsRedir(hw, f),
  },
  'the bus offset has the other sign': { busAddress: (at, offset) => handOver(bus(at - offset)) },
  'the bus offset is forgotten': { busAddress: (at) => handOver(bus(at)) },
  'the same-bridge flag is ignored': {
    bridgesForward: (m, p, c) => parts.bridgesForward(m, p, p) && parts.bridgesForward(m, c, c),
  },
  'two host bridges never forward to each other': {
    bridgesForward: (m, p, c) => p === c && parts.bridgesForward(m, p, c),
  },
  'no root device is as good as a listed one': {
    bridgesForward: (m, p, c) => parts.bridgesForward(m, p, c) || (hasNoRootDevice(m, p) && hasNoRootDevice(m, c)),
  },
  'every AMD is a Zen': {
    bridgesForward: (m, p, c) => m.cpuVendor === 'AMD' || parts.bridgesForward(m, p, c),
  },
  'Hygon is a Zen': {
    bridgesForward: (m, p, c) => m.cpuVendor === 'Hygon' || parts.bridgesForward(m, p, c),
  },
  'no map type is kept': { mapType: freshMapType },
  'the cache knows no domains': {
    mapType: (all, call, provider, client) => parts.mapType(all, call, provider, twin(call.hw.machine, client)),
  },
  'a distance is one too many': {
    classify: (...args) => ({ ...parts.classify(...args), distance: parts.classify(...args).distance + 1 }),
  },
  'neighbours join across page maps': { buildTable: joining(() => true) },
  'unmap leaves marks': { unwind: (table) => table },
  'unpublished memory is found': { publish: (k, provider) => parts.publish(k, provider, true) },
  'an IOMMU gives segments of any length': { iommuMapSg: withSegments({ maxSegment: everywhere(2 ** 31) }) },
  'an IOMMU gives segments of a page': { iommuMapSg: withSegments({ maxSegment: everywhere(PAGE) }) },
  'an IOMMU gives every peer an IOVA': {
    iommuMapSg: (all, call, request) =>
      parts.iommuMapSg({ ...all, mapType: (_, { k }) => ({ k, type: 'THRU_HOST_BRIDGE' }) }, call, request),
  },
  'an IOMMU takes no peers': {
    iommuMapSg: (all, call, request) =>
      parts.iommuMapSg({ ...all, mapType: (_, { k }) => ({ k, type: 'NOT_SUPPORTED' }) }, call, request),
  },
  'pages have a rule for peers': {
    directPage: (call, client, page) =>
      page.provider >= 0 && parts.mapType(parts, call, page.provider, client).type !== 'THRU_HOST_BRIDGE'
        ? { k: call.k, dma: undefined }
        : parts.directPage(call, client, page),
  },
  'an IOMMU gives segments of 64K, whatever was set': { iommuMapSg: withSegments({ maxSegment: everywhere(0x10000) }) },
  'an IOMMU knows no boundary but that of 4G': { iommuMapSg: withSegments({ boundary: everywhere(2 ** 32) }) },
}

/** The first client with the same bus, device and function number in whatever domain. */
const twin = (m: Machine, client: number): number => {
  const found = m.busNumber.findIndex((number, f) => number === m.busNumber[client] && m.devfn[f] === m.devfn[client])
  return found < 0 ? client : found
}

export const tampered: readonly Design[] = Object.entries(TAMPERED).map(([id, wrong]) =>
  linux({ id, order: 0, summary: id, sources: [] }, { ...parts, ...wrong }),
)
