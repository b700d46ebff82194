/** Every axiom, and the one with an id. */
import type { Axiom } from './axiom.ts'
import { ACS } from './fabric/acs.ts'
import { FREEDOM } from './fabric/freedom.ts'
import { HOST_SIDE } from './fabric/host.ts'
import { PROCEDURE } from './fabric/procedure.ts'
import { ROOT_SIDE } from './fabric/root.ts'
import { ROUTING } from './fabric/routing.ts'
import { VECTORS_ACS } from './fabric/vectors-acs.ts'
import { VECTORS_HOST } from './fabric/vectors-host.ts'
import { ACS_CONTROL } from './linux/acs-control.ts'
import { BLOCK } from './linux/block.ts'
import { CPU } from './linux/cpu.ts'
import { DMA_IOMMU } from './linux/dma-iommu.ts'
import { DMA } from './linux/dma.ts'
import { GUP } from './linux/gup.ts'
import { HOTPLUG } from './linux/hotplug.ts'
import { INVARIANTS } from './linux/invariants.ts'
import { LATENT } from './linux/latent.ts'
import { LATER } from './linux/later.ts'
import { MAP_TYPE } from './linux/map-type.ts'
import { DEVICE_PAGES } from './linux/pages.ts'
import { MEMORY_SEEN } from './linux/memory-seen.ts'
import { MIGRATION } from './linux/migration.ts'
import { MIRRORS } from './linux/mirrors.ts'
import { PAGE_MAPS } from './linux/page-maps.ts'
import { PROVIDER } from './linux/provider.ts'
import { RELEASES } from './linux/releases.ts'
import { VECTORS } from './linux/vectors.ts'
import { CLAIMS } from './mails/claims.ts'
import { LEFT_OUT } from './mails/left-out.ts'
import { LESSONS } from './mails/lessons.ts'

/** What there are axioms about. */
export const SUBJECTS = { linux: 'what Linux does', fabric: 'what hardware does', mails: 'what people wrote' } as const
export type Subject = keyof typeof SUBJECTS

export interface Family {
  readonly subject: Subject
  readonly title: string
  readonly axioms: readonly Axiom[]
}

const family = (subject: Subject, title: string, ...parts: readonly (readonly Axiom[])[]): Family => ({
  subject,
  title,
  axioms: parts.flat(),
})

export const FAMILIES: readonly Family[] = [
  family('linux', 'The way between two devices', MAP_TYPE),
  family('linux', 'Providers', PROVIDER),
  family('linux', 'Devices that come and go', HOTPLUG),
  family('linux', 'ACS, and what drivers are asked', ACS_CONTROL),
  family('linux', 'The DMA API', DMA),
  family('linux', 'DMA behind an IOMMU', DMA_IOMMU),
  family('linux', 'Pages, lists and mirrors', DEVICE_PAGES, PAGE_MAPS, MIRRORS),
  family('linux', 'Memory that moves', MIGRATION, MEMORY_SEEN),
  family('linux', 'The block layer', BLOCK),
  family('linux', 'User memory', GUP),
  family('linux', 'The CPU', CPU),
  family('linux', 'What it may not have meant', LATENT),
  family('linux', 'Releases', RELEASES, LATER),
  family('linux', 'Invariants', INVARIANTS),
  family('linux', 'Examples', VECTORS),
  family('fabric', 'Routing', ROUTING),
  family('fabric', 'ACS', ACS),
  family('fabric', 'Root complex and host bridges', ROOT_SIDE),
  family('fabric', 'IOMMU, CPU and odd devices', HOST_SIDE),
  family('fabric', 'What is left open', FREEDOM),
  family('fabric', 'Step by step', PROCEDURE),
  family('fabric', 'Examples', VECTORS_ACS, VECTORS_HOST),
  family('mails', 'Claims', CLAIMS),
  family('mails', 'Lessons', LESSONS),
  family('mails', 'Planned, and left out', LEFT_OUT),
]

export const AXIOMS: readonly Axiom[] = FAMILIES.flatMap((one) => one.axioms)

const BY_ID: ReadonlyMap<string, Axiom> = new Map(AXIOMS.map((one) => [one.id, one]))

export const axiom = (id: string): Axiom | undefined => BY_ID.get(id)
