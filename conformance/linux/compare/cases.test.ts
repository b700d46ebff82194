import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { checkScenario } from '../../../model/scenario/problems.ts'
import { unaskable } from '../guest/askable.ts'
import { isQemuMachine } from '../guest/qemu-machine.ts'
import type { CaseFile } from './case.ts'
import { cases, qemuCases, sharingCases } from './cases.ts'

describe('cases', () => {
  const drawn = [...cases(300, 1), ...qemuCases(50, 1)]
  it('are possible, and can be asked', () => {
    for (const file of drawn) {
      expect(E.isRight(checkScenario(file)), JSON.stringify(checkScenario(file))).toBe(true)
      expect(unaskable(file)).toBeUndefined()
    }
  })
  it('are of QEMU where an IOMMU sees functions, and nowhere else', () => {
    const iommus = drawn.map(({ machine }) => [isQemuMachine(machine), machine.hosts[0].iommu ?? 'off'].join(' '))
    expect([...new Set(iommus)].toSorted()).toEqual(['false off', 'true off', 'true passthrough', 'true translating'])
  })
  it('draw everything that a guest can be told', () => {
    const has = (test: (file: CaseFile) => boolean) => expect(drawn.some(test), String(test)).toBe(true)
    has(({ requestsAcs }) => requestsAcs === true)
    has(({ pci, requestsAcs }) => pci !== undefined && requestsAcs === undefined)
    has(({ pci, machine }) => pci !== undefined && isQemuMachine(machine))
    has(({ strict, machine }) => strict === true && machine.hosts[0].iommu === 'translating')
    has(({ strict, machine }) => strict === false && machine.hosts[0].iommu === 'translating')
    has(({ machine }) => machine.functions.some(({ virtualOf }) => virtualOf !== undefined))
    has(({ machine }) => machine.functions.some(({ maxSegment }) => maxSegment !== undefined))
    has(({ machine }) => machine.functions.some(({ boundary }) => boundary !== undefined))
    has(({ steps }) => steps.some(({ dma_sync_sgtable: sync }) => sync?.for === 'device'))
    has(({ pools = [] }) => pools.some(({ pieces }) => pieces.some((piece) => 'give' in piece)))
  })
  it('about sharing are possible, can be asked, and are of every kind', () => {
    const sharing = sharingCases(80, 30, 1)
    const has = (test: (file: CaseFile) => boolean) => expect(sharing.some(test), String(test)).toBe(true)
    for (const file of sharing) {
      expect(E.isRight(checkScenario(file)), JSON.stringify(checkScenario(file))).toBe(true)
      expect(unaskable(file)).toBeUndefined()
    }
    has(({ machine }) => machine.functions.some(({ aliases }) => aliases !== undefined))
    has(({ machine }) => machine.functions.some(({ virtualOf }) => virtualOf !== undefined))
    has(({ machine, pci }) => isQemuMachine(machine) && pci !== undefined)
    has(({ machine }) => isQemuMachine(machine) && machine.functions.some(({ type }) => type === 'PCI bridge'))
    has(({ machine, strict }) => machine.hosts[0].iommu === 'translating lazily' && strict === false)
    has(({ machine, strict }) => machine.hosts[0].iommu === 'translating' && strict === true)
    has(({ steps }) => steps.some(({ dma_map_sgtable: map }) => map?.list.some(({ length }) => length === 0) === true))
    has(({ steps }) => steps.some(({ fq_flush_timeout: flush }) => flush !== undefined))
    has(({ steps }) => steps.some(({ pci_p2pdma_add_resource: add }) => add?.offset !== undefined))
  })
  it('are not asked of some flush queues and not of others: in the guest their timers fire together', () => {
    const file = sharingCases(0, 10, 1).find(({ steps }) => steps.some((s) => s.fq_flush_timeout !== undefined))!
    const first = file.steps.findIndex((s) => s.fq_flush_timeout !== undefined)
    expect(unaskable({ ...file, steps: file.steps.toSpliced(first, 1) })).toMatch(/fire together/)
  })
  it('are the same for the same seed', () => {
    expect(cases(20, 5)).toEqual(cases(20, 5))
    expect(cases(20, 6)).not.toEqual(cases(20, 5))
  })
})
