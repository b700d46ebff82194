/** P2P memory that a process maps from a pool: AR-10, MN2-11, CA-5. */
import { describe, expect, it } from 'vitest'
import linux420 from '../../../../model/designs/releases/linux-4.20.ts'
import { linux } from '../../../../model/kernel/linux.ts'
import { linuxMmWith } from '../../../../model/kernel/mm/linux-mm.ts'
import type { MachineFile } from '../../../../model/machine/file.ts'
import type { StepFile } from '../../../../model/operations/index.ts'
import { contentSound } from '../../../../spec/rules/memory/content-sound.ts'
import { breaks } from '../../../search/search.ts'
import { linux612, outcomes, parts } from '../ask.ts'

const endpoint = { type: 'root complex integrated endpoint', on: 'hb0' } as const
const machine: MachineFile = {
  hosts: [{ name: 'hb0' }],
  functions: [
    { name: 'disk', ...endpoint, memory: { pages: 2, type: 'p2pdma' } },
    { name: 'gpu', ...endpoint, memory: { pages: 2 } },
  ],
}

const map = (protection: 'r' | 'rw', pages: [number, number] = [0, 1]): StepFile => ({
  vm_mmap: { pages, protection, vma: 'p2p' },
})
const MADE_WRITABLE: readonly StepFile[] = [map('r'), { mprotect: { pages: [0, 1], protection: 'rw' } }]
const READ: StepFile = { cpu_read: { page: 0 } }
const WRITE: StepFile = { cpu_write: { page: 0 } }
const ASKS: StepFile = { hmm_range_fault: { device: 'gpu', pages: [0, 1], request: 'write' } }
/** sysfs, were it to say that the page is ready to be written. */
const mended = linux(
  { id: 'mended', summary: 'mended', sources: ['MN2-11'] },
  { ...parts, memory: linuxMmWith({ sharedWriteEnds: () => true }) },
)
const last = (steps: readonly StepFile[], design = linux612): unknown => outcomes(machine, [...steps], design).at(-1)
const HANGS = { kind: 'hangs' }

describe('peer memory of a process', () => {
  it('is written by whoever mapped it so, and read by the next', () => {
    expect(last([map('rw'), WRITE, READ])).toEqual({ kind: 'accessed', end: 'done', value: 2 })
  })

  it('that was made writable is read, and no write to it returns', () => {
    expect(last([...MADE_WRITABLE, READ])).toEqual({ kind: 'accessed', end: 'done', value: 0 })
    expect(last([...MADE_WRITABLE, WRITE])).toEqual(HANGS)
    expect(last([...MADE_WRITABLE, ASKS])).toEqual(HANGS)
  })

  it('would be written if its file marked the page as ready', () => {
    expect(last([...MADE_WRITABLE, WRITE], mended)).toEqual({ kind: 'accessed', end: 'done', value: 3 })
    expect(last([...MADE_WRITABLE, ASKS], mended)).toMatchObject({ kind: 'looked', rc: 0 })
  })

  it('is refused where the pool has not so much, and was mapped by nobody before 6.2', () => {
    expect(last([map('rw', [0, 3])])).toEqual({ kind: 'called', rc: -12 })
    expect(last([map('rw')], linux420)).toEqual({ kind: 'n/a' })
  })

  it('holds what whoever had it before has left: nobody empties a pool', () => {
    const again = [map('rw'), WRITE, { vm_munmap: { pages: [0, 1] } }, map('r'), READ] satisfies StepFile[]
    expect(last(again)).toEqual({ kind: 'accessed', end: 'done', value: 2 })
    expect(breaks(contentSound, linux612, { machine, steps: again })).toBe(false)
  })
})
