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
import { INVARIANTS } from './linux/invariants.ts'
import { LATENT } from './linux/latent.ts'
import { MAP_TYPE } from './linux/map-type.ts'
import { PAGES } from './linux/pages.ts'
import { PROVIDER } from './linux/provider.ts'
import { RELEASES } from './linux/releases.ts'
import { VECTORS } from './linux/vectors.ts'
import { CLAIMS } from './mails/claims.ts'
import { LESSONS } from './mails/lessons.ts'

export interface Family {
  /** What its axioms are about. */
  readonly title: string
  readonly axioms: readonly Axiom[]
}

const family = (title: string, ...parts: readonly (readonly Axiom[])[]): Family => ({ title, axioms: parts.flat() })

export const FAMILIES: readonly Family[] = [
  family('Linux: the way between two devices', MAP_TYPE),
  family('Linux: providers', PROVIDER),
  family('Linux: ACS, and what drivers are asked', ACS_CONTROL),
  family('Linux: the DMA API', DMA),
  family('Linux: DMA behind an IOMMU', DMA_IOMMU),
  family('Linux: pages, lists and mirrors', PAGES),
  family('Linux: the block layer', BLOCK),
  family('Linux: user memory', GUP),
  family('Linux: the CPU', CPU),
  family('Linux: what it may not have meant', LATENT),
  family('Linux: releases', RELEASES),
  family('Linux: invariants', INVARIANTS),
  family('Linux: examples', VECTORS),
  family('The fabric: routing', ROUTING),
  family('The fabric: ACS', ACS),
  family('The fabric: root complex and host bridges', ROOT_SIDE),
  family('The fabric: IOMMU, CPU and odd devices', HOST_SIDE),
  family('The fabric: what is left open', FREEDOM),
  family('The fabric: step by step', PROCEDURE),
  family('The fabric: examples', VECTORS_ACS, VECTORS_HOST),
  family('Mails: claims', CLAIMS),
  family('Mails: lessons', LESSONS),
]

export const AXIOMS: readonly Axiom[] = FAMILIES.flatMap((one) => one.axioms)

const BY_ID: ReadonlyMap<string, Axiom> = new Map(AXIOMS.map((one) => [one.id, one]))

export const axiom = (id: string): Axiom | undefined => BY_ID.get(id)
