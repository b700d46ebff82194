/** Addresses for pages that HMM told of (NW-5): what is mapped, what stays as it was, what an unmap takes back. */
import { describe, expect, it } from 'vitest'
import { PAGE, type Dma } from '../../../../model/address.ts'
import { hmmDmaMapAlloc, hmmDmaMapPfn, hmmDmaUnmapPfn } from '../../../../model/kernel/mm/device/hmm-dma.ts'
import type { DmaPfn } from '../../../../model/kernel/mm/device/dma-pfn.ts'
import { EFAULT, EOPNOTSUPP } from '../../../../model/kernel/errno.ts'
import { freshKernel } from '../../../../model/kernel/state.ts'
import { tableOf } from '../../../../model/kernel/iommu/domain.ts'
import hmmDmaMap, { parts } from '../../../../model/designs/proposals/hmm-dma-map.ts'
import type { StepFile } from '../../../../model/operations/index.ts'
import { compile } from '../../../../model/scenario/file.ts'
import { run } from '../../../../spec/judge.ts'
import { power, type Hw } from '../../../../model/machine/columns.ts'
import { addressOf } from '../../../../model/machine/frames.ts'
import { layOut } from '../../../../model/machine/layout.ts'
import { FIRST_RAM_FRAME } from '../../../../model/machine/page-table.ts'
import type { FunctionFile } from '../../../../model/machine/file.ts'
import { pageAt } from '../../../../model/memory/let-go.ts'
import { bootMemory } from '../../../../model/memory/boot.ts'
import { FABRICS, fabricMachine, type Fabric } from '../../../generate/fabrics.ts'

const hwOf = (fabric: Fabric, ofB: Partial<FunctionFile> = {}): Hw => {
  const file = fabricMachine(fabric)
  return power(layOut({ ...file, functions: file.functions.map((f) => (f.name === 'B' ? { ...f, ...ofB } : f)) }))
}
const [SWITCH, SWITCH_IOMMU, FORWARDS, , UNKNOWN] = FABRICS

const NEW: DmaPfn = { frame: FIRST_RAM_FRAME, write: true, mapped: false, bus: false, dma: undefined }

/** B maps a page: of RAM, or the page of A's BAR. */
const asked = (hw: Hw, of: 'RAM' | 'BAR', pfn: Partial<DmaPfn> = {}) => {
  const mm = bootMemory(hw.machine)
  const bar = Number(Object.keys(mm.memory.bars)[0])
  const frame = of === 'RAM' ? FIRST_RAM_FRAME : bar
  const device = hw.machine.name.indexOf('B')
  const call = { k: freshKernel, hw, choose: () => 0 }
  const page = pageAt({ hw, mm } as never, frame)!
  return { device, call, page, mapped: hmmDmaMapPfn(parts, call, device, { ...NEW, frame, ...pfn }, page) }
}

describe('hmm_dma_map_pfn', () => {
  it('gives a bus address for a peer below the same switch, behind an IOMMU too, and adds no translation', () => {
    for (const fabric of [SWITCH, SWITCH_IOMMU]) {
      const hw = hwOf(fabric)
      const { mapped } = asked(hw, 'BAR')
      expect(mapped).toMatchObject({
        rc: 0,
        pfn: { mapped: true, bus: true, dma: hw.machine.bar[hw.machine.name.indexOf('A')] },
      })
      expect(mapped.domains).toBeUndefined()
    }
  })

  it('maps RAM, and a peer behind a host bridge that is known to forward, in the IOMMU', () => {
    for (const [fabric, of] of [
      [SWITCH_IOMMU, 'RAM'],
      [FORWARDS, 'BAR'],
    ] as const) {
      const hw = hwOf(fabric)
      const { device, page, mapped } = asked(hw, of)
      expect(mapped).toMatchObject({ rc: 0, pfn: { mapped: true, bus: false } })
      const rows = tableOf({ ...hw, domains: mapped.domains! }, device)
      expect(rows).toMatchObject([{ iova: mapped.pfn.dma, phys: page.phys, size: PAGE }])
    }
  })

  it('is an error for a peer that no way is known to', () => {
    expect(asked(hwOf(UNKNOWN), 'BAR').mapped).toMatchObject({ rc: -EFAULT, pfn: { mapped: false } })
  })

  it('gives the address of before for what is mapped, whatever lies there now, and not for a bus address', () => {
    const noted = { mapped: true, dma: 0x1234000 as Dma }
    expect(asked(hwOf(SWITCH_IOMMU), 'RAM', noted).mapped).toMatchObject({ rc: 0, pfn: noted })
    const after = asked(hwOf(SWITCH_IOMMU), 'RAM', { ...noted, bus: true }).mapped
    expect(after.pfn.dma).not.toBe(noted.dma)
    expect(after.pfn).toMatchObject({ mapped: true, bus: true })
    expect(after.domains).toBeDefined()
  })
})

describe('hmm_dma_unmap_pfn', () => {
  it('takes its translation back, and leaves it if the page is said to have a bus address', () => {
    const hw = hwOf(SWITCH_IOMMU)
    const { device, call, page, mapped } = asked(hw, 'RAM')
    const after = { ...call, k: mapped.k, hw: { ...hw, domains: mapped.domains! } }
    const left = (pfn: DmaPfn): number => {
      const { domains = after.hw.domains } = hmmDmaUnmapPfn(parts, after, device, pfn, page)
      return tableOf({ ...hw, domains }, device).length
    }
    expect(left(mapped.pfn)).toBe(0)
    expect(left({ ...mapped.pfn, bus: true })).toBe(1)
    expect(left({ ...mapped.pfn, mapped: false })).toBe(1)
  })
})

describe('hmm_dma_map_alloc', () => {
  it.each([
    [{}, 0],
    [{ coherent: false }, -EOPNOTSUPP],
    [{ forceBounce: true }, -EOPNOTSUPP],
    [{ dmaBits: 24 }, -EOPNOTSUPP],
    [{ dmaBits: 32 }, 0],
  ])('of a device that is %j is %i', (ofB, rc) => {
    const hw = hwOf(SWITCH, ofB)
    expect(hmmDmaMapAlloc({ k: freshKernel, hw, choose: () => 0 }, hw.machine.name.indexOf('B'))).toBe(rc)
  })
})

describe('an address for a page that is invalidated', () => {
  const dropped = { pages: [0, 1] as const }
  const after = (...steps: StepFile[]) => {
    const scenario = compile({
      machine: fabricMachine(SWITCH_IOMMU),
      steps: [
        { vm_mmap: { pages: [0, 2] } },
        { cpu_write: { page: 0 } },
        { hmm_dma_map_pfn: { device: 'B', page: 0, write: true } },
        ...steps,
      ],
    })
    const { hw, mm } = run(hmmDmaMap, scenario, () => 0).at(-1)!.after
    return { translations: tableOf(hw, hw.machine.name.indexOf('B')).length, pages: mm.dma, left: mm.letGo }
  }

  it('is there before', () => {
    expect(after().translations).toBe(1)
  })

  it.each([
    ['by a step alone', [{ madvise_dontneed: dropped }]],
    [
      'by a step beside others',
      [{ madvise_dontneed: { ...dropped, actor: 'a' } }, { cpu_read: { page: 1, actor: 'b' } }],
    ],
    ['by the driver', [{ hmm_dma_unmap_pfn: { device: 'B', page: 0 } }]],
  ] as [string, StepFile[]][])('is gone with its translation: %s', (_, steps) => {
    const { translations, pages, left } = after(...steps)
    expect([translations, Object.values(pages).flatMap(Object.keys), left]).toEqual([0, [], []])
  })
})

describe('where a frame lies', () => {
  it('is an address that nobody else has: RAM, the zero page, a page of a BAR; private memory has none', () => {
    const { machine } = hwOf(SWITCH)
    const { memory, pages } = bootMemory(machine)
    const frames = [0, FIRST_RAM_FRAME, FIRST_RAM_FRAME + 1, ...Object.keys(memory.bars).map(Number)]
    const addresses = frames.map((frame) => addressOf(machine, memory, frame))
    expect(new Set(addresses).size).toBe(frames.length)
    expect(addresses).not.toContain(undefined)
    const own = Object.keys(pages)
      .map(Number)
      .filter((frame) => memory.unreachable[frame])
    expect(own.map((frame) => addressOf(machine, memory, frame))).toEqual(own.map(() => undefined))
  })
})
