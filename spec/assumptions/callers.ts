/**
 * What Linux takes on trust about those who call it.
 */
import { onTheWire, within } from '../../model/address.ts'
import { staleOf } from '../../model/hardware/iotlb.ts'
import { isLazy, tableOf } from '../../model/kernel/iommu/domain.ts'
import type { Helper } from '../../model/kernel/lib/cpu-access.ts'
import { NO_FUNCTION } from '../../model/machine/columns.ts'
import { isTranslating } from '../../model/machine/domain.ts'
import type { Operation } from '../../model/operations/index.ts'
import { RAM, type Segment } from '../../model/place.ts'
import { ownerIn } from '../meant.ts'
import type { Assumption } from '../rule.ts'

export const peersAreMappedAsLists: Assumption = {
  id: 'peers-are-mapped-as-lists',
  sentence:
    'Peer memory is mapped with dma_map_sgtable only, never with dma_map_page, dma_map_resource, dma_iova_link or by user space (iommu_map).',
  why: 'Only dma_map_sgtable asks where the memory is. The others hand out a CPU physical address or an IOVA for any memory, even where a list of the same memory would be refused.',
  sources: ['LAT-5, DX-9, DX-10, DOC-3', 'Documentation/driver-api/pci/p2pdma.rst, Linux 6.12'],
  holds: ({ operations }) => operations.every((op) => mappedUnasked(op).every((s) => ownerIn(operations, s) === RAM)),
}

/** What an operation maps without asking for a way to it. */
const mappedUnasked = (op: Operation): readonly Segment[] => {
  switch (op.kind) {
    case 'dma_map_page':
    case 'dma_map_resource':
    case 'iommu_map':
      return op.list
    case 'dma_iova_link':
      return [op.memory]
    default:
      return []
  }
}

export const barsAreRegisteredAsPeers: Assumption = {
  id: 'bars-are-registered-as-peers',
  sentence: 'A driver gives its BAR struct pages with pci_p2pdma_add_resource, never by a page map of another type.',
  why: 'The type of the page map is all that tells peer memory from other memory. Under another type the BAR is mapped as RAM is, by its CPU physical address, and nobody asks for a way.',
  sources: ['A0-01, A0-07', 'devm_memremap_pages(), Linux 6.12: not a device mmio range, but this is not enforced'],
  holds: ({ operations }) => operations.every(({ kind }) => kind !== 'memremap_pages'),
}

export const clientsAreTrusted: Assumption = {
  id: 'clients-are-trusted',
  sentence: 'No client behind a translating IOMMU is an untrusted device.',
  why: 'Linux maps a list for an untrusted device page by page, so that it can bounce memory that shares a page with other data. On that path it does not ask about peers.',
  sources: ['LAT-1, DI-2', 'iommu_dma_map_sg, Linux 6.12.117'],
  defect: {
    rule: 'S20',
    designs: ['pgmap-callback', 'pgmap-callback-fixed', 'four-way', 'soft-iommu', 'linux-6.17', 'linux-6.12'],
  },
  holds: ({ machine: m, operations }) =>
    operations.every((op) => {
      if (!('client' in op) || m.clientFunction[op.client] === NO_FUNCTION) return true
      const f = m.clientFunction[op.client]
      return !m.untrusted[f] || !isTranslating(m.iommu[f])
    }),
}

export const driversUnmapFirst: Assumption = {
  id: 'drivers-unmap-first',
  sentence: 'A driver unmaps memory before it gives it back, and before the driver of the provider is unbound.',
  why: 'A mapping for DMA holds no page: neither freeing nor unbinding waits for it, and the address that the device was given stays valid.',
  sources: ['A5-18, PM-25, L52', 'Documentation/driver-api/pci/p2pdma.rst, Linux 6.12'],
  holdsIn: (events) =>
    events.every(({ before, after }) => {
      if (before.objects === after.objects) return true
      const endsNow = (object: number | undefined): boolean =>
        object !== undefined &&
        before.objects.get(object)?.ended === undefined &&
        after.objects.get(object)?.ended !== undefined
      return [...before.ledger.values()].every(({ live, meant }) => !live || !meant.some((s) => endsNow(s.object)))
    }),
}

export const unmapsAreFlushed: Assumption = {
  id: 'unmaps-are-flushed',
  sentence: 'After a lazy unmap, a device does not use the address until the flush queue is empty.',
  why: 'With iommu.strict=0 an unmap does not wait for the IOTLB: for some milliseconds the device still reaches memory that the driver has given back. Linux takes this risk for devices that it trusts.',
  sources: ['DI-22, DI-23, IO-14'],
  holdsIn: (events) =>
    events.every(({ operation, outcome, before }) => {
      if (operation.kind !== 'dma' || !operation.late || outcome.kind !== 'transfer') return true
      // Where an unmap is to wait, what the IOTLB holds is a defect of the kernel.
      if (!isLazy(before.hw, outcome.initiator)) return true
      const stale = staleOf(before.hw, outcome.initiator)
      return before.ledger
        .get(operation.map)!
        .told.every(
          ({ dma }) => dma === undefined || !stale.some(({ iova, size }) => within(onTheWire(dma), iova, size)),
        )
    }),
}

export const busAddressesStopAtUnmap: Assumption = {
  id: 'bus-addresses-stop-at-unmap',
  sentence:
    'A device that has a bus address, or is not behind a translating IOMMU, stops using memory that was unmapped.',
  why: 'Only a translation can be taken back. Any other address leads to the same place after the unmap as before.',
  sources: ['A5-18, S16', 'L52'],
  holdsIn: (events) =>
    events.every(({ operation, outcome, before }) => {
      if (operation.kind !== 'dma' || !operation.late || outcome.kind !== 'transfer') return true
      const then = events[operation.map].after.hw
      const rows = tableOf(then, outcome.initiator)
      return before.ledger
        .get(operation.map)!
        .told.every(({ dma }) => dma === undefined || rows.some(({ iova, size }) => within(onTheWire(dma), iova, size)))
    }),
}

/** Helpers that leave the bytes of a page alone (CA-2). */
const LOOK_ONLY: ReadonlySet<Helper> = new Set([
  'sg_page',
  'sg_phys',
  'page_to_pfn',
  'for_each_sg',
  'dma_map_sgtable',
  'dma_map_page',
  'get_page',
])

export const callersCopyNoPeers: Assumption = {
  id: 'callers-copy-no-peers',
  sentence: 'No driver copies a list with peer memory with the CPU, unless the list has no pages.',
  why: 'A driver that has a page may touch the memory behind it, and nothing checks whether that memory is a BAR. Only a list without pages gives the driver nothing to touch.',
  sources: ['CA-1, A1-09', 'L31'],
  holds: ({ operations }) =>
    operations.every((op) => {
      if (op.kind !== 'sg_copy_to_buffer' && (op.kind !== 'cpu_helper' || LOOK_ONLY.has(op.helper))) return true
      const made = operations[op.map]
      return made.kind !== 'dma_map_sgtable' || made.list.every((s) => ownerIn(operations, s) === RAM)
    }),
}

export const driversUnlinkFirst: Assumption = {
  id: 'drivers-unlink-first',
  sentence: 'A driver that filled a range of IOVAs itself unlinks all of it before it frees the range.',
  why: 'Freeing gives the IOVAs to the next caller, and nothing checks where they still lead.',
  sources: ['NW-13', 'L67'],
  holds: ({ operations }) =>
    operations.every((op, i) => op.kind !== 'dma_iova_free' || linkedIn(operations.slice(0, i), op.map) <= 0),
}

/** Bytes of a range that steps linked and did not unlink. */
const linkedIn = (operations: readonly Operation[], range: number): number =>
  operations.reduce((bytes, op) => {
    if (op.kind === 'dma_iova_link' && op.map === range) return bytes + op.memory.length
    return op.kind === 'dma_iova_unlink' && op.map === range ? bytes - (op.length ?? bytes) : bytes
  }, 0)

export const entriesAreNotEmpty: Assumption = {
  id: 'entries-are-not-empty',
  sentence: 'No list that is mapped has an entry of length 0.',
  why: 'Behind a translating IOMMU Linux maps such a list, and takes the first length of 0 for its end when it unmaps: the translations behind it stay, and so do marks. No document forbids empty entries, and without an IOMMU they are harmless.',
  sources: [
    'DI-20',
    'iommu_dma_unmap_sg, Linux 6.12.117',
    'docs/findings/empty-entry.md',
    'github.com/Xilinx/XRT/pull/6528',
  ],
  holds: ({ operations }) =>
    operations.every((op) => op.kind !== 'dma_map_sgtable' || op.list.every(({ length }) => length > 0)),
}
