/** The driver of a device with memory is unbound: PM-25, R7.1-5, `dmirror_device_remove` of lib/test_hmm.c. */
import { describe, expect, it } from 'vitest'
import hmmThreeWay from '../../../../model/designs/proposals/hmm-three-way-distance.ts'
import peerdirect from '../../../../model/designs/proposals/peerdirect.ts'
import providerRevoke from '../../../../model/designs/proposals/provider-revoke.ts'
import type { MachineFile } from '../../../../model/machine/file.ts'
import type { StepFile } from '../../../../model/operations/index.ts'
import { T1, change } from '../machines.ts'
import { events, outcomes } from '../ask.ts'

const machine = change(T1, { A0: { memory: { pages: 2, shown: 1 } }, B: { memory: { pages: 1 } } })
const UNBIND: StepFile = { unbind: { provider: 'A0' } }
const away = (...then: StepFile[]): StepFile[] => [
  { vm_mmap: { pages: [0, 1] } },
  { cpu_write: { page: 0 } },
  { migrate_to_device: { device: 'A0', pages: [0, 1] } },
  ...then,
]
const lent = (moves: boolean, ...then: StepFile[]): StepFile[] => [
  { dma_buf_export: { as: 'x', device: 'A0', ...(moves ? { moves } : {}) } },
  { dma_buf_attach: { as: 'b', buffer: 'x', device: 'B' } },
  { dma_buf_map_attachment: { attachment: 'b' } },
  ...then,
]
const GONE = { kind: 'unbound', end: 'gone' }
const WAITS = { kind: 'unbound', end: 'waits' }
const last = (steps: StepFile[], design = hmmThreeWay, file: MachineFile = machine): unknown =>
  outcomes(file, steps, design).at(-1)

describe('unbinding a driver whose device has memory', () => {
  it('moves what processes have there to RAM, and nothing that they wrote is lost', () => {
    expect(last(away(UNBIND))).toEqual(GONE)
    expect(last(away(UNBIND, { cpu_read: { page: 0 } }))).toEqual({ kind: 'accessed', end: 'done', value: 2 })
  })

  it('leaves a device that mirrors nothing, and has nothing to migrate to', () => {
    for (const step of [
      { device_read: { device: 'A0', page: 0 } },
      { migrate_to_device: { device: 'A0', pages: [0, 1] } },
      { migrate_device_range: { device: 'A0' } },
    ] satisfies StepFile[])
      expect(last(away(UNBIND, step))).toEqual({ kind: 'skipped' })
    const exported: StepFile = { dma_buf_export: { as: 'x', device: 'A0' } }
    expect(last([UNBIND, exported], providerRevoke)).toEqual({ kind: 'called', rc: -22 })
    expect(last(away(UNBIND, UNBIND))).toEqual(GONE)
  })

  it('takes the address of a page of its BAR from whoever mapped it', () => {
    const map: StepFile = { hmm_dma_map_pfn: { device: 'B', page: 0 } }
    const use: StepFile = { mirrored_dma: { device: 'B', page: 0 } }
    expect(last(away(map, use))).toMatchObject({ kind: 'accessed', end: 'done', value: 2 })
    expect(last(away(map, UNBIND, use))).toEqual({ kind: 'skipped' })
  })

  it('waits while a page is pinned, which does not move', () => {
    const coherent = change(machine, { A0: { memory: { pages: 2, type: 'coherent' } } })
    const pinned = away({ pin_user_pages: { as: 'p', pages: [0, 1] } }, UNBIND)
    expect(last(pinned, hmmThreeWay, coherent)).toEqual(WAITS)
    expect(last([...pinned, { unpin_user_pages: { pin: 'p' } }, UNBIND], hmmThreeWay, coherent)).toEqual(GONE)
  })

  it('revokes what VFIO lent, and waits for a queue, unless the registration ends at once', () => {
    expect(last(lent(false, UNBIND), providerRevoke)).toEqual(GONE)
    const queued = lent(false, { dma_buf_queue: { attachment: 'b' } }, UNBIND)
    expect(last(queued, providerRevoke)).toEqual(WAITS)
    expect(last(queued, peerdirect)).toEqual(GONE)
    expect(last([...lent(false, UNBIND), { dma_buf_dma: { attachment: 'b' } }], providerRevoke)).toEqual({
      kind: 'accessed',
      end: 'refused',
    })
  })

  it('moves what its driver lent to RAM, where the buffer lives on', () => {
    const { after } = events(machine, lent(true, UNBIND), providerRevoke).at(-1)!
    expect(after.mm.memory.home[after.mm.buffers[0].frame]).toBeUndefined()
  })
})
