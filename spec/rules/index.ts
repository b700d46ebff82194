/**
 * Every rule, in the folder of its family; a test says that every file of the folders is here.
 */
import type { Rule } from '../rule.ts'
import { gupGate } from './access/gup-gate.ts'
import { isolation } from './access/isolation.ts'
import { mmioAttrs } from './access/mmio-attrs.ts'
import { noBounce } from './access/no-bounce.ts'
import { noCpuTouch } from './access/no-cpu-touch.ts'
import { opaque } from './access/opaque.ts'
import { adviceMap } from './decisions/advice-map.ts'
import { freshDecision } from './decisions/fresh-decision.ts'
import { predictable } from './decisions/predictable.ts'
import { typeExclusive } from './decisions/type-exclusive.ts'
import { virtRefused } from './decisions/virt-refused.ts'
import { allOrNothing } from './lists/all-or-nothing.ts'
import { chunkFree } from './lists/chunk-free.ts'
import { conservation } from './lists/conservation.ts'
import { oneRange } from './lists/one-range.ts'
import { segPgmapUniform } from './lists/seg-pgmap-uniform.ts'
import { tagSufficient } from './lists/tag-sufficient.ts'
import { unmapExact } from './lists/unmap-exact.ts'
import { afterLife } from './lifetime/after-life.ts'
import { borrowedReached } from './lifetime/borrowed-reached.ts'
import { heldWhileUsed } from './lifetime/held-while-used.ts'
import { lossTold } from './lifetime/loss-told.ts'
import { noWedge } from './lifetime/no-wedge.ts'
import { notifierObeyed } from './lifetime/notifier-obeyed.ts'
import { pageMapComplete } from './lifetime/page-map-complete.ts'
import { teardownWaits } from './lifetime/teardown-waits.ts'
import { writtenIsRead } from './lifetime/written-is-read.ts'
import { addressEnds } from './memory/address-ends.ts'
import { comesBack } from './memory/comes-back.ts'
import { contentSound } from './memory/content-sound.ts'
import { fallbackLive } from './memory/fallback-live.ts'
import { mirrorReached } from './memory/mirror-reached.ts'
import { pageHeld } from './memory/page-held.ts'
import { ownerClique } from './memory/owner-clique.ts'
import { ownerSound } from './memory/owner-sound.ts'
import { pinnedStays } from './memory/pinned-stays.ts'
import { privateNeverDma } from './memory/private-never-dma.ts'
import { referencesBalanced } from './memory/references-balanced.ts'
import { toldIsMappable } from './memory/told-is-mappable.ts'
import { writeProtected } from './memory/write-protected.ts'
import { nonVacuous } from './routes/non-vacuous.ts'
import { observable } from './routes/observable.ts'
import { offsetExact } from './routes/offset-exact.ts'
import { refuseUnknown } from './routes/refuse-unknown.ts'
import { routeSound } from './routes/route-sound.ts'
import { spaceSound } from './routes/space-sound.ts'

export interface Family {
  /** Its folder here, and its page in docs/semantics. */
  readonly name: string
  readonly title: string
  /** What its rules are about, in one sentence. */
  readonly about: string
  readonly rules: readonly Rule[]
}

export const families: readonly Family[] = [
  {
    name: 'routes',
    title: 'Routes and addresses',
    about: 'Where a transfer lands, whether the number that a device is given leads there, and whether it goes at all.',
    rules: [routeSound, refuseUnknown, offsetExact, spaceSound, nonVacuous, observable],
  },
  {
    name: 'lists',
    title: 'Lists',
    about: 'What mapping and unmapping a list of several kinds of memory does to it, and to the IOMMU.',
    rules: [tagSufficient, segPgmapUniform, allOrNothing, unmapExact, conservation, oneRange, chunkFree],
  },
  {
    name: 'decisions',
    title: 'Decisions',
    about: 'Whether what a kernel decides is of use, current, and what it said before.',
    rules: [freshDecision, virtRefused, typeExclusive, adviceMap, predictable],
  },
  {
    name: 'access',
    title: 'Access',
    about:
      'Who touches memory: the CPU, a bounce buffer, a function that nobody mapped for, a process that asks for pages.',
    rules: [noCpuTouch, isolation, opaque, mmioAttrs, noBounce, gupGate],
  },
  {
    name: 'lifetime',
    title: 'Lifetime',
    about:
      'Memory that is registered, taken, given back and taken away: what it has to begin with, what is in it, who still reaches it, and who waits for whom.',
    rules: [
      afterLife,
      notifierObeyed,
      noWedge,
      teardownWaits,
      heldWhileUsed,
      borrowedReached,
      lossTold,
      pageMapComplete,
      writtenIsRead,
    ],
  },
  {
    name: 'memory',
    title: 'Memory that moves',
    about:
      'Pages of processes that lie in RAM or in a device: what is in them, who may write, who is told, and who gets them. Where a page may be, and what moves it, docs/memory.md has as a picture.',
    rules: [
      privateNeverDma,
      ownerSound,
      ownerClique,
      fallbackLive,
      contentSound,
      writeProtected,
      referencesBalanced,
      pinnedStays,
      comesBack,
      pageHeld,
      toldIsMappable,
      mirrorReached,
      addressEnds,
    ],
  },
]

const number = ({ id }: Rule): number => Number(id.slice(1))

/** By number. */
export const rules: readonly Rule[] = families
  .flatMap((family) => family.rules)
  .toSorted((a, b) => number(a) - number(b))
