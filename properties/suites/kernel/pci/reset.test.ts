/** A function that is reset (RT-30, HP-3, HP-4), and what it lent or borrowed (R6.19-3, R7.1-5). */
import { describe, expect, it } from 'vitest'
import * as E from 'fp-ts/Either'
import revokeWithoutWaiting from '../../../../model/designs/bugs/revoke-without-waiting.ts'
import peerdirect from '../../../../model/designs/proposals/peerdirect.ts'
import providerRevoke from '../../../../model/designs/proposals/provider-revoke.ts'
import linux612 from '../../../../model/designs/releases/linux-6.12.ts'
import type { StepFile } from '../../../../model/operations/index.ts'
import { checkScenario } from '../../../../model/scenario/problems.ts'
import { watch } from '../../../../spec/judge.ts'
import { compile } from '../../../../model/scenario/file.ts'
import { lossTold } from '../../../../spec/rules/lifetime/loss-told.ts'
import { T1, change } from '../machines.ts'
import { add, events, outcomes, unmap } from '../ask.ts'

const flr = (name: string): StepFile => ({ pcie_flr: { function: name } })
const restore = (name: string): StepFile => ({ pci_dev_restore: { function: name } })
const pull = (name: string): StepFile => ({ surprise_removal: { function: name } })
const use = (as: string): StepFile => ({ dma: { map: as } })
const map = (as: string, client: string, direction: 'DMA_TO_DEVICE' | 'DMA_FROM_DEVICE'): StepFile => ({
  dma_map_sgtable: { as, client, direction, list: [{ bar: 'A0' }] },
})
const READS = map('m', 'B', 'DMA_TO_DEVICE')
const RESET = [flr('A0'), restore('A0')]

const kinds = (steps: StepFile[]): string[] => outcomes(T1, steps).map(({ kind }) => kind)
/** The step at which S44 is broken. */
const broken = (steps: StepFile[]): number | undefined =>
  watch(lossTold, events(T1, steps), linux612, compile({ machine: T1, steps })).broken?.step

describe('a function that is reset', () => {
  it('answers nothing until it is restored, and its sibling functions do', () => {
    const landings = outcomes(T1, [add('A0'), READS, flr('A0'), use('m'), restore('A0'), use('m')]).flatMap((one) =>
      one.kind === 'transfer' ? one.transactions.map(({ landing }) => landing.kind) : [],
    )
    expect(landings).toEqual(['nowhere', 'bar'])
    const [, , { before, after }] = events(T1, [add('A0'), READS, flr('A0')])
    const off = after.hw.decodes.flatMap((on, f) => (on === before.hw.decodes[f] ? [] : [T1.functions[f].name]))
    expect(off).toEqual(['A0'])
  })

  it('sends nothing meanwhile, and goes on with the lists that it has', () => {
    expect(kinds([add('A0'), READS, flr('B'), use('m'), restore('B'), use('m')]).slice(2)).toEqual([
      'done',
      'skipped',
      'done',
      'transfer',
    ])
  })

  it('is reset once, restored once, and neither while it is pulled out', () => {
    expect(kinds([restore('A0'), flr('A0'), flr('A0'), restore('A0'), restore('A0')])).toEqual([
      'skipped',
      'done',
      'skipped',
      'done',
      'skipped',
    ])
    expect(kinds([flr('A0'), pull('A0'), restore('A0'), flr('A0')])).toEqual(['done', 'done', 'skipped', 'skipped'])
  })

  it('is no bridge, and has no virtual functions', () => {
    const refused = (step: StepFile, machine = T1): unknown =>
      E.match(
        (problems: unknown) => problems,
        () => 'none',
      )(checkScenario({ machine, steps: [step] }))
    const accepted = 'an endpoint without virtual functions'
    expect(refused(flr('D0'))).toEqual([{ path: 'steps[0].pcie_flr.function', found: 'D0, a bridge', accepted }])
    const machine = change(T1, { A1: { virtualOf: 'A0' } })
    expect(refused(restore('A0'), machine)).toEqual([
      { path: 'steps[0].pci_dev_restore.function', found: 'A0, whose virtual function is A1', accepted },
    ])
    expect(refused(flr('A1'), machine)).toBe('none')
  })
})

describe('S44: what a reset has emptied', () => {
  it('is not read by a list from before, and by one from after it is', () => {
    expect(broken([add('A0'), READS, use('m'), ...RESET, use('m')])).toBe(5)
    expect(broken([add('A0'), READS, ...RESET, unmap('m'), map('n', 'B', 'DMA_TO_DEVICE'), use('n')])).toBeUndefined()
  })

  it('may be written by an old list, and read when somebody has written it since', () => {
    const writes = map('w', 'C', 'DMA_FROM_DEVICE')
    expect(broken([add('A0'), READS, writes, ...RESET, use('w'), use('m')])).toBeUndefined()
    expect(broken([add('A0'), READS, writes, use('w'), ...RESET, use('m')])).toBe(6)
    expect(broken([add('A0'), READS, writes, ...RESET, use('w'), ...RESET, use('m')])).toBe(8)
  })

  it('is no secret to the function itself, whose driver was told', () => {
    expect(broken([add('A0'), map('m', 'A0', 'DMA_TO_DEVICE'), ...RESET, use('m')])).toBeUndefined()
  })
})

describe('memory that was lent', () => {
  const machine = change(T1, { A0: { memory: { pages: 1, shown: 1 } } })
  const lent = (moves: boolean, ...then: StepFile[]): StepFile[] => [
    { dma_buf_export: { as: 'x', device: 'A0', ...(moves ? { moves } : {}) } },
    { dma_buf_attach: { as: 'b', buffer: 'x', device: 'B' } },
    { dma_buf_map_attachment: { attachment: 'b' } },
    ...then,
  ]
  const QUEUE: StepFile = { dma_buf_queue: { attachment: 'b' } }
  const last = (steps: StepFile[], design = providerRevoke): unknown => outcomes(machine, steps, design).at(-1)

  it('is revoked before the function is reset: 7.1 waits for a queue without end, and resets nothing', () => {
    const steps = lent(false, QUEUE, flr('A0'))
    expect(last(steps)).toEqual({ kind: 'hangs' })
    expect(events(machine, steps, providerRevoke).at(-1)!.after.hw.decodes).not.toContain(false)
    expect(last(lent(false, flr('A0')))).toEqual({ kind: 'withdrawn', mapped: [] })
  })

  it('is reset under who has queued work in 6.19, and not where the registration ends', () => {
    expect(last(lent(false, QUEUE, flr('A0')), revokeWithoutWaiting)).toEqual({ kind: 'withdrawn', mapped: [1] })
    expect(last(lent(false, QUEUE, flr('A0')), peerdirect)).toEqual({ kind: 'withdrawn', mapped: [] })
  })

  it('is let go of when who borrowed is reset, after it was told', () => {
    const steps = lent(false, QUEUE, { dma_buf_revoke: { buffer: 'x' } }, flr('B'))
    const { attachments } = events(machine, steps, revokeWithoutWaiting).at(-1)!.after.mm.buffers[0]
    expect([attachments[1].maps, attachments[1].fences, attachments[1].address]).toEqual([0, 0, undefined])
  })

  it('is kept by who borrowed and was told nothing', () => {
    const { attachments } = events(machine, lent(false, QUEUE, flr('B')), providerRevoke).at(-1)!.after.mm.buffers[0]
    expect([attachments[1].maps, attachments[1].fences]).toEqual([1, 0])
  })

  it('is a reason to leave the reset out where its driver might move it: nobody here knows what that driver does', () => {
    expect(last(lent(true, flr('A0')))).toEqual({ kind: 'skipped' })
  })
})
