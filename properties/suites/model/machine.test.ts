/**
 * Impossible machines and steps are refused.
 */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { readLitmus } from '../../../spec/litmus.ts'
import type { Problem } from '../../../model/problem.ts'
import { IMPOSSIBLE_NUMBERS } from './impossible-numbers.ts'
import { RP, A, machine, IMPOSSIBLE } from './impossible.ts'

const problemsOf = (machine: object, steps: object[] = []): readonly Problem[] => {
  const read = readLitmus(JSON.stringify({ machine, steps }))
  return E.isLeft(read) ? read.left : []
}

describe('impossible machines are refused, with path and reason', () => {
  for (const [sentence, impossible, path, found] of [...IMPOSSIBLE, ...IMPOSSIBLE_NUMBERS])
    it(sentence, () => {
      const problems = problemsOf(impossible)
      expect(problems.map((p) => p.path)).toContain(path)
      expect(problems.find((p) => p.path === path)!.found).toContain(found)
    })

  it('and the machine they are variants of is not', () => {
    expect(problemsOf(machine(RP, A))).toEqual([])
  })
})

describe('steps that cannot be taken are refused', () => {
  const map = (list: object[], client = 'A') => ({
    dma_map_sgtable: { as: 'm', client, direction: 'DMA_TO_DEVICE', list },
  })
  const publish = { pci_p2pdma_add_resource: { provider: 'A' } }
  const CASES: readonly (readonly [sentence: string, steps: object[], path: string])[] = [
    ['memory without struct pages', [map([{ bar: 'A' }])], 'steps[0].dma_map_sgtable.list[0].bar'],
    ['memory past the end of a BAR', [publish, map([{ bar: 'A', offset: '2M' }])], 'steps[1].dma_map_sgtable.list[0]'],
    ['memory that is not RAM', [map([{ ram: 0x30000000 }])], 'steps[0].dma_map_sgtable.list[0]'],
    ['a client that is not there', [map([{ ram: 0 }], 'Z')], 'steps[0].dma_map_sgtable.client'],
    ['a transfer over nothing', [{ dma: { map: 'm' } }], 'steps[0].dma.map'],
    ['a transfer before its map', [{ dma: { map: 'm' } }, map([{ ram: 0 }])], 'steps[0].dma.map'],
    ['an operation nobody knows', [{ dma_map_sg: {} }], 'steps[0].dma_map_sg'],
    ['two operations in one step', [{ dma: { map: 'm' }, setpci: {} }], 'steps[0]'],
    [
      'a provider without a BAR',
      [{ pci_p2pdma_add_resource: { provider: 'rp' } }],
      'steps[0].pci_p2pdma_add_resource.provider',
    ],
  ]
  for (const [sentence, steps, path] of CASES)
    it(sentence, () => {
      expect(problemsOf(machine(RP, A), steps).map((p) => p.path)).toContain(path)
    })
})
