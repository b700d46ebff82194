/**
 * Page maps that a driver fills in by itself: PM-3, PM-4 and PM-12 over BARs, beside those of `pci_p2pdma_add_resource`. What is expected was
 * read in `mm/memremap.c`, Linux 6.12.117; what 4.20 and 5.4 ask is from memory.
 */
import { describe, expect, it } from 'vitest'
import { pgmapParts420, pgmapParts54, pgmapParts } from '../../../../model/kernel/mm/pgmap/parts.ts'
import type { FilledIn } from '../../../../model/kernel/mm/pgmap/filled-in.ts'
import { registrar } from '../../../../model/kernel/mm/pgmap/registrar.ts'
import type { MachineFile } from '../../../../model/machine/file.ts'
import type { StepFile } from '../../../../model/operations/index.ts'
import { errnoName } from '../../../../model/kernel/errno.ts'
import type { Outcome } from '../../../../model/outcome.ts'
import { at, events } from '../ask.ts'
import { fn, powered } from '../machines.ts'

const MACHINE: MachineFile = {
  hosts: [{ name: 'hb0' }],
  functions: [
    { name: 'A', type: 'root complex integrated endpoint', on: 'hb0', bar: { size: 0x400000 } },
    { name: 'B', type: 'root complex integrated endpoint', on: 'hb0' },
  ],
}
const SMALL: MachineFile = { ...MACHINE, cpu: { vendor: 'Intel', family: 6, addressBits: 38 } }
const own = (words: Partial<FilledIn> = {}): StepFile => ({
  memremap_pages: { provider: 'A', type: 'MEMORY_DEVICE_GENERIC', ...words },
})
const add: StepFile = { pci_p2pdma_add_resource: { provider: 'A' } }
const unbind: StepFile = { unbind: { provider: 'A' } }
const told = (outcome: Outcome): unknown => {
  if (outcome.kind === 'added') return outcome.because ?? outcome.rc
  return outcome.kind === 'oops' ? outcome.missing : outcome.kind
}
const answers = (steps: StepFile[], file = MACHINE): unknown[] =>
  events(file, steps).map(({ outcome }) => told(outcome))

describe('a page map that a driver fills in', () => {
  it('has what its type needs, or is refused; coherent memory without methods is an oops', () => {
    const withOwner = { ops: 'both', owner: true } as const
    const of = (type: FilledIn['type'], words: Partial<FilledIn>): unknown => answers([own({ type, ...words })])[0]
    expect(of('MEMORY_DEVICE_PRIVATE', withOwner)).toBe(0)
    expect(of('MEMORY_DEVICE_PRIVATE', { ...withOwner, ops: 'ram' })).toBe('not filled in')
    expect(of('MEMORY_DEVICE_PRIVATE', { ...withOwner, ops: 'free' })).toBe('not filled in')
    expect(of('MEMORY_DEVICE_PRIVATE', { ops: 'both' })).toBe('not filled in')
    expect(of('MEMORY_DEVICE_COHERENT', { ops: 'free', owner: true })).toBe(0)
    expect(of('MEMORY_DEVICE_COHERENT', { owner: true })).toBe('methods')
    expect(of('MEMORY_DEVICE_FS_DAX', {})).toBe(0)
  })
  it('and one for peer memory refuse each other, until the driver is unbound', () => {
    expect(answers([own(), add])).toEqual([0, 'pages there'])
    expect(answers([add, own()])).toEqual([0, 'pages there'])
    expect(answers([own(), own()])).toEqual([0, 'pages there'])
    expect(answers([own(), unbind, add])).toEqual([0, 'unbound', 0])
    expect(answers([add, unbind, own(), unbind, own()])).toEqual([0, 'unbound', 0, 'unbound', 0])
    expect(answers([own({ offset: 0x200000 }), own({ size: 0x200000 })])).toEqual([0, 0])
  })
  it('begins and ends on 2 MiB, and is told so', () => {
    expect(answers([own({ size: 0x1000 })])).toEqual(['subsection'])
    expect(answers([own({ offset: 0x1ff000 })])).toEqual(['subsection'])
    expect(answers([own({ size: 0x200000 }), own({ size: 0x1000 })])).toEqual([0, 'pages there'])
  })
  it('LAT-13, PM-13: that is refused late erases what was stored before it, and not what comes after', () => {
    const BIG: MachineFile = {
      ...MACHINE,
      functions: [{ name: 'A', type: 'root complex integrated endpoint', on: 'hb0', bar: { size: 0x1000000 } }],
    }
    const MIB = 0x100000
    const pool = (offset: number): StepFile => ({
      pci_p2pdma_add_resource: { provider: 'A', offset: offset * MIB, size: 2 * MIB },
    })
    const all = own()
    const rcs = (...steps: StepFile[]): unknown[] =>
      events(BIG, steps).map(({ outcome }) => outcome.kind === 'added' && errnoName(outcome.rc))
    const again = own({ offset: 6 * MIB, size: 2 * MIB })
    // The pool lies inside: neither end meets it, the pages do. Then nobody finds it, though its pages are there.
    expect(rcs(pool(6), all, again)).toEqual(['0', '-EEXIST', '-EEXIST'])
    // It came after what erased: it is found.
    expect(rcs(pool(2), all, pool(6), again)).toEqual(['0', '-EEXIST', '0', '-ENOMEM'])
    expect(rcs(pool(6), again)).toEqual(['0', '-ENOMEM'])
  })
  it('lies where the kernel can map it', () => {
    expect(answers([own(), add], SMALL)).toEqual(['beyond the CPU', 'beyond the CPU'])
  })
  it('makes the BAR ordinary memory to whoever maps it', () => {
    const [, map] = events(MACHINE, [
      own(),
      { dma_map_sgtable: { as: 'm', client: 'B', direction: 'DMA_FROM_DEVICE', list: [{ bar: 'A' }] } },
    ])
    const { outcome } = map
    expect(outcome.kind === 'mapped' && [outcome.rc, outcome.table[0].provider, outcome.table[0].marked]).toEqual([
      0,
      -1,
      false,
    ])
  })
})

describe('registrars of old', () => {
  const hw = powered(SMALL)
  const rcOf = (parts: typeof pgmapParts, words: Partial<FilledIn>): unknown => {
    const filled: FilledIn = { type: 'MEMORY_DEVICE_PRIVATE', ops: 'none', owner: false, offset: 0, size: 0, ...words }
    const answer = registrar(parts)(at(hw), fn(hw, 'A'), filled)
    return answer === 'oops' ? answer : answer.rc
  }
  it('4.20 asks for nothing, 5.4 for a way back', () => {
    expect([pgmapParts420, pgmapParts54].map((parts) => rcOf(parts, {}))).toEqual([0, -22])
    expect([pgmapParts420, pgmapParts54].map((parts) => rcOf(parts, { ops: 'ram' }))).toEqual([0, 0])
    expect(rcOf(pgmapParts, { ops: 'both', owner: true })).toBe(-22)
  })
})
