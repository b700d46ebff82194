/**
 * What user space asks of `drivers/iommu/iommu.c` (Linux 6.12).
 */
import { hex, iova } from '../address.ts'
import { CHOOSERS, type Held } from '../kernel/iommu/chooser.ts'
import { hasFlushQueue } from '../kernel/iommu/domain.ts'
import { defaultDomainOf } from '../kernel/iommu/owner.ts'
import { groupsIn } from '../kernel/iommu/groups.ts'
import { invalidated } from '../invalidate.ts'
import { withDma } from '../kernel/lib/scatterlist.ts'
import { DONE, SKIPPED } from '../outcome.ts'
import { sgEntry } from './dma-map.ts'
import { unmap } from './dma-unmap.ts'
import type { Segment } from '../place.ts'
import type { World } from '../world.ts'
import { forUser, holderOf } from './holder.ts'
import { operation, operationAs } from './operation.ts'
import { pageMapsIn } from './page.ts'
import { choice, client, direction, gives, mapping, memory, number, optional } from './word.ts'

export const iommuGroups = operation({
  kind: 'iommu_groups',
  about: 'All IOMMU groups of the machine, as /sys/kernel/iommu_groups lists them (pci_device_group, Linux 6.12).',
  words: {},
  answers: 'groups',
  needs: ['groupOf'],
  run: ({ design, world }) => ({
    world,
    outcome: { kind: 'groups', groups: groupsIn(world.found, design.groupOf!) },
  }),
  sentence: () => 'which functions the IOMMU keeps apart',
})

export const fqFlushTimeout = operation({
  kind: 'fq_flush_timeout',
  verb: 'flush',
  about:
    'The timer of the flush queue of a client’s group fires, 10 ms after something was unmapped: the IOTLB is flushed, and what was unmapped may be given out again (fq_flush_timeout, Linux 6.12).',
  words: { client: client() },
  answers: 'done',
  needs: ['flushQueue'],
  run: ({ design, world, call }, { client: c }) => {
    if (!hasFlushQueue(defaultDomainOf(world.hw, world.hw.machine.clientFunction[c])))
      return { world, outcome: SKIPPED }
    const { k, domains } = design.flushQueue!(call, c)
    return { world: { ...world, hw: invalidated(world.hw, domains, call.choose), kernel: k }, outcome: DONE }
  },
  sentence: (told) => `what waits for the IOTLB of ${told.client}`,
})

/** A mapping of one entry, at an address of the caller's choice. */
export const iommuMap = operationAs(
  ({ client: c, direction: d, memory: m, iova: at, by }) => ({
    client: c,
    direction: d,
    list: [m],
    iova: iova(at),
    by,
  }),
  {
    kind: 'iommu_map',
    about: 'User space maps memory for a client’s group at an IOVA of its choice (iommu_map, Linux 6.12).',
    words: {
      as: gives(),
      client: client(),
      iova: number({ size: 1, says: 'The IOVA that user space chose.' }),
      memory: memory({ needs: false }),
      direction: optional(direction({ size: 1 }), 'DMA_BIDIRECTIONAL'),
      by: optional(
        choice(CHOOSERS, { says: 'Through which interface it maps.', leftOut: '`VFIO type1`' }),
        'VFIO type1',
      ),
    },
    answers: 'chosen',
    needs: ['mapChosen'],
    run: ({ design, world, index, call }, { client: c, direction: d, list: meant, iova: at, by }) => {
      const table = [sgEntry(world.hw, pageMapsIn(design, world), meant[0])]
      const hw = forUser(world.hw, c)
      const { k, rc, because, dma, domains } = design.mapChosen!({ ...call, hw }, c, d, table[0], {
        iova: at,
        by,
        held: heldBy(world, meant[0]),
        holder: holderOf(world, world.hw.machine.clientFunction[c]),
      })
      const mapped = [withDma(table[0], dma, rc === 0 ? table[0].length : 0)]
      const nents = rc === 0 ? 1 : 0
      const row = {
        client: c,
        direction: d,
        meant,
        table: mapped,
        told: mapped,
        nents,
        bounced: [],
        live: rc === 0,
        by,
      }
      const ledger = new Map(world.ledger).set(index, row)
      const after = {
        ...world,
        hw: rc === 0 ? invalidated(hw, domains, call.choose) : world.hw,
        kernel: k,
        ledger,
      }
      return { world: after, outcome: { kind: 'chosen', rc, ...(because === undefined ? {} : { because }) } }
    },
    sentence: (told, { iova: at, by }) => `${told.memory} for the group of ${told.client}, at ${hex(at)}, by ${by}`,
  },
)

/** What came of `p2pmem_alloc_mmap` is pages; a BAR, and what a driver took of a pool, a driver shows as frames. */
const heldBy = ({ objects }: World, { object }: Segment): Held => {
  const of = object === undefined ? undefined : objects.get(object)
  if (of?.by !== 'user') return 'memory or frames'
  return of.ended === undefined ? 'pages of P2PDMA' : 'nothing'
}

export const iommuUnmap = operation({
  kind: 'iommu_unmap',
  about: 'User space takes back what it mapped at an IOVA of its choice (iommu_unmap, Linux 6.12).',
  words: { map: mapping({ of: ['iommu_map'] }) },
  answers: 'unmapped',
  needs: ['unmapChosen'],
  run: (at, { map }) => unmap(at, map, (design, call, request) => design.unmapChosen!(call, request)),
  sentence: (told) => `the memory of ${told.map}`,
})
