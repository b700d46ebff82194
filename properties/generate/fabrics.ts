/**
 * Two devices of different owners and what lies between them, for sequences about memory that is reached by address. A's BAR
 * shows one of the two pages of its memory, or both.
 */
import type { FunctionFile, MachineFile } from '../../model/machine/file.ts'

/**
 * What lies between: a switch, or a host bridge; whether Linux knows that the host bridge forwards, whether it does, and whether an
 * IOMMU translates.
 */
export const FABRICS = [
  { between: 'switch', iommu: false, known: false, forwards: false },
  { between: 'switch', iommu: true, known: false, forwards: false },
  { between: 'host bridge', iommu: true, known: true, forwards: true },
  { between: 'host bridge', iommu: false, known: true, forwards: false },
  { between: 'host bridge', iommu: false, known: false, forwards: false },
] as const
export type Fabric = (typeof FABRICS)[number] & { readonly shown?: 2 }

/** A page map that is asked about all of its memory (D21) never says yes where a part is hidden: here none is, and there is a way or not. */
export const ALL_SHOWN: readonly Fabric[] = [FABRICS[0], FABRICS[4]].map((fabric) => ({ ...fabric, shown: 2 }))

/** And these are for memory that a driver moves to another page of its BAR. */
export const TWO_PAGES: readonly Fabric[] = FABRICS.slice(0, 3).map((fabric) => ({ ...fabric, shown: 2 }))

const BAR = { size: 0x200000 }

const PORTS: Readonly<Record<Fabric['between'], readonly FunctionFile[]>> = {
  switch: [
    { name: 'R', type: 'root port', on: 'hb0' },
    { name: 'U', type: 'switch upstream port', below: 'R' },
    { name: 'P', type: 'switch downstream port', below: 'U', at: '00.0' },
    { name: 'Q', type: 'switch downstream port', below: 'U', at: '01.0' },
  ],
  'host bridge': [
    { name: 'P', type: 'root port', on: 'hb0' },
    { name: 'Q', type: 'root port', on: 'hb0' },
  ],
}

export const fabricMachine = ({ between, iommu, known, forwards, shown }: Fabric): MachineFile => ({
  ...(known ? { cpu: { vendor: 'AMD', family: 0x17 } } : {}),
  hosts: [{ name: 'hb0', ...(iommu ? { iommu: 'translating' } : {}) }],
  functions: [
    ...PORTS[between],
    { name: 'A', type: 'endpoint', below: 'P', bar: BAR, memory: { pages: 2, shown: shown ?? 1 } },
    { name: 'B', type: 'endpoint', below: 'Q', memory: { pages: 1 } },
  ],
  ...(forwards ? { forwards: [{ from: 'any', to: 'any', operations: ['read', 'write'] }] } : {}),
})
