/** Every schedule of a block: merging states changes no end, and no end has a shorter way. */
import { describe, expect, it } from 'vitest'
import { designNamed } from '../../../model/designs/index.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { compile } from '../../../model/scenario/file.ts'
import { blockOf } from '../../../model/schedule/block.ts'
import { explore, type BlockEnd, type Explored } from '../../../model/schedule/explore.ts'
import { run } from '../../../spec/judge.ts'
import type { MachineFile } from '../../../model/machine/file.ts'

const MACHINE: MachineFile = {
  hosts: [{ name: 'hb0' }],
  functions: [{ name: 'A', type: 'root complex integrated endpoint', on: 'hb0', memory: { pages: 2 } }],
}

const WRITTEN: StepFile[] = [{ vm_mmap: { pages: [0, 1] } }, { cpu_write: { page: 0 } }]
const DROPPED: StepFile = { madvise_dontneed: { pages: [0, 1], actor: 'first' } }

const explored = (name: string, steps: readonly StepFile[], merges: boolean): Explored => {
  const design = designNamed(name)!
  const event = run(design, compile({ machine: MACHINE, steps: [...steps] }), () => 0).find(
    ({ outcome }) => outcome.kind === 'beside',
  )!
  return explore(design.memory!, event.before, blockOf(event.operation)!, merges)
}

/** What an end is, whatever the way to it. */
const told = ({ results, stuck, endless, turns }: BlockEnd): string =>
  JSON.stringify([results.map(({ index, outcome, allowed }) => [index, outcome, allowed]), stuck, endless, turns])

describe('merging equal states', () => {
  const BLOCKS: readonly (readonly [design: string, name: string, ...StepFile[]])[] = [
    ['linux-6.12', 'a drop beside a store', DROPPED, { cpu_write: { page: 0, actor: 'second' } }],
    ['linux-6.12', 'a drop beside a load', DROPPED, { cpu_read: { page: 0, actor: 'second' } }],
    ['linux-6.12', 'two drops', DROPPED, { madvise_dontneed: { pages: [0, 1], actor: 'second' } }],
    [
      'linux-6.12',
      'munmap beside a store',
      { vm_munmap: { pages: [0, 1], actor: 'first' } },
      { cpu_write: { page: 0, actor: 'second' } },
    ],
    [
      'driver-ignores-sequence',
      'a drop beside a read of a device',
      DROPPED,
      { device_read: { device: 'A', page: 0, actor: 'second' } },
    ],
    [
      'notifier-freed-while-called',
      'a drop beside a driver that removes its notifier',
      DROPPED,
      { mmu_interval_notifier_remove: { device: 'A', actor: 'second' } },
    ],
    [
      'linux-6.12',
      'a page map that is taken down beside a look-up',
      { memunmap_pages: { device: 'A', actor: 'first' } },
      { get_dev_pagemap: { device: 'A', actor: 'second' } },
    ],
    [
      'hmm-dma-map',
      'a drop of what a device has an address for beside a store',
      { hmm_dma_map_pfn: { device: 'A', page: 0, write: true } },
      DROPPED,
      { cpu_write: { page: 0, actor: 'second' } },
    ],
  ]
  for (const [design, name, ...steps] of BLOCKS)
    it(`leaves every end, and the fewest turns to it: ${name}, ${design}`, () => {
      const merged = explored(design, [...WRITTEN, ...steps], true)
      const naive = explored(design, [...WRITTEN, ...steps], false)
      expect(naive.states).toBeGreaterThan(merged.states)
      expect(merged.ends.map(told).toSorted()).toEqual(naive.ends.map(told).toSorted())
    })
})

describe('steps that a script leaves unguarded', () => {
  const ended = (...steps: StepFile[]): number => explored('linux-6.12', steps, true).ends.length
  it('HMM is asked without the mmap lock, beside an munmap', () => {
    const asked: StepFile = { hmm_range_fault: { device: 'A', pages: [0, 1], request: 'fault', actor: 'first' } }
    const gone: StepFile = { vm_munmap: { pages: [0, 1], actor: 'second' } }
    expect(ended({ vm_mmap: { pages: [0, 1] } }, asked, gone)).toBeGreaterThan(1)
  })

  it('a process exits beside its fork', () => {
    const steps: StepFile[] = [{ fork: { actor: 'first' } }, { exit_mm: { actor: 'second' } }]
    expect(ended(...WRITTEN, ...steps)).toBeGreaterThan(1)
  })
})

describe('an end', () => {
  it('comes with rows that take so many turns', () => {
    const { ends } = explored('linux-6.12', [...WRITTEN, DROPPED, { cpu_write: { page: 0, actor: 'second' } }], true)
    for (const { rows, turns } of ends)
      expect(rows.filter(({ actor }, i) => i > 0 && rows[i - 1].actor !== actor)).toHaveLength(turns)
  })

  it('says who goes round for ever: both readers up to 6.14, one of them up to 6.19, nobody since', () => {
    const faulting = (...actors: string[]): StepFile[] => [
      ...WRITTEN,
      { migrate_to_device: { device: 'A', pages: [0, 1] } },
      ...actors.map((actor): StepFile => ({ cpu_read: { page: 0, actor } })),
    ]
    const endless = (design: string): string[] =>
      explored(design, faulting('first', 'second'), true).ends.map(({ endless }) => endless.join(' '))
    expect(endless('linux-6.12')).toContain('first second')
    expect(
      endless('fault-spins-on-lock')
        .filter((who) => who !== '')
        .toSorted(),
    ).toEqual(['first', 'second'])
    expect(endless('fault-waits-for-lock')).toEqual([''])
  })
})
