/**
 * The slots of bounce buffers: where they lie, and that they lie apart.
 */
import { expect } from 'vitest'
import type { Bounce } from '../../../model/kernel/effects.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { MIB } from './machines.ts'

export const inRam = (file: MachineFile, address: number, length: number): boolean =>
  (file.ram ?? [{ base: 0, size: 512 * MIB }]).some(
    ({ base, size }) => address >= base && address + length <= base + size,
  )

/** The slots that a mapping took: in RAM, apart from each other, one for each of the entries that must have one. */
export const expectSlots = (
  file: MachineFile,
  bounced: readonly Bounce[] | undefined,
  of: readonly (readonly number[])[],
) => {
  expect(bounced?.map(({ phys, length }) => [phys, length])).toEqual(of)
  for (const [i, { slot, length }] of bounced!.entries()) {
    expect(inRam(file, slot, length)).toBe(true)
    for (const other of bounced!.slice(0, i)) expect(overlap(slot, length, other.slot, other.length)).toBe(false)
  }
}
const overlap = (a: number, sizeA: number, b: number, sizeB: number) => a < b + sizeB && b < a + sizeA
