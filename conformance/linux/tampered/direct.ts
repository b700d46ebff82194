/** Wrong lists without an IOMMU, and wrong doors: `kernel/dma/direct.c`, `kernel/dma/mapping.c`, `lib/scatterlist.c`. */
import { busOffsetOf } from '../../../model/kernel/pci/p2pmem.ts'
import { parts } from '../../../model/designs/releases/linux-6.12.ts'
import { EINVAL, EIO, EREMOTEIO } from '../../../model/kernel/errno.ts'
import { joining } from '../../../model/kernel/lib/join.ts'
import type { Parts } from '../../../model/kernel/parts.ts'
import { NO_PGMAP } from '../../../model/kernel/mm/page.ts'
import { NO_PROVIDER, isP2p } from '../../../model/kernel/lib/scatterlist.ts'
import { breaks, onMachine, seeing, type Wrongs } from './make.ts'

const asRam: Parts['mapSg'] = (all, call, request) => {
  const table = request.table.map((entry) => ({ ...entry, provider: NO_PROVIDER, pgmap: NO_PGMAP }))
  return parts.mapSg(all, call, { ...request, table })
}

/** Every errno of {@link Parts.mapSg} as another one. */
const errno = (other: (rc: number) => number): Partial<Parts> => ({
  mapSg: (...args) => {
    const mapped = parts.mapSg(...args)
    return mapped.rc === 0 ? mapped : { ...mapped, rc: other(mapped.rc) }
  },
})

const everywhere = <T>(value: T): T[] => Array.from({ length: 64 }, () => value)

export const DIRECT: Wrongs = {
  'peers out of reach are mapped by their CPU address': breaks(
    'DD-1',
    seeing('directMapSg', (all) => ({
      mapType: (...args) => {
        const { k, type } = all.mapType(...args)
        return { k, type: type === 'NOT_SUPPORTED' ? 'THRU_HOST_BRIDGE' : type }
      },
    })),
  ),
  'a list that fails keeps its marks': breaks(
    'DD-2',
    seeing('directMapSg', () => ({ unwind: (table) => table })),
  ),
  'a list is as short as it can be': breaks('DD-2', {
    directMapSg: (all, call, request) =>
      parts.directMapSg(all, call, { ...request, table: joining((a, b) => a.pgmap === b.pgmap)(request.table) }),
  }),
  'no mask is too narrow': breaks('DD-3', {
    directPage: (call, ...args) => parts.directPage(onMachine(call, { dmaBits: everywhere(64) }), ...args),
  }),
  'a way through the host bridge has bus addresses': breaks('DD-3', {
    directPage: (call, client, direction, page) => {
      const mapped = parts.directPage(call, client, direction, page)
      const reached = isP2p(page) && mapped.dma !== undefined
      return reached
        ? { ...mapped, dma: parts.busAddress(page.phys, busOffsetOf(call.k.pools, page.provider)) }
        : mapped
    },
  }),
  'a peer beyond the mask is refused like one out of reach': breaks('DD-4', {
    directMapSg: (...args) => {
      const mapped = parts.directMapSg(...args)
      return mapped.rc === -EIO ? { ...mapped, rc: -EREMOTEIO } : mapped
    },
  }),
  'unmap leaves marks': breaks('DD-5', {
    directUnmapSg: (all, call, request, nents) =>
      parts.directUnmapSg({ ...all, unwind: (table) => table }, call, request, nents),
  }),
  'a resource is mapped by its bus address': breaks('DD-7', {
    directResource: (call, client, direction, bytes) => {
      const { dma, ...rest } = parts.directResource(call, client, direction, bytes)
      const offset = call.hw.machine.hostOffset[call.hw.machine.host[bytes.provider]]
      return { ...rest, dma: dma === undefined ? undefined : parts.busAddress(bytes.phys, -offset) }
    },
  }),
  'pages have a rule for peers': breaks('LAT-5', {
    directPage: (call, client, direction, page) =>
      isP2p(page) && parts.mapType(parts, call, page.provider, client).type !== 'THRU_HOST_BRIDGE'
        ? { k: call.k, dma: undefined }
        : parts.directPage(call, client, direction, page),
  }),
  'no list goes through an IOMMU': breaks('DX-1', {
    mapSg: (all, call, request) => parts.directMapSg(all, call, request),
    unmapSg: (all, call, request, nents) => parts.directUnmapSg(all, call, request, nents),
  }),
  'an IOMMU that passes through translates': breaks('DI-15', {
    mapSg: (all, call, request) =>
      call.hw.machine.iommu.includes('passthrough')
        ? parts.iommuMapSg(all, call, request)
        : parts.mapSg(all, call, request),
  }),
  'EREMOTEIO does not get through': breaks(
    'DX-5',
    errno((rc) => (rc === -EREMOTEIO ? -EIO : rc)),
  ),
  'EIO does not get through': breaks(
    'DX-5',
    errno((rc) => (rc === -EIO ? -EINVAL : rc)),
  ),
  'EINVAL does not get through': breaks(
    'DX-5',
    errno((rc) => (rc === -EINVAL ? -EIO : rc)),
  ),
  'the table is told only that it failed': breaks(
    'DX-6',
    errno(() => -EINVAL),
  ),
  'the table keeps its count of entries': breaks('DX-6', {
    mapSg: (...args) => {
      const mapped = parts.mapSg(...args)
      return mapped.rc === 0 ? { ...mapped, nents: mapped.table.length } : mapped
    },
  }),
  'a resource never goes through an IOMMU': breaks('DX-9', {
    mapResource: (_, call, client, direction, bytes) => parts.directResource(call, client, direction, bytes),
  }),
  'no page is known for a peer': breaks('PM-27', { mapSg: asRam }),
  'neighbours join across page maps': breaks('SG-5 PM-28', { buildTable: joining(() => true) }),
  'neighbours do not join': breaks('SG-5', { buildTable: (runs) => runs }),
  'a list has one kind of memory': breaks('SG-6', {
    mapSg: (all, call, request) =>
      request.table.some((entry) => isP2p(entry) !== isP2p(request.table[0]))
        ? { k: call.k, rc: -EINVAL, table: request.table, nents: 0 }
        : parts.mapSg(all, call, request),
  }),
}
