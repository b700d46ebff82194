/**
 * What drivers ask of `drivers/pci/p2pdma.c` (Linux 6.12) before they map.
 */
import { hex } from '../address.ts'
import type { Machine } from '../machine/columns.ts'
import { DONE } from '../outcome.ts'
import { inBar } from './memory.ts'
import { given } from './object.ts'
import { operation } from './operation.ts'
import { clients, flag, number, optional, provider } from './word.ts'

/** Which bytes of a BAR get struct pages. */
export const pieceWords = {
  offset: optional(number({ says: 'How many bytes into the BAR it begins.', leftOut: '0' }), undefined),
  size: optional(
    number({ says: 'How many bytes get struct pages; 0: the rest of the BAR.', leftOut: 'the rest' }),
    undefined,
  ),
}

/** How many bytes that are. */
export const pieceIn = ({ barSize }: Pick<Machine, 'barSize'>, f: number, offset: number, size: number): number =>
  size === 0 ? barSize[f] - offset : size

export const addResource = operation({
  kind: 'pci_p2pdma_add_resource',
  verb: 'add',
  about: 'The BAR of the provider gets struct pages (pci_p2pdma_add_resource, Linux 6.12).',
  words: {
    provider: provider(),
    ...pieceWords,
  },
  answers: 'added',
  needs: ['addResource'],
  givesPages: true,
  anyOrder: true,
  run: ({ design, world, call, index }, { provider: f, offset = 0, size = 0 }) => {
    const { k, rc, because } = design.addResource!(call, f, { offset, size })
    const after = { ...world, kernel: k }
    const { machine: m } = world.hw
    const pages = inBar(m, f, offset, pieceIn(m, f, offset, size))
    if (rc === 0) return { world: given(after, index, pages, 'pages'), outcome: { kind: 'added', rc } }
    return { world: after, outcome: { kind: 'added', rc, ...(because === undefined ? {} : { because }) } }
  },
  sentence: (told, { offset = 0, size = 0 }) => `${tellPiece(offset, size)} of ${told.provider} gets struct pages`,
})

export const tellPiece = (offset: number, size: number): string => {
  if (size === 0) return offset === 0 ? 'the BAR' : `the BAR from ${hex(offset)} on`
  return `${hex(size)} bytes of the BAR from ${hex(offset)} on`
}

export const distanceMany = operation({
  kind: 'pci_p2pdma_distance_many',
  verb: 'distance',
  about: 'How far the clients are from the provider, or -1 (pci_p2pdma_distance_many, Linux 6.12).',
  words: { provider: provider({ needs: false }), clients: clients() },
  answers: 'distance',
  needs: ['distanceMany'],
  anyOrder: true,
  run: ({ design, world, call }, { provider: f, clients: all }) => {
    const { k, distance } = design.distanceMany!(call, f, all)
    return { world: { ...world, kernel: k }, outcome: { kind: 'distance', distance } }
  },
  sentence: (told) => `from ${told.provider} to ${told.clients}`,
})

export const publish = operation({
  kind: 'pci_p2pmem_publish',
  verb: 'publish',
  about:
    'The provider offers its memory to those who look for memory, or stops offering it (pci_p2pmem_publish, Linux 6.12).',
  words: {
    provider: provider(),
    publish: optional(flag({ size: 0, says: 'Whether it offers its memory from now on.', leftOut: 'it does' }), true),
  },
  answers: 'done',
  needs: ['publish'],
  run: ({ design, world, call }, { provider: f, publish: on }) => ({
    world: { ...world, kernel: design.publish!(call, f, on) },
    outcome: DONE,
  }),
  sentence: (told, { publish: on }) => `${told.provider} ${on ? 'offers' : 'no longer offers'} its memory`,
})

export const findMany = operation({
  kind: 'pci_p2pmem_find_many',
  verb: 'find',
  about: 'The published provider that is nearest to all clients, or none (pci_p2pmem_find_many, Linux 6.12).',
  words: { clients: clients() },
  answers: 'found',
  needs: ['findMany'],
  run: ({ design, world, call }, { clients: all }) => {
    const { k, provider: found } = design.findMany!(call, all)
    return { world: { ...world, kernel: k }, outcome: { kind: 'found', provider: found } }
  },
  sentence: (told) => `memory for ${told.clients}`,
})
