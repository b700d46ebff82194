/**
 * The CPU on the pages of a list that is mapped (`lib/scatterlist.c`, `include/linux/highmem.h`, Linux 6.12).
 */
import { CPU_HELPERS, helperAccess, writesData, type Helper } from '../kernel/lib/cpu-access.ts'
import type { CpuTouch } from '../kernel/effects.ts'
import { SKIPPED, type Outcome, type Stepped } from '../outcome.ts'
import type { Mapped } from '../world.ts'
import { operation, type At } from './operation.ts'
import { pageMapsIn, pageOf } from './page.ts'
import { choice, mapping } from './word.ts'

/** What a helper comes to on a list that is mapped. */
const onList = (at: At, map: number, helper: Helper): Stepped => {
  const { world } = at
  const mapped = world.ledger.get(map)
  if (mapped === undefined || !mapped.live) return { world, outcome: SKIPPED }
  // `orig_nents` of a list for DMA only is 0: nothing is copied, and the caller is told so.
  if (mapped.dmaOnly !== undefined) return { world, outcome: { kind: 'copied', bytes: 0, cpu: [] } }
  return { world, outcome: touching(at, mapped, helper) }
}

/** On every page of it. Nothing in it asks what kind of memory a page is (CA-1, CA-2). */
const touching = ({ design, world }: At, { meant }: Mapped, helper: Helper): Outcome => {
  const maps = pageMapsIn(design, world)
  const { cpuVendor } = world.hw.machine
  const cpu: CpuTouch[] = []
  for (const at of meant) {
    const access = helperAccess(helper, pageOf(world.hw, maps, at).type, cpuVendor === 'other' ? 'arm64' : 'x86')
    if (access === 'no mapping') return { kind: 'oops', at, missing: 'mapping' }
    if (access !== 'untouched') cpu.push({ phys: at.phys, length: at.length, how: 'copy' })
  }
  const bytes = cpu.reduce((sum, { length }) => sum + length, 0)
  return { kind: 'copied', bytes, cpu, ...(writesData(helper) ? { writes: true } : {}) }
}

export const sgCopyToBuffer = operation({
  kind: 'sg_copy_to_buffer',
  about:
    'A driver copies the bytes of a list by the CPU, page by page; a list for DMA only has none to ask for (sg_copy_to_buffer, Linux 6.12; L31).',
  words: { map: mapping({ of: ['dma_map_sgtable', 'dma_buf_phys_vec_to_sgt'] }) },
  answers: 'copied',
  run: (at, { map }) => onList(at, map, 'sg_copy_buffer'),
  sentence: (told) => `the list of ${told.map}, by the CPU`,
})

export const cpuHelper = operation({
  kind: 'cpu_helper',
  about:
    'A driver calls a helper of the kernel on every page of a list that is mapped (CA-1, CA-2, Linux 6.12). Some touch the bytes of a page, and some only what describes it.',
  words: {
    map: mapping({ of: ['dma_map_sgtable'] }),
    helper: choice([...CPU_HELPERS.keys()], { says: 'The helper.' }),
  },
  answers: 'copied',
  run: (at, { map, helper }) => onList(at, map, helper),
  sentence: (told, { helper }) => `${helper}() on the pages of ${told.map}`,
})
