/**
 * What drivers ask of `drivers/pci/p2pdma.c` (Linux 6.12) before they map.
 */
import { DONE } from '../outcome.ts'
import { operation } from './operation.ts'
import { clients, flag, optional, provider } from './word.ts'

export const addResource = operation({
  kind: 'pci_p2pdma_add_resource',
  verb: 'add',
  about: 'The BAR of the provider gets struct pages (pci_p2pdma_add_resource, Linux 6.12).',
  words: { provider: provider() },
  answers: 'added',
  needs: ['addResource'],
  givesPages: true,
  anyOrder: true,
  run: ({ design, world, call }, { provider: f }) => {
    const { k, rc } = design.addResource!(call, f)
    const pages = rc === 0 ? new Set(world.pages).add(f) : world.pages
    return { world: { ...world, kernel: k, pages }, outcome: { kind: 'added', rc } }
  },
  sentence: (told) => `the BAR of ${told.provider} gets struct pages`,
})

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
  about: 'The provider offers its memory to those who look for some, or no longer (pci_p2pmem_publish, Linux 6.12).',
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
