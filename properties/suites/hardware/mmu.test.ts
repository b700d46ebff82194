import { describe, expect, it } from 'vitest'
import { cpuRead, cpuWrite, deviceWrite } from '../../../model/hardware/mmu.ts'
import type { Entry, EntryKind, Memory } from '../../../model/machine/page-table.ts'

const entry = (kind: EntryKind, write: boolean): Entry => ({
  kind,
  frame: 7,
  write,
  dirty: false,
  special: false,
  exclusive: false,
})
const memory = (at?: Entry): Memory => ({
  spaces: [{ entries: at === undefined ? {} : { 3: at }, leaf: [true, false], upper: true }],
  content: { 7: 41 },
  unreachable: {},
  mirrors: {},
  home: {},
  bars: {},
  windows: {},
  linked: [],
})

const FAULT = { kind: 'fault' }

describe('the MMU', () => {
  it('reads what a present entry leads to', () => {
    expect(cpuRead(memory(entry('present', false)), 0, 3)).toEqual({ kind: 'done', value: 41 })
  })

  it('writes where the entry allows it, and leaves a mark in the entry', () => {
    const there = memory(entry('present', true))
    expect(cpuWrite(there, 0, 3, 42)).toEqual({ kind: 'done', value: 42 })
    expect(there.content[7]).toBe(42)
    expect(there.spaces[0].entries[3].dirty).toBe(true)
  })

  it('faults at a write to what may only be read, and changes nothing', () => {
    const there = memory(entry('present', false))
    expect(cpuWrite(there, 0, 3, 42)).toEqual(FAULT)
    expect(there).toEqual(memory(entry('present', false)))
  })

  it('faults where nothing is, whatever else stands in the table', () => {
    expect(cpuRead(memory(), 0, 3)).toEqual(FAULT)
    for (const kind of ['protnone', 'private', 'exclusive', 'migration', 'hwpoison', 'marker'] as const) {
      expect(cpuRead(memory(entry(kind, true)), 0, 3), kind).toEqual(FAULT)
      expect(cpuWrite(memory(entry(kind, true)), 0, 3, 42), kind).toEqual(FAULT)
    }
  })

  it('reaches device-private memory by no entry', () => {
    const there = { ...memory(entry('present', true)), unreachable: { 7: true as const } }
    expect(cpuRead(there, 0, 3)).toEqual({ kind: 'abort' })
    expect(cpuWrite(there, 0, 3, 42)).toEqual({ kind: 'abort' })
    expect(there.content[7]).toBe(41)
  })

  it('is not asked where a device writes to its own memory', () => {
    const there = { ...memory(), unreachable: { 7: true as const } }
    deviceWrite(there, 7, 43)
    expect(there.content[7]).toBe(43)
  })
})
