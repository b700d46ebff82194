/** Two devices with memory of their own, for sequences about memory that moves. */
import type { FunctionFile, MachineFile } from '../../model/machine/file.ts'
import type { Pick } from './pick.ts'
import { fabricMachine, type Fabric } from './fabrics.ts'
import { linkedMachine, type Links } from './links.ts'

/** Whose the devices' memory is, what it is registered as, and whether an interconnect leads from each to the other. */
export const DEVICES = [
  { type: 'private', owners: 'each its own', linked: false },
  { type: 'private', owners: 'one', linked: true },
  { type: 'private', owners: 'one', linked: false },
  { type: 'coherent', owners: 'each its own', linked: false },
] as const
export type Devices = (typeof DEVICES)[number]
export type Beside = Devices | Fabric | Links

const withMemory = (name: string, { type, owners }: Devices): FunctionFile => ({
  name,
  type: 'root complex integrated endpoint',
  on: 'hb0',
  memory: {
    pages: 2,
    ...(type === 'private' ? {} : { type }),
    ...(owners === 'one' ? { owner: 'X' } : {}),
  },
})

export const movesMachine = (pick: Pick, among: readonly Beside[]): MachineFile => {
  const devices = pick('devices', among)
  if ('between' in devices) return fabricMachine(devices)
  if ('links' in devices) return linkedMachine(devices)
  return {
    hosts: [{ name: 'hb0' }],
    functions: [withMemory('A', devices), withMemory('B', devices)],
    ...(devices.linked
      ? {
          interconnects: [
            { from: 'A', to: 'B' },
            { from: 'B', to: 'A' },
          ],
        }
      : {}),
  }
}
