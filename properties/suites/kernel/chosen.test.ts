/**
 * Memory at IOVAs that user space chose (`vfio_dma_do_map`, `iopt_check_iova`), and the regions that nobody may choose.
 */
import { describe, expect, it } from 'vitest'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { MIXED, PAGE, behindIommu, change, fn } from './machines.ts'
import { add, events, map, outcomes, unmap } from './ask.ts'
import { rowsOf } from './answers.ts'
import { answers, choose, type Chosen } from './user-space.ts'

const ON = behindIommu()
const AMD: MachineFile = { ...ON, cpu: { vendor: 'AMD', family: 0x19 } }
const HYGON: MachineFile = { ...ON, cpu: { vendor: 'Hygon', family: 0x18 } }
const PASSTHROUGH: MachineFile = { ...ON, hosts: ON.hosts.map((host) => ({ ...host, iommu: 'passthrough' })) }
const landings = (file: MachineFile, ...steps: StepFile[]) => {
  const last = outcomes(file, steps).at(-1)
  return last?.kind === 'transfer' ? last.transactions.map(({ landing }) => landing.kind) : []
}

/** User space asks for a group while a driver of it has a mapping, and once more when that is gone. */
const besideDriver = (file: MachineFile): string[] =>
  answers(file, map('k', 'C', { ram: 0x900000 }), choose('m', 0x10000), unmap('k'), choose('n', 0x10000))
const REFUSED_MEANWHILE = ['mapped', '-EPERM group in use', 'unmapped', '0']

describe('an IOVA that user space chose', () => {
  it('DI-21: is where the memory is, for every function of the group, until it is taken back', () => {
    const steps: StepFile[] = [choose('m', 0x10000), { dma: { map: 'm' } }]
    expect(landings(ON, ...steps)).toEqual(['ram', 'ram', 'ram', 'ram'])
    const run = events(ON, [...steps, { iommu_unmap: { map: 'm' } }, { dma: { map: 'm', late: true } }])
    const { hw } = run[0].after
    expect(rowsOf(hw, fn(hw, 'B'))).toEqual(rowsOf(hw, fn(hw, 'C')))
    expect(rowsOf(run[2].after.hw, fn(hw, 'B'))).toEqual([])
    const late = run[3].outcome
    expect(late.kind === 'transfer' && late.transactions.map(({ landing }) => landing.kind)).toEqual(
      Array.from({ length: 4 }, () => 'nowhere'),
    )
  })

  it('DI-21: makes a group translate whose default domain did not', () => {
    expect(answers(PASSTHROUGH, choose('m', 0x10000))).toEqual(['0'])
    expect(landings(PASSTHROUGH, choose('m', 0x10000), { dma: { map: 'm' } })).toEqual(['ram', 'ram', 'ram', 'ram'])
  })

  it('DI-21: is in whole pages, and not taken, until what is there is taken back', () => {
    expect(answers(ON, choose('m', 0x10800))).toEqual(['-EINVAL part of a page'])
    expect(answers(ON, choose('m', 0x10000, { memory: { ram: 0x100000, length: 1 } }))).toEqual([
      '-EINVAL part of a page',
    ])
    expect(answers(ON, choose('m', 0x10000), choose('n', 0x13000), choose('o', 0x14000))).toEqual([
      '0',
      '-EEXIST IOVA taken',
      '0',
    ])
    expect(answers(ON, choose('m', 0x10000), { iommu_unmap: { map: 'm' } }, choose('n', 0x13000))).toEqual([
      '0',
      'unmapped',
      '0',
    ])
  })

  it('DI-14, DI-21: lies in no reserved region, of which an AMD IOMMU has one more', () => {
    const at = [0xfedfc000, 0xfedfd000, 0xfeefffff + 1, 0xfc_ffff_c000, 0xfc_ffff_d000, 0xff_ffff_f000, 0x100_0000_0000]
    const said = (file: MachineFile) => at.map((iova) => answers(file, choose('m', iova))[0].split(' ')[0])
    expect(said(ON)).toEqual(['0', '-EINVAL', '0', '0', '0', '0', '0'])
    for (const amd of [AMD, HYGON]) expect(said(amd)).toEqual(['0', '-EINVAL', '0', '0', '-EINVAL', '-EINVAL', '0'])
  })

  it('DI-29: ends in what the domain translates, 48 bits, but behind an AMD IOMMU', () => {
    const top = 2 ** 48
    for (const by of ['VFIO type1', 'iommufd'] as const) {
      const said = (file: MachineFile) =>
        [top - 4 * PAGE, top - PAGE, top].map((iova) => answers(file, choose('m', iova, { by }))[0])
      expect(said(ON)).toEqual(['0', '-EINVAL beyond the aperture', '-EINVAL beyond the aperture'])
      for (const amd of [AMD, HYGON]) expect(said(amd)).toEqual(['0', '0', '0'])
    }
  })

  it('DI-21: VFIO maps the BAR of a peer, iommufd does not', () => {
    const bar = { memory: { bar: 'E' } }
    expect(answers(ON, choose('m', 0x10000, bar))).toEqual(['0'])
    expect(answers(ON, choose('m', 0x10000, { ...bar, by: 'iommufd' }))).toEqual(['-EFAULT memory without pages'])
    expect(answers(ON, choose('m', 0x10000, { by: 'iommufd' }))).toEqual(['0'])
  })

  it('DI-28: is given to no page of a pool that a process has mapped, neither by VFIO nor by iommufd', () => {
    const pages: StepFile[] = [add('E'), { p2pmem_alloc_mmap: { as: 'x', provider: 'E' } }]
    const asked = (way: Pick<Chosen, 'by' | 'direction'>, ...before: StepFile[]): string =>
      answers(ON, ...pages, ...before, choose('m', 0x10000, { memory: { of: 'x' }, ...way })).at(-1)!
    for (const by of ['VFIO type1', 'iommufd'] as const) {
      expect(asked({ by, direction: 'DMA_TO_DEVICE' })).toBe('-EREMOTEIO pages of P2PDMA')
      for (const direction of ['DMA_FROM_DEVICE', 'DMA_BIDIRECTIONAL'] as const)
        expect(asked({ by, direction })).toBe('-EFAULT pages of P2PDMA')
      expect(asked({ by, direction: 'DMA_TO_DEVICE' }, { munmap: { memory: 'x' } })).toBe('-EFAULT nothing there')
    }
    // The same bytes as a driver's file of the BAR shows them: no pages are asked for.
    expect(answers(ON, ...pages, choose('m', 0x10000, { memory: { bar: 'E' } })).at(-1)).toBe('0')
  })

  it('DI-21: is no affair of a group in which a driver of the kernel works, nor without an IOMMU', () => {
    expect(besideDriver(ON)).toEqual(REFUSED_MEANWHILE)
    expect(answers(MIXED, choose('m', 0x10000))).toEqual(['-ENODEV no group'])
  })

  it('DI-21: nor of one whose driver has mappings that nobody translates', () => {
    expect(besideDriver(PASSTHROUGH)).toEqual(REFUSED_MEANWHILE)
  })
})

describe('what the kernel chooses itself', () => {
  it('DI-14: avoids the HyperTransport range behind an AMD IOMMU', () => {
    const big = { ram: [{ base: 2 ** 33, size: 2 ** 34 }] }
    const list = map('m', 'B', { ram: 2 ** 33, length: 2 ** 31 })
    const base = (file: MachineFile) => {
      const [outcome] = outcomes({ ...change(file, { B: { dmaBits: 40 } }), ...big }, [list])
      return outcome.kind === 'mapped' ? outcome.table[0].dma : undefined
    }
    expect([base(ON), base(AMD)]).toEqual([2 ** 40 - 2 ** 31, 0xfd_0000_0000 - 2 ** 31])
  })
})
