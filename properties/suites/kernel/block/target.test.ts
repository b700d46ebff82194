/**
 * The NVMe target takes memory for its requests, step by step (BK-8).
 */
import { describe, expect, it } from 'vitest'
import type { MachineFile } from '../../../../model/machine/file.ts'
import type { StepFile } from '../../../../model/operations/index.ts'
import { add, events, publish } from '../ask.ts'

/** A provider, an adapter and a disk below one switch. */
const machine: MachineFile = {
  hosts: [{ name: 'hb0' }],
  functions: [
    { name: 'rp', type: 'root port', on: 'hb0' },
    { name: 'up', type: 'switch upstream port', below: 'rp' },
    ...['A', 'N', 'D'].flatMap((name, i): MachineFile['functions'] => [
      { name: `dp${i}`, type: 'switch downstream port', below: 'up' },
      { name, type: 'endpoint', below: `dp${i}`, ...(name === 'A' ? { bar: { size: 0x200000 } } : {}) },
    ]),
  ],
}
const comes = (provider?: string): StepFile => ({
  nvmet_p2pmem_ns_add_p2p: { as: 'c', client: 'N', disk: 'D', ...(provider === undefined ? {} : { provider }) },
})
const takes = (as: string, length = 0x1000): StepFile => ({
  nvmet_req_alloc_sgls: { as, controller: 'c', otherwise: { ram: 0x300000, length } },
})
const gives = (memory: string): StepFile => ({ nvmet_req_free_sgls: { memory } })

/** Where the last step took memory: whose it is, and how far in. */
const taken = (...steps: StepFile[]) => {
  const { outcome } = events(machine, steps).at(-1)!
  return outcome.kind === 'allocated' ? [outcome.at?.owner, outcome.at?.at, outcome.at?.length] : outcome.kind
}
const A = machine.functions.findIndex(({ name }) => name === 'A')
const RAM = [-1, 0x300000, 0x1000]

describe('a request of the NVMe target', () => {
  it('lies in the memory of the provider that was found, or was named', () => {
    expect(taken(add('A'), publish('A'), comes(), takes('x'))).toEqual([A, 0, 0x1000])
    expect(taken(add('A'), comes('A'), takes('x'))).toEqual([A, 0, 0x1000])
  })

  it('lies in RAM where none was found, also if one is published afterwards, and where its provider has no room', () => {
    expect(taken(add('A'), comes(), takes('x'))).toEqual(RAM)
    expect(taken(add('A'), comes(), publish('A'), takes('x'))).toEqual(RAM)
    expect(taken(add('A'), comes('A'), takes('all', 0x200000), takes('x'))).toEqual(RAM)
  })

  it('gives its memory back to where it is from, once', () => {
    expect(taken(add('A'), comes('A'), takes('all', 0x200000), gives('all'), takes('x'))).toEqual([A, 0, 0x1000])
    const twice = events(machine, [add('A'), comes(), takes('x'), gives('x'), gives('x')])
    expect(twice.slice(-2).map(({ outcome }) => outcome)).toEqual([{ kind: 'freed', end: 'done' }, { kind: 'skipped' }])
    expect(twice.at(-1)!.after.objects.get(2)!.ended).toBe(3)
  })
})
