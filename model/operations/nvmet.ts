/**
 * The NVMe target takes memory for its requests (`drivers/nvme/target/core.c`, Linux 6.12; BK-8, LAT-27).
 *
 * What is decided when a controller comes is trusted for every request after that: nobody asks again.
 */
import { PAGE } from '../address.ts'
import { connect, type Reach } from '../kernel/nvme/nvmet.ts'
import type { Features } from '../kernel/block/blk.ts'
import { SKIPPED } from '../outcome.ts'
import { RAM } from '../place.ts'
import { problem } from '../problem.ts'
import { barStart, bytesOf, inBar } from './memory.ts'
import { ended, given } from './object.ts'
import { operation, type At } from './operation.ts'
import { client, gives, mapping, memory, object, optional, provider } from './word.ts'

/** A disk whose queue takes peer memory: else the namespace would not have been enabled. */
const FEATURES: Features = new Set(['BLK_FEAT_PCI_P2PDMA'])

/** What `p2pdma.c` of the design answers, one question after the other. */
const reachOf = ({ design, call }: At): { readonly reach: Reach; readonly kernel: () => At['call']['k'] } => {
  let { k } = call
  const reach: Reach = {
    distance: (from, to) => {
      const answer = design.distanceMany!({ ...call, k }, from, [to])
      ;({ k } = answer)
      return answer.distance
    },
    find: (clients) => {
      const answer = design.findMany!({ ...call, k }, clients)
      ;({ k } = answer)
      return answer.provider
    },
  }
  return { reach, kernel: () => k }
}

export const nsAddP2p = operation({
  kind: 'nvmet_p2pmem_ns_add_p2p',
  about:
    'A controller of the NVMe target comes, and a provider is chosen for its requests to a disk: the one that is named, if the adapter reaches it, or the nearest to both (nvmet_p2pmem_ns_add_p2p, Linux 6.12).',
  words: {
    as: gives(),
    client: client({ says: 'The RDMA adapter.' }),
    disk: client(),
    provider: optional(
      provider({ says: 'The provider that the namespace names.', leftOut: 'one is looked for' }),
      undefined,
    ),
  },
  answers: 'found',
  needs: ['findMany', 'distanceMany'],
  run: (at, { client: adapter, disk, provider: named }) => {
    const { reach, kernel } = reachOf(at)
    const namespace = { useP2pmem: true, provider: named, disk: { device: disk, features: FEATURES } }
    const chosen = connect(reach, namespace, adapter)
    const nothing = { direction: 'DMA_BIDIRECTIONAL', meant: [], table: [], told: [], nents: 0, bounced: [] } as const
    const row = { ...nothing, client: adapter, live: true, ...(chosen === undefined ? {} : { takesFrom: chosen }) }
    const ledger = new Map(at.world.ledger).set(at.index, row)
    return { world: { ...at.world, kernel: kernel(), ledger }, outcome: { kind: 'found', provider: chosen } }
  },
  sentence: (told) => `for requests of ${told.client} to ${told.disk}`,
})

export const reqAllocSgls = operation({
  kind: 'nvmet_req_alloc_sgls',
  about:
    'A request comes, and takes memory of the provider that was chosen, or RAM if there is none, or if it has no room (nvmet_req_alloc_sgls, Linux 6.12). Nobody is told which.',
  words: {
    as: gives(),
    controller: mapping({ of: ['nvmet_p2pmem_ns_add_p2p'] }),
    otherwise: memory({
      needs: false,
      drawn: [{ ram: 0x300000 }],
      says: 'The RAM that it takes otherwise; it says how many bytes are taken.',
    }),
  },
  answers: 'allocated',
  needs: ['alloc', 'findMany', 'distanceMany'],
  givesBytes: (file) => bytesOf([file.otherwise]),
  problems: ({ otherwise }, _, path) =>
    'ram' in otherwise ? [] : [problem(`${path}.otherwise`, 'other memory', `RAM: {ram: 0x300000, length: ${PAGE}}`)],
  run: ({ design, world, index, call }, { controller, otherwise }) => {
    const row = world.ledger.get(controller)
    if (row === undefined) return { world, outcome: SKIPPED }
    const { takesFrom: from } = row
    const { k, phys } =
      from === undefined ? { k: call.k, phys: undefined } : design.alloc!(call, from, otherwise.length)
    const m = world.hw.machine
    const at = phys === undefined ? otherwise : inBar(m, from!, phys - barStart(m, from!), otherwise.length)
    return { world: given({ ...world, kernel: k }, index, at, 'kernel'), outcome: { kind: 'allocated', rc: 0, at } }
  },
  sentence: (told) => `memory for a request of ${told.controller}, called ${told.as}`,
})

export const reqFreeSgls = operation({
  kind: 'nvmet_req_free_sgls',
  about:
    'A request is done, and gives its memory back, to the pool that it is from or as RAM (nvmet_req_free_sgls, Linux 6.12).',
  words: { memory: object({ of: ['nvmet_req_alloc_sgls'] }) },
  answers: 'freed',
  needs: ['free'],
  run: ({ design, world, index, call }, { memory: step }) => {
    const held = world.objects.get(step)
    if (held === undefined || held.ended !== undefined) return { world, outcome: SKIPPED }
    const { owner, phys, length } = held
    const { k, end } = owner === RAM ? { k: call.k, end: 'done' as const } : design.free!(call, owner, phys, length)
    const after = { ...world, kernel: k }
    const done = end === 'done' ? ended(after, index, (_, of) => of === step) : after
    return { world: done, outcome: { kind: 'freed', end } }
  },
  sentence: (told) => told.memory,
})
