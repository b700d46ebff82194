/** Wrong ways to take memory back, to hand it over, and to bounce it: `kernel/dma/swiotlb.c` and its callers. */
import { PAGE } from '../../../model/address.ts'
import { parts } from '../../../model/designs/releases/linux-6.12.ts'
import type { Request, SyncFor, Unmapped } from '../../../model/kernel/design.ts'
import type { Kernel } from '../../../model/kernel/state.ts'
import { breaks, moved, onMachine, type Wrongs } from './make.ts'

/** As if the device could read and write. */
const anyWay = (request: Request): Request => ({ ...request, direction: 'DMA_BIDIRECTIONAL' })
const other = (by: SyncFor): SyncFor => (by === 'cpu' ? 'device' : 'cpu')
const silent = (right: Unmapped<Kernel>): Unmapped<Kernel> => ({ ...right, cpu: [] })

export const BACK: Wrongs = {
  'a page that is taken back leaves its translation': breaks('DI-13', {
    iommuUnmapPage: (all, call, request) => ({
      ...parts.iommuUnmapPage(all, call, request),
      domains: call.hw.domains,
    }),
  }),
  'a page that is taken back copies nothing out of its buffer': breaks('DI-13', {
    iommuUnmapPage: (...args) => silent(parts.iommuUnmapPage(...args)),
  }),
  'a page that is taken back is copied, though the device only read it': breaks('DI-13', {
    iommuUnmapPage: (all, call, request) => parts.iommuUnmapPage(all, call, anyWay(request)),
  }),
  'a resource that is taken back leaves its translations': breaks('DI-13', {
    iommuUnmapResource: (all, call, request) => ({
      ...parts.iommuUnmapResource(all, call, request),
      domains: call.hw.domains,
    }),
  }),
  'a resource that is taken back leaves all but its first page': breaks('DI-13', {
    iommuUnmapResource: (all, call, request) =>
      parts.iommuUnmapResource(all, call, {
        ...request,
        table: request.table.map((entry) => ({ ...entry, dmaLength: 1 })),
      }),
  }),
  'a list that is taken back copies nothing out of its buffers': breaks('DI-12', {
    iommuUnmapSg: (...args) => silent(parts.iommuUnmapSg(...args)),
  }),
  'a list that is taken back is copied, though the device only read it': breaks('DI-12', {
    iommuUnmapSg: (all, call, request, nents) => parts.iommuUnmapSg(all, call, anyWay(request), nents),
  }),
  'a sync copies nothing': breaks('DI-16', { iommuSyncSg: () => ({ cpu: [] }) }),
  'a sync copies for the other side': breaks('DI-16', {
    iommuSyncSg: (all, call, request, by) => parts.iommuSyncSg(all, call, request, other(by)),
  }),
  'a sync copies for both sides, whatever the device may do': breaks('DI-16', {
    iommuSyncSg: (all, call, request, by) => parts.iommuSyncSg(all, call, anyWay(request), by),
  }),
  'a sync copies the first entry only': breaks('DI-16', {
    iommuSyncSg: (all, call, request, by) =>
      parts.iommuSyncSg(all, call, { ...request, table: request.table.slice(0, 1) }, by),
  }),
  'nothing bounces': breaks('DI-13', {
    iommuPage: (call, client, direction, page) =>
      parts.iommuPage(
        onMachine(call, { untrusted: call.hw.machine.untrusted.map(() => false) }),
        client,
        direction,
        page,
      ),
  }),
  'what bounces is at the same offset of its page': breaks('DI-13', {
    iommuPage: (call, client, direction, page) => {
      const { dma, bounced = [], ...rest } = parts.iommuPage(call, client, direction, page)
      const off = bounced.length > 0 ? page.phys % PAGE : 0
      return { ...rest, bounced, dma: dma === undefined ? undefined : moved(dma, (at) => at + off) }
    },
  }),
}
