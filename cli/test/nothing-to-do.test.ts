import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { p2pspec } from './in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-nothing-'))
afterAll(() => rmSync(folder, { recursive: true }))
const MACHINE = `machine:
  hosts: [{name: hb0, iommu: translating}]
  functions: [{name: rp, type: root port, on: hb0}, {name: A, type: endpoint, below: rp, bar: {size: 2M}}]
steps:
`
const MAP = 'dma_map_sgtable: {as: m, client: A, direction: DMA_FROM_DEVICE, list: [{ram: 0x300000}]}'
const FLR = 'pcie_flr: {function: A}'
const STRAY = 'unmapped_dma: {client: A, access: write, target: {ram: 0x1000}}'

/** What is said of the last step. */
const lastOf = async (...steps: readonly string[]): Promise<string> => {
  const file = join(folder, 'asked.yaml')
  writeFileSync(file, `${MACHINE}${steps.map((step) => `  - {${step}}\n`).join('')}`)
  const { out } = await p2pspec('explain', file)
  const told = out.slice(out.indexOf(`\nsteps[${steps.length - 1}]`), out.indexOf('\nThe same scenario'))
  return told.replace(/\s+/g, ' ').trim()
}

describe('what is said of a step', () => {
  it.each([
    [[FLR, MAP, 'dma: {map: m}'], 'A sends nothing after it was reset or pulled out, until it is back'],
    [[FLR, STRAY], 'A sends nothing after it was reset or pulled out, until it is back'],
    [[MAP, 'dma_unmap_sgtable: {map: m}', 'dma: {map: m}'], 'that list is not mapped'],
    [[MAP, 'dma: {map: m, late: true}'], 'that list is still mapped'],
    [
      [MAP, 'surprise_removal: {function: A}', 'pciehp_enable_slot: {function: A}', 'dma: {map: m}'],
      'the device that was told of that list is gone',
    ],
    [[FLR, FLR], 'it is off already, or its memory is in use'],
    [['fq_flush_timeout: {client: A}'], 'the domain of its group has no flush queue'],
    [['pci_dev_restore: {function: A}'], 'no reset of it is under way'],
    [['pciehp_enable_slot: {function: A}'], 'nothing was pulled out of that slot'],
    [['surprise_removal: {function: A}', 'surprise_removal: {function: A}'], 'nothing is in that slot'],
  ])('with nothing to do gives the reason: %j', async (steps, why) => {
    expect(await lastOf(...steps)).toMatch(new RegExp(` -> nothing to do: ${why}$`))
  })

  it.each([
    [true, ', through ATS'],
    [false, ''],
  ])('that asks for ATS says so of a function that has it only: %j', async (ats, says) => {
    const file = join(folder, 'ats.yaml')
    const machine = MACHINE.replace('{name: A, type: endpoint,', `$& ats: ${ats},`)
    writeFileSync(file, `${machine}  - {${MAP}}\n  - {dma: {map: m, translated: true}}\n`)
    const { out } = await p2pspec('explain', file)
    expect(out).toContain(`steps[1] dma: over the list of steps[0]${says} -> the device writes`)
  })

  it('that puts a device in says what came of it, and of the old one', async () => {
    const added = 'pci_p2pdma_add_resource: {provider: A}'
    const said = await lastOf(added, 'surprise_removal: {function: A}', 'pciehp_enable_slot: {function: A}')
    expect(said).toMatch(/another device in the place of A -> it is there: of the old one nothing is left$/)
  })

  it('that links memory of an earlier step names it, where the design has no such call', async () => {
    const range = 'dma_iova_try_alloc: {as: r, client: A, direction: DMA_FROM_DEVICE, size: 0x2000}'
    const link = (memory: string): string => `dma_iova_link: {map: r, memory: ${memory}}`
    const ram = 'alloc_pages: {as: x, memory: {ram: 0x300000, length: 0x2000}}'
    expect(await lastOf(ram, range, link('{of: x}'))).toContain('dma_iova_link: what steps[0] gave, into the range')
    expect(await lastOf(ram, range, link('{of: x, offset: 4K}'))).toContain('what steps[0] gave+0x1000, into the range')
  })
})
