/**
 * Machines for the tests of the belief half.
 */
import type { AcsBit } from '../../../model/machine/acs.ts'
import { power, type Hw } from '../../../model/machine/columns.ts'
import type { FunctionFile, FunctionType, MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { addressProblems } from '../../../model/machine/addresses.ts'
import { shapeProblems } from '../../../model/machine/shape.ts'

export const PAGE = 0x1000
export const MIB = 0x100000
export const GIB = 0x40000000
export const REDIRECTS: readonly AcsBit[] = ['RR', 'CR', 'EC']
/** A root port that `pci_p2pdma_whitelist` believes to forward between any two host bridges. */
export const LISTED = '8086:2030'

export type More = Partial<FunctionFile>

export const rootPort = (name: string, more: More = {}): FunctionFile => ({
  name,
  type: 'root port',
  on: 'hb0',
  ...more,
})
export const upstream = (name: string, below: string): FunctionFile => ({ name, type: 'switch upstream port', below })
export const downstream = (name: string, below: string): FunctionFile => ({
  name,
  type: 'switch downstream port',
  below,
})
export const endpoint = (name: string, below: string, more: More = {}): FunctionFile => ({
  name,
  type: 'endpoint',
  below,
  bar: { size: 0x200000 },
  ...more,
})
/** A function on the root bus that is not a bridge. */
export const onRootBus = (type: FunctionType, name: string, more: More = {}): FunctionFile => ({
  name,
  type,
  on: 'hb0',
  bar: { size: 0x200000 },
  ...more,
})

export const fabric = (functions: FunctionFile[], rest: Partial<MachineFile> = {}): MachineFile => ({
  hosts: [{ name: 'hb0' }],
  functions,
  ...rest,
})

export const change = (file: MachineFile, changes: Readonly<Record<string, More>>): MachineFile => ({
  ...file,
  functions: file.functions.map((f) => ({ ...f, ...changes[f.name] })),
})

/**
 * T1, the topology of the golden vectors. A has two functions, C is a third device below the switch.
 *
 *     RP0 - U - D0 - A0, A1      RP1 - E
 *             - D1 - B
 *             - D2 - C
 */
export const T1 = fabric([
  rootPort('RP0'),
  upstream('U', 'RP0'),
  ...['D0', 'D1', 'D2'].map((name) => downstream(name, 'U')),
  endpoint('A0', 'D0'),
  endpoint('A1', 'D0', { at: '00.1' }),
  endpoint('B', 'D1'),
  endpoint('C', 'D2'),
  rootPort('RP1'),
  endpoint('E', 'RP1'),
])
export const T1_LISTED = change(T1, { RP0: { id: LISTED } })

/**
 * T1 with an allowlisted bridge, a bus offset, and a second host bridge that nobody listed: of client B,
 * A0, A1 and C are BUS_ADDR, E is THRU_HOST_BRIDGE, F is NOT_SUPPORTED.
 */
export const MIXED: MachineFile = {
  hosts: [{ name: 'hb0', offset: 0x80000000 }, { name: 'hb1' }],
  functions: [...T1_LISTED.functions, rootPort('RP2', { on: 'hb1' }), endpoint('F', 'RP2')],
}

/** The machine with a translating IOMMU behind every host bridge. */
export const translating = (file: MachineFile): MachineFile => ({
  ...file,
  hosts: file.hosts.map((host) => ({ ...host, iommu: 'translating' as const })),
})

/** {@link MIXED} behind a translating IOMMU; `more` of its client B. */
export const behindIommu = (more: More = {}): MachineFile => change(translating(MIXED), { B: more })

/** A below P and B below Q, both on the root bus of `hb0`. */
export const apart = (others: FunctionFile[], p: More = {}, q: More = {}): MachineFile =>
  fabric([
    ...others,
    rootPort('P', { at: '02.0', ...p }),
    rootPort('Q', { at: '03.0', ...q }),
    endpoint('A', 'P'),
    endpoint('B', 'Q'),
  ])

/** A below P on `hb0`, B below Q on `hb1`. */
export const acrossHosts = (p: string, q: string, rest: Partial<MachineFile> = {}): MachineFile => ({
  hosts: [{ name: 'hb0' }, { name: 'hb1' }],
  functions: apart([], { id: p }, { id: q, on: 'hb1' }).functions,
  ...rest,
})

export const powered = (file: MachineFile): Hw => {
  const shape = shapeProblems(file)
  if (shape.length > 0) throw new Error(JSON.stringify(shape))
  const machine = layOut(file)
  const wrong = addressProblems(machine)
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong))
  return power(machine)
}

export const fn = ({ machine }: Hw, name: string): number => {
  const f = machine.clientName.indexOf(name)
  if (f < 0) throw new Error(`no client ${name}`)
  return f
}

/** Bus and CPU physical address of the first byte of a BAR: facts of the machine. */
export const busOf = (hw: Hw, name: string): number => hw.machine.bar[fn(hw, name)]
export const physOf = (hw: Hw, name: string): number =>
  busOf(hw, name) + hw.machine.hostOffset[hw.machine.host[fn(hw, name)]]
