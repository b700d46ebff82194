/** A device pulled out of its slot, and another put in (HP-1, HP-2, RT-21). */
import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import providerRevoke from '../../../../model/designs/proposals/provider-revoke.ts'
import { stepFile } from '../../../../model/operations/steps.ts'
import type { StepFile } from '../../../../model/operations/index.ts'
import { checkScenario } from '../../../../model/scenario/problems.ts'
import { T1, T1_LISTED, change, onRootBus, translating } from '../machines.ts'
import { add, events, map, outcomes, unmap } from '../ask.ts'

const pull = (name: string): StepFile => ({ surprise_removal: { function: name } })
const put = (name: string): StepFile => ({ pciehp_enable_slot: { function: name } })
const use = (as: string, late = false): StepFile => ({ dma: { map: as, ...(late ? { late } : {}) } })
const kinds = (steps: StepFile[]): string[] => outcomes(T1, steps).map(({ kind }) => kind)
/** Where each transfer ended. */
const ends = (steps: StepFile[], machine = T1): string[] =>
  outcomes(machine, steps).flatMap((outcome) =>
    outcome.kind === 'transfer' ? outcome.transactions.map(({ landing }) => landing.kind) : [],
  )

describe('a device that is pulled out', () => {
  it('takes all functions of its slot with it, and those of no other', () => {
    const steps = [add('A1'), map('m', 'B', { bar: 'A1' }), pull('A0'), use('m')]
    expect(ends(steps)).toEqual(['nowhere'])
    expect(ends(steps.with(2, pull('C')))).toEqual(['bar'])
  })

  it('is out of reach through an IOMMU, too', () => {
    const operations: ('read' | 'write')[] = ['read', 'write']
    const forwards = [
      { from: 'RP0', to: 'RP1', operations },
      { from: 'RP1', to: 'RP0', operations },
    ]
    const machine = { ...translating(T1_LISTED), forwards }
    const steps = [add('E'), map('m', 'B', { bar: 'E' }), pull('E'), use('m')]
    expect(ends(steps, machine)).toEqual(['nowhere'])
    expect(ends(steps.with(2, pull('C')), machine)).toEqual(['bar'])
  })

  it('sends nothing, and neither does what is put in after it, for it was told of no list', () => {
    expect(kinds([add('A0'), map('m', 'B', { bar: 'A0' }), pull('B'), use('m'), put('B'), use('m')]).slice(3)).toEqual([
      'skipped',
      'unbound',
      'skipped',
    ])
  })

  it('is pulled out once, and put in where something is missing', () => {
    expect(kinds([put('A0'), pull('A0'), pull('A1'), put('A1'), put('A0')])).toEqual([
      'skipped',
      'done',
      'skipped',
      'unbound',
      'skipped',
    ])
  })

  it('keeps its slot while an allocation is held, though the device is gone', () => {
    const held: StepFile[] = [
      add('A0'),
      { pci_alloc_p2pmem: { as: 'x', provider: 'A0' } },
      map('m', 'B', { of: 'x' }),
      pull('A0'),
      put('A0'),
      use('m'),
    ]
    expect(outcomes(T1, held)[4]).toEqual({ kind: 'unbound', end: 'waits' })
    expect(ends(held)).toEqual(['nowhere'])
    const all = events(T1, [...held, unmap('m'), { pci_free_p2pmem: { memory: 'x' } }, put('A0')])
    expect(all.at(-1)!.outcome).toEqual({ kind: 'unbound', end: 'gone' })
    expect(all.at(-1)!.after.hw).toEqual(all[0].before.hw)
  })

  it('borrows nothing any more when its driver is removed', () => {
    const machine = change(T1, { A0: { memory: { pages: 1, shown: 1 } } })
    const borrowed: StepFile[] = [
      { dma_buf_export: { as: 'x', device: 'A0' } },
      { dma_buf_attach: { as: 'b', buffer: 'x', device: 'B' } },
      { dma_buf_map_attachment: { attachment: 'b' } },
      pull('B'),
      { dma_buf_dma: { attachment: 'b' } },
      put('B'),
      { dma_buf_revoke: { buffer: 'x' } },
    ]
    const [refused, , revoked] = outcomes(machine, borrowed, providerRevoke).slice(4)
    expect(refused).toEqual({ kind: 'accessed', end: 'refused' })
    expect(revoked).toEqual({ kind: 'withdrawn', mapped: [] })
  })
})

describe('what cannot be pulled out', () => {
  const refused = (step: StepFile, machine = T1): unknown =>
    E.match(
      (problems: unknown) => problems,
      () => 'none',
    )(checkScenario({ machine, steps: [step] }))
  const accepted = 'one directly below a root port or a switch downstream port'

  it('is a port of the root complex, or of a switch: neither is in a slot', () => {
    expect(refused(pull('RP0'))).toEqual([
      { path: 'steps[0].surprise_removal.function', found: 'RP0, which is in no slot', accepted },
    ])
    expect(refused(put('D1'))).toEqual([
      { path: 'steps[0].pciehp_enable_slot.function', found: 'D1, which is in no slot', accepted },
    ])
    expect(refused(pull('U'))).toBe('none')
    const integrated = { ...T1, functions: [...T1.functions, onRootBus('root complex integrated endpoint', 'I')] }
    expect(refused(pull('I'), integrated)).toEqual([
      { path: 'steps[0].surprise_removal.function', found: 'I, which is in no slot', accepted },
    ])
  })

  it('is a device that has memory of its own, or a switch with one behind it', () => {
    const machine = change(T1, { A1: { memory: { pages: 1 } } })
    expect(refused(pull('U'), machine)).toEqual([
      {
        path: 'steps[0].surprise_removal.function',
        found: 'A1, which has `memory`',
        accepted: `${accepted}, without \`memory\``,
      },
    ])
    expect(stepFile.is(pull('A0'))).toBe(true)
  })
})
