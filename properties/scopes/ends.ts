/**
 * Scopes in which something ends: memory, a mapping, what a device keeps, a function.
 */
import { plain } from './exhausted.ts'
import { LISTED, acs } from './platforms.ts'
import type { Scope } from './scope.ts'

/** Memory that is taken, mapped, given back and taken away, in every order. */
export const lives: Scope = {
  ...plain,
  name: 'lives',
  platforms: [LISTED],
  forwards: ['everything'],
  switches: [0, 1],
  integrated: false,
  lives: true,
}

/** The same of one device behind an IOMMU whose unmaps wait in a flush queue. */
export const flushes: Scope = {
  ...lives,
  name: 'flush queues',
  iommu: ['translating lazily'],
  switches: [0],
  endpoints: [1],
}

/** Devices that keep translations (ATS), below a switch whose ports let translated requests across. */
export const keeps: Scope = {
  ...plain,
  name: 'kept translations',
  iommu: ['translating', 'translating lazily'],
  platforms: [LISTED],
  forwards: ['everything'],
  qualities: ['ATS'],
  switches: [1],
  endpoints: [2],
  integrated: false,
  portAcs: [acs('RR', 'UF', 'DT')],
  keeps: true,
}

/** What one device writes and another reads, or the CPU: a device of every kind that bounces, or none. */
export const handovers: Scope = {
  ...plain,
  name: 'handovers',
  qualities: ['usual', 'forced to bounce', 'untrusted'],
  platforms: [LISTED],
  forwards: ['everything'],
  switches: [0],
  endpoints: [2],
  integrated: false,
  directions: ['DMA_FROM_DEVICE'],
  handovers: true,
}

/** A provider or a client goes away with lists alive; whoever is there then is another, or has forgotten. */
export const aways: Scope = {
  ...plain,
  name: 'gone away',
  platforms: [LISTED],
  forwards: ['everything'],
  switches: [0],
  endpoints: [2],
  integrated: false,
  aways: ['pulled out', 'reset'],
}
