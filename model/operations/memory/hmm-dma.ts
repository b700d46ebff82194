/** What a device mirrors reached by address: mapped, used, and unmapped page by page (mm/hmm.c, Linux 6.16). */
import { onTheWire } from '../../address.ts'
import { deliver } from '../../hardware/deliver.ts'
import { frameReached } from '../../hardware/frame-reached.ts'
import { invalidated } from '../../invalidate.ts'
import { dropDma } from '../../kernel/mm/device/notifier.ts'
import type { DmaPfn } from '../../kernel/mm/device/dma-pfn.ts'
import { copied, type MmState } from '../../kernel/mm/state.ts'
import { callMm } from '../../memory/access.ts'
import { driversPage } from '../../memory/observe.ts'
import { letGo, pageAt } from '../../memory/let-go.ts'
import { read, written } from '../../memory/meant.ts'
import { SKIPPED, type Outcome, type Stepped } from '../../outcome.ts'
import type { World } from '../../world.ts'
import { operation, type At } from '../operation.ts'
import { flag, optional } from '../word.ts'
import { device, lookedAt, mirrors } from './device.ts'
import { page, tagOf } from './process.ts'

const write = optional(flag({ says: 'Whether the device writes.', leftOut: 'it reads' }), false)

interface Asked {
  readonly device: number
  readonly page: number
  readonly write: boolean
}

export const hmmDmaMapPfn = operation({
  kind: 'hmm_dma_map_pfn',
  about:
    'A driver faults a page of process 0 in, or takes a page of a BAR for it, and maps what it is told for its device (hmm_dma_map_pfn, Linux 6.16, as umem_odp.c calls it).',
  words: { device, page, write },
  answers: 'mirrored',
  needs: ['memory', 'hmmDmaMapAlloc', 'hmmDmaMapPfn', 'hmmDmaUnmapPfn'],
  run: (at, asked) => {
    if (!mirrors(at.world, asked.device)) return { world: at.world, outcome: SKIPPED }
    const rc = at.design.hmmDmaMapAlloc!(at.call, asked.device)
    return rc < 0 ? { world: at.world, outcome: { kind: 'mirrored', rc } } : faulted(at, asked)
  },
  sentence: (told, values) => `page ${told.page} for ${told.device}, to ${values.write ? 'write' : 'read'}`,
})

/** The page is faulted in, and what was taken from other devices for it is unmapped first. */
const faulted = (at: At, asked: Asked): Stepped => {
  const { design, world, call } = at
  const mm = copied(world.mm)
  mm.told = []
  const args = { process: 0, device: asked.device, at: asked.page, write: asked.write }
  const ended = callMm<number>(design.memory!, mm, 'dmirror_dma_fault', args, world.hw)
  const after = letGo(design, { ...world, mm }, call.choose)
  if (ended.kind !== 'returned') return { world: after, outcome: { kind: 'hangs' } }
  if (ended.value < 0) return { world: after, outcome: { kind: 'mirrored', rc: ended.value } }
  return mapped({ ...at, world: after, call: { ...call, k: after.kernel, hw: after.hw } }, asked)
}

const mapped = ({ design, world, call }: At, { device: f, page: at }: Asked): Stepped => {
  const pfn = world.mm.dma[f][at]
  // Of what a driver mapped by its BAR HMM tells nothing: that driver is asked, and answers with an address.
  const told = driversPage(world.mm, 0, at) === undefined ? { told: toldOf(world.mm, pfn) } : {}
  const lies = pageAt(world, pfn.frame)
  // Private memory that the driver may use as it is: the number is no address, and it is no business of DMA.
  if (lies === undefined)
    return { world: withPfn(world, f, at, undefined), outcome: { kind: 'mirrored', rc: 0, ...told } }
  const { k, rc, pfn: noted, domains } = design.hmmDmaMapPfn!(call, f, pfn, lies)
  const after = withPfn(
    { ...world, kernel: k, hw: invalidated(world.hw, domains, call.choose) },
    f,
    at,
    rc < 0 ? undefined : noted,
  )
  const dma = rc < 0 || noted.dma === undefined ? {} : { dma: noted.dma }
  return { world: after, outcome: { kind: 'mirrored', rc, ...told, ...dma } }
}

const toldOf = (
  mm: MmState,
  { frame, write: w }: DmaPfn,
): NonNullable<Extract<Outcome, { kind: 'mirrored' }>['told']> =>
  lookedAt(mm, { valid: true, write: w, error: false, frame }) as Exclude<
    ReturnType<typeof lookedAt>,
    'error' | undefined
  >

const withPfn = (world: World, f: number, at: number, pfn: DmaPfn | undefined): World => {
  const { [at]: _, ...others } = world.mm.dma[f]
  return {
    ...world,
    mm: { ...world.mm, dma: { ...world.mm.dma, [f]: pfn === undefined ? others : { ...others, [at]: pfn } } },
  }
}

/** The address that a device has for a page; undefined: it has none. */
const pfnOf = ({ mm }: World, { device: f, page: at }: Pick<Asked, 'device' | 'page'>): DmaPfn | undefined => {
  const pfn = mm.dma[f]?.[at]
  return pfn?.mapped ? pfn : undefined
}

export const hmmDmaUnmapPfn = operation({
  kind: 'hmm_dma_unmap_pfn',
  about: 'A driver takes the address of a page from its device, and unmaps it (hmm_dma_unmap_pfn, Linux 6.16).',
  words: { device, page },
  answers: 'called',
  needs: ['memory', 'hmmDmaUnmapPfn'],
  run: ({ design, world, call }, asked) => {
    if (pfnOf(world, asked) === undefined) return { world, outcome: SKIPPED }
    const mm = copied(world.mm)
    dropDma({ w: mm }, asked.device, asked.page, asked.page + 1)
    return { world: letGo(design, { ...world, mm }, call.choose), outcome: { kind: 'called', rc: 0 } }
  },
  sentence: (told) => `page ${told.page} of ${told.device}`,
})

export const mirroredDma = operation({
  kind: 'mirrored_dma',
  about: 'A device reads a page of process 0, or writes to it, by the address that its driver got for it.',
  words: { device, page, write },
  answers: 'accessed',
  needs: ['memory', 'hmmDmaMapPfn'],
  run: ({ world, index }, asked) => {
    const pfn = pfnOf(world, asked)
    if (pfn === undefined || (asked.write && !pfn.write)) return { world, outcome: SKIPPED }
    const landing = deliver(world.hw, asked.device, onTheWire(pfn.dma!), asked.write ? 'write' : 'read')
    const mm = copied(world.mm)
    const meant = copied(world.meant)
    const frame = frameReached(world.hw.machine, mm.memory, landing)
    // A write that gets lost was meant all the same: nobody tells the device.
    if (asked.write) written(meant, 0, asked.page, tagOf(index))
    if (frame === undefined)
      return { world: { ...world, meant }, outcome: { kind: 'accessed', end: 'nowhere', landing } }
    if (asked.write) mm.memory.content[frame] = tagOf(index)
    const value = mm.memory.content[frame] ?? 0
    if (!asked.write) read(meant, 0, asked.page, value)
    return { world: { ...world, mm, meant }, outcome: { kind: 'accessed', end: 'done', value, landing, frame } }
  },
  sentence: (told, values) => `${told.device} ${values.write ? 'writes to' : 'reads'} page ${told.page} by its address`,
})
