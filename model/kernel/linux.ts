/**
 * The kernel family: a design made of parts (`parts.ts`).
 */
import { design, type About, type Design, type EntryPoints } from './design.ts'
import { funnel } from './dma/mapping.ts'
import { heard, type Heard } from './heard.ts'
import { getUserPages } from './mm/gup.ts'
import { allPageMaps } from './mm/pgmap/registrar.ts'
import { PAGELESS } from './pageless.ts'
import type { Parts } from './parts.ts'
import { refuseParts } from './refuse-parts.ts'
import { unmapPages } from './pci/p2pmem-user.ts'
import { freshKernel, type Kernel } from './state.ts'

/** The design that these parts make. Throws Refused where a part is nobody's, or missing. */
export const linux = (about: About, parts: Parts): Design => {
  refuseParts(parts)
  const made = design<Kernel>(about, entryPoints(parts))
  partsOfDesigns.set(made, parts)
  return made
}

/** What a design of the family was made of, for those who tell what it asked; of another design undefined. */
export const partsOf = (made: Design): Parts | undefined => partsOfDesigns.get(made)
const partsOfDesigns = new WeakMap<Design, Parts>()

/** The same design, and a way to hear which parts it reads; undefined: it is not made of parts. */
export const heardDesign = (made: Design): (Pick<Heard, 'listen'> & { readonly design: Design }) | undefined => {
  const parts = partsOf(made)
  if (parts === undefined) return undefined
  const { table, listen } = heard(parts)
  return { design: design<Kernel>(made, entryPoints(table)), listen }
}

const entryPoints = (parts: Parts): EntryPoints<Kernel> =>
  Object.defineProperties(usual(parts), Object.fromEntries(sinceThen(parts)))

/** What of memory without pages a design has: looked up when it is asked for, as the others that not every kernel has. */
const sinceThen = (parts: Parts): [string, PropertyDescriptor][] =>
  (Object.keys(PAGELESS) as (keyof typeof PAGELESS)[]).map((name) => [
    name,
    { enumerable: true, configurable: true, get: () => withParts(parts, parts[name] as never) },
  ])

const usual = (parts: Parts): EntryPoints<Kernel> => ({
  boot: freshKernel,
  bringUp: ({ hw }, cmdline) => parts.bringUp(hw, cmdline),
  addResource: (call, provider, piece) => parts.addResource(call, provider, piece),
  memremapPages: (...args) => parts.memremapPages(...args),
  pageMaps: allPageMaps,
  alloc: ({ k }, provider, bytes) => parts.alloc(k, provider, bytes),
  free: ({ k }, provider, phys, bytes) => parts.free(k, provider, phys, bytes),
  mmap: ({ k }, provider, request) => parts.mmap(k, provider, request),
  munmap: ({ k }, provider, phys, pages) => ({ ...k, pools: unmapPages(k.pools, provider, phys, pages) }),
  unbind: ({ k }, provider) => parts.unbind(k, provider),
  publish: ({ k }, provider, publish) => parts.publish(k, provider, publish),
  findMany: (call, clients) => parts.findMany(parts, call, clients),
  distanceMany: (call, provider, clients) => parts.distanceMany(parts, call, provider, clients),
  buildTable: (runs) => parts.buildTable(runs),
  appendTable: (runs) => parts.appendTable(runs),
  requestTable: (runs, bios) => parts.requestTable(runs, bios),
  nvmeData: (...args) => parts.nvmeData(...args),
  /** Whoever takes it may call it when the step is over, so it is the part itself. */
  get groupOf() {
    return parts.groupOf
  },
  mapChosen: (...args) => parts.mapChosen(...args),
  unmapChosen: (call, request) => parts.unmapChosen(parts, call, request),
  flushQueue: (call, client) => parts.flushQueue(parts, call, client),
  getUserPages: ({ variant, users, flags }) => getUserPages(parts.gup, variant, users, flags),
  get memory() {
    return parts.memory
  },
  get migrates() {
    return parts.memory?.tables['dmirror_migrate_to_device'] === undefined ? undefined : true
  },
  get hmmDmaMapAlloc() {
    return parts.hmmDmaMapAlloc
  },
  get acquireOwner() {
    return parts.acquireOwner
  },
  get hmmDmaMapPfn() {
    return withParts(parts, parts.hmmDmaMapPfn)
  },
  get hmmDmaUnmapPfn() {
    return withParts(parts, parts.hmmDmaUnmapPfn)
  },
  get dmaBufMap() {
    return withParts(parts, parts.dmaBufMap)
  },
  get dmaBufUnmap() {
    return withParts(parts, parts.dmaBufUnmap)
  },
  mapSg: (call, request) => funnel(parts.mapSg(parts, call, request)),
  unmapSg: (call, request, nents) => parts.unmapSg(parts, call, request, nents),
  mapPage: (...args) => parts.mapPage(parts, ...args),
  mapResource: (...args) => parts.mapResource(parts, ...args),
  unmapPage: (call, request) => parts.unmapPage(parts, call, request),
  unmapResource: (call, request) => parts.unmapResource(parts, call, request),
  syncSg: (call, request, by) => parts.syncSg(parts, call, request, by),
})

/** A kernel from before the part has none. */
const withParts = <Args extends unknown[], Answer>(
  parts: Parts,
  part: ((parts: Parts, ...args: Args) => Answer) | undefined,
): ((...args: Args) => Answer) | undefined => (part === undefined ? undefined : (...args) => part(parts, ...args))
