/** A page of a BAR that a driver maps for a process and for a device, and moves (L68). */
import { describe, expect, it } from 'vitest'
import vmaOps from '../../../../model/designs/proposals/vma-ops.ts'
import leavesCpu from '../../../../model/designs/mutants/exporter-leaves-cpu.ts'
import leavesDevice from '../../../../model/designs/mutants/exporter-leaves-device.ts'
import type { StepFile } from '../../../../model/operations/index.ts'
import { addressEnds } from '../../../../spec/rules/memory/address-ends.ts'
import { contentSound } from '../../../../spec/rules/memory/content-sound.ts'
import { mirrorReached } from '../../../../spec/rules/memory/mirror-reached.ts'
import { referencesBalanced } from '../../../../spec/rules/memory/references-balanced.ts'
import { ALL_SHOWN, TWO_PAGES, fabricMachine } from '../../../generate/fabrics.ts'
import { breaks } from '../../../search/search.ts'
import { linux612, outcomes } from '../ask.ts'

const [SWITCH, , FORWARDS] = TWO_PAGES.map(fabricMachine)
const B = { device: 'B', page: 0 } as const
const MMAP: StepFile = { driver_mmap: { page: 0, device: 'A' } }
const MOVE: StepFile = { driver_move: { page: 0 } }
const STORE: StepFile = { cpu_write: { page: 0 } }
const LOAD: StepFile = { cpu_read: { page: 0 } }
const MAP: StepFile = { hmm_dma_map_pfn: { ...B, write: true } }
const READ: StepFile = { mirrored_dma: B }
const WRITE: StepFile = { mirrored_dma: { ...B, write: true } }

const all = (steps: readonly StepFile[], design = vmaOps, machine = SWITCH): unknown[] =>
  outcomes(machine, [...steps], design)
const last = (...args: Parameters<typeof all>): unknown => all(...args).at(-1)
const done = (value: number): object => ({ kind: 'accessed', end: 'done', value })
const RULES = [contentSound, mirrorReached, addressEnds, referencesBalanced]
const broken = (steps: readonly StepFile[], design: typeof vmaOps): string[] =>
  RULES.filter((rule) => breaks(rule, design, { machine: FORWARDS, steps: [...steps] })).map(({ id }) => id)

describe('memory of a function that its driver maps by way of the BAR', () => {
  it('is one for the process and for a device that was told of it, before and after a move', () => {
    expect(last([MMAP, STORE, MAP, READ])).toMatchObject(done(2))
    expect(last([MMAP, MAP, WRITE, LOAD])).toEqual(done(3))
    expect(last([MMAP, STORE, MAP, MOVE, MAP, READ])).toMatchObject(done(2))
    expect(last([MMAP, MAP, MOVE, STORE, MAP, READ])).toMatchObject(done(4))
  })

  it('is no memory for who asks for pages: no struct page is there', () => {
    expect(last([MMAP, { pin_user_pages: { as: 'p', pages: [0, 1] } }])).toMatchObject({ rc: -14 })
    expect(last([MMAP, { madvise_dontneed: { pages: [0, 1] } }])).toMatchObject({ rc: -22 })
    expect(last([MMAP, { hmm_range_fault: { device: 'B', pages: [0, 1], request: 'fault' } }])).toMatchObject({
      rc: -14,
    })
  })

  it('is told to the device only as far as the process may use it', () => {
    const asks = (protection: 'r' | 'none', write: boolean): unknown =>
      last([{ driver_mmap: { page: 0, device: 'A', protection } }, { hmm_dma_map_pfn: { ...B, write } }])
    expect(asks('r', false)).toMatchObject({ rc: 0 })
    expect(asks('r', true)).toMatchObject({ rc: -14 })
    expect(asks('none', false)).toMatchObject({ rc: -14 })
  })

  it('gives no address where no way is known, and the CPU has it all the same', () => {
    const apart = fabricMachine(ALL_SHOWN[1])
    expect(last([MMAP, MAP], vmaOps, apart)).toEqual({ kind: 'mirrored', rc: -14 })
    expect(last([MMAP, STORE, MAP, LOAD], vmaOps, apart)).toEqual(done(2))
  })

  it('takes a place at each mmap, and for the time of a move one more', () => {
    const second: StepFile = { driver_mmap: { page: 1, device: 'A' } }
    expect(last([MMAP, second, { driver_mmap: { page: 2, device: 'A' } }])).toEqual({ kind: 'called', rc: -12 })
    expect(last([MMAP, second, MOVE])).toEqual({ kind: 'called', rc: -12 })
    expect(last([MMAP, MOVE, MOVE, MOVE])).toEqual({ kind: 'called', rc: 0 })
    expect(last([{ driver_mmap: { page: 0, device: 'B' } }])).toEqual({ kind: 'called', rc: -12 })
  })

  it('moves for a forked process, too', () => {
    const child = { process: 1, page: 0 }
    expect(last([MMAP, STORE, { fork: {} }, MOVE, STORE, { cpu_read: child }])).toEqual(done(5))
    expect(last([MMAP, STORE, { fork: {} }, MOVE, { cpu_write: child }, LOAD])).toEqual(done(5))
  })

  it('is lost to no CPU that touches it while it moves, and to no device', () => {
    const beside = (step: StepFile): readonly StepFile[] => [
      MMAP,
      STORE,
      MAP,
      { driver_move: { page: 0, actor: 'driver' } },
      step,
      LOAD,
      MAP,
      READ,
    ]
    for (const step of [{ cpu_write: { page: 0, actor: 'cpu' } }, { cpu_read: { page: 0, actor: 'cpu' } }])
      expect(broken(beside(step), vmaOps)).toEqual([])
  })

  it('is two memories if the exporter takes back one side only', () => {
    expect(broken([MMAP, STORE, MAP, MOVE, STORE, MAP, READ], vmaOps)).toEqual([])
    expect(broken([MMAP, STORE, MAP, MOVE, STORE, MAP, READ], leavesCpu)).toEqual(['S34', 'S41'])
    expect(broken([MMAP, STORE, MAP, MOVE, STORE, READ], leavesDevice)).toEqual(['S34', 'S41', 'S42'])
  })

  it('is not there in a kernel whose VMAs have no such operation', () => {
    expect(last([MMAP], linux612)).toEqual({ kind: 'n/a' })
    expect(last([MOVE])).toEqual({ kind: 'skipped' })
  })
})
