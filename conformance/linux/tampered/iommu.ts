/** Wrong lists behind a translating IOMMU: `drivers/iommu/dma-iommu.c`. */
import { PAGE, alignDown } from '../../../model/address.ts'
import { parts } from '../../../model/designs/releases/linux-6.12.ts'
import type { Mapped } from '../../../model/kernel/design.ts'
import { tableOf } from '../../../model/kernel/iommu/domain.ts'
import { EINVAL, ENOMEM, EREMOTEIO } from '../../../model/kernel/errno.ts'
import type { Parts } from '../../../model/kernel/parts.ts'
import type { MapType } from '../../../model/kernel/pci/map-type.ts'
import { isP2p } from '../../../model/kernel/lib/scatterlist.ts'
import type { Kernel } from '../../../model/kernel/state.ts'
import type { Machine } from '../../../model/machine/columns.ts'
import { breaks, moved, movedTo, onMachine, seeing, type Wrongs } from './make.ts'

/** {@link Parts.iommuMapSg}, told something else of every client's segments. */
const withSegments = (limits: Partial<Pick<Machine, 'maxSegment' | 'boundary'>>): Partial<Parts> => ({
  iommuMapSg: (all, call, request) => parts.iommuMapSg(all, onMachine(call, limits), request),
})
const everywhere = <T>(value: T): T[] => Array.from({ length: 64 }, () => value)

const everyPeer = (type: MapType): Partial<Parts> =>
  seeing('iommuMapSg', () => ({ mapType: (_, { k }) => ({ k, type }) }))

/** Another answer than the right one. */
const answering = (other: (right: Mapped<Kernel>) => Partial<Mapped<Kernel>>): Partial<Parts> => ({
  iommuMapSg: (...args) => {
    const right = parts.iommuMapSg(...args)
    return { ...right, ...other(right) }
  },
})

export const IOMMU: Wrongs = {
  'an untrusted client is mapped like any other': breaks('DI-2 LAT-1', {
    iommuMapSg: (all, call, request) =>
      parts.iommuMapSg(all, onMachine(call, { untrusted: everywhere(false) }), request),
  }),
  'an untrusted client has a rule for peers': breaks('LAT-1', {
    mapSgBounced: (all, call, request) =>
      request.table.some(isP2p)
        ? { k: call.k, rc: -EREMOTEIO, table: request.table, nents: 0 }
        : parts.mapSgBounced(all, call, request),
  }),
  'an IOMMU gives every peer an IOVA': breaks('DI-3', everyPeer('THRU_HOST_BRIDGE')),
  'an IOMMU takes no peers': breaks('DI-3', everyPeer('NOT_SUPPORTED')),
  'an IOVA begins with its page': breaks(
    'DI-3',
    answering(({ table }) => ({ table: movedTo(table, (dma) => alignDown(dma, PAGE)) })),
  ),
  'a page is left free behind each entry': breaks(
    'DI-3',
    answering(({ table }) => ({ table: movedTo(table, (dma, i) => dma + i * PAGE) })),
  ),
  'a list of bus addresses gets no IOVA and fails': breaks(
    'DI-4',
    answering(({ rc, table }) => (rc === 0 && table.every(({ marked }) => marked) ? { rc: -ENOMEM, nents: 0 } : {})),
  ),
  'the last run is always written': breaks(
    'DI-8 LAT-2',
    answering(({ rc, table }) => (rc === -EINVAL ? { rc: 0, nents: table.length } : {})),
  ),
  'every failure of an IOMMU is EINVAL': breaks(
    'DI-9',
    answering(({ rc }) => ({ rc: rc === 0 ? 0 : -EINVAL })),
  ),
  'a list that fails behind an IOMMU keeps its marks': breaks(
    'DI-9',
    answering(({ rc, table }) =>
      rc === 0 ? {} : { table: table.map((e) => (isP2p(e) ? { ...e, marked: true } : e)) },
    ),
  ),
  'an IOMMU joins nothing': breaks('DI-10', withSegments({ boundary: everywhere(PAGE) })),
  'a bus address keeps its place in the list': breaks('DI-10', {
    iommuMapSg: (all, call, request) => {
      const right = parts.iommuMapSg(all, call, request)
      if (right.rc !== 0) return right
      const front = right.table.slice(0, right.nents)
      const sorted = [...front.filter(({ marked }) => !marked), ...front.filter(({ marked }) => marked)]
      return { ...right, table: [...sorted, ...right.table.slice(right.nents)] }
    },
  }),
  'an IOMMU gives segments of any length': breaks('DI-11', withSegments({ maxSegment: everywhere(2 ** 31) })),
  'an IOMMU gives segments of a page': breaks('DI-11', withSegments({ maxSegment: everywhere(PAGE) })),
  'an IOMMU gives segments of 64 KiB, whatever was set': breaks(
    'DI-10',
    withSegments({ maxSegment: everywhere(0x10000) }),
  ),
  'an IOMMU knows no boundary but that of 4 GiB': breaks(
    'DI-3 LAT-20',
    withSegments({ boundary: everywhere(2 ** 32) }),
  ),
  'an IOMMU breaks segments at every 64 KiB': breaks('DI-11', withSegments({ boundary: everywhere(0x10000) })),
  'an IOMMU forgets the last run of a list': breaks('DI-7', {
    iommuMapSg: (all, call, request) => {
      const right = parts.iommuMapSg(all, call, request)
      const f = call.hw.machine.clientFunction[request.client]
      const domain = right.domains?.get(call.hw.attached[f])
      if (right.rc !== 0 || domain?.kind !== 'translate') return right
      const before = tableOf(call.hw, f).length
      const table = domain.table.length > before ? domain.table.slice(0, -1) : domain.table
      return { ...right, domains: new Map(right.domains).set(call.hw.attached[f], { kind: 'translate', table }) }
    },
  }),
  'unmap leaves translations': breaks('DI-12', {
    iommuUnmapSg: (all, call, ...args) => ({ ...parts.iommuUnmapSg(all, call, ...args), domains: call.hw.domains }),
  }),
  'unmap behind an IOMMU leaves marks': breaks('DI-12', {
    iommuUnmapSg: (all, call, request, nents) =>
      parts.iommuUnmapSg({ ...all, unwind: (table) => table }, call, request, nents),
  }),
  'the IOVA of a page begins with it': breaks('DI-13', {
    iommuPage: (call, client, direction, page) => {
      const { dma, ...rest } = parts.iommuPage(call, client, direction, page)
      return { ...rest, dma: dma === undefined ? undefined : moved(dma, (at) => alignDown(at, PAGE)) }
    },
  }),
  'pages behind an IOMMU have a rule for peers': breaks('DI-13 LAT-5', {
    mapPage: (all, call, client, direction, page) =>
      isP2p(page) && all.mapType(all, call, page.provider, client).type === 'NOT_SUPPORTED'
        ? { k: call.k, dma: undefined }
        : parts.mapPage(all, call, client, direction, page),
  }),
}
