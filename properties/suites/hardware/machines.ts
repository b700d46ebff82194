/**
 * The topologies of the golden vectors, and the changes that a vector makes to one.
 *
 * Every window and BAR stands at the address which the vectors give it. Different here: a second socket is a
 * PCI domain of its own, so HB1 counts its buses from 0 and not from 80. T-C is ours: the document has a row for
 * conventional PCI, and no topology.
 */
import { ACS_BITS, type AcsBit } from '../../../model/machine/acs.ts'
import type { AccessKind } from '../../../model/machine/columns.ts'
import type { FunctionFile, HostFile, MachineFile } from '../../../model/machine/file.ts'

const K = 0x400
const M = 0x10_0000

const rootPort = (name: string, on: string, base: number, size: number): FunctionFile => ({
  name,
  type: 'root port',
  on,
  acs: [],
  window: { base, size },
})
const upstreamPort = (name: string, below: string, base: number, size: number): FunctionFile => ({
  name,
  type: 'switch upstream port',
  below,
  window: { base, size },
})
const downstreamPort = (
  name: string,
  below: string,
  base: number,
  size: number,
  portNumber?: number,
): FunctionFile => ({
  name,
  type: 'switch downstream port',
  below,
  acs: [],
  window: { base, size },
  ...(portNumber === undefined ? {} : { portNumber }),
})
/** The port with a BAR of its own. */
const withBar = (port: FunctionFile, base: number): FunctionFile => ({ ...port, bar: { base, size: 64 * K } })
const endpoint = (name: string, below: string, base: number, size: number, at = '00.0'): FunctionFile => ({
  name,
  type: 'endpoint',
  below,
  at,
  bar: { base, size },
})

/** RP0 and the switch of T-A, with `base` as the lowest bus address. */
const rp0AndSwitch = (base: number): FunctionFile[] => [
  rootPort('RP0', 'HB0', base, 16 * M),
  withBar(upstreamPort('USP', 'RP0', base, 14 * M), base + 15 * M),
  withBar(downstreamPort('DSP1', 'USP', base, 2 * M, 1), base + 12 * M),
  endpoint('EPA', 'DSP1', base, M),
  withBar(downstreamPort('DSP2', 'USP', base + 2 * M, 2 * M, 2), base + 12 * M + 64 * K),
  endpoint('EPB', 'DSP2', base + 2 * M, M),
]

/** One switch with two endpoints, two more root ports, an integrated endpoint, and a second socket. */
export const T_A: MachineFile = {
  ram: [{ base: 0, size: 0x8000_0000 }],
  hosts: [
    { name: 'HB0', window: { base: 0xa000_0000, size: 0x2000_0000 } },
    { name: 'HB1', window: { base: 0xc000_0000, size: 0x1000_0000 } },
  ],
  functions: [
    ...rp0AndSwitch(0xa000_0000),
    rootPort('RP1', 'HB0', 0xb000_0000, M),
    endpoint('EPC', 'RP1', 0xb000_0000, M),
    rootPort('RP2', 'HB0', 0xb100_0000, M),
    endpoint('EPM.f0', 'RP2', 0xb100_0000, 64 * K),
    endpoint('EPM.f1', 'RP2', 0xb101_0000, 64 * K, '00.1'),
    {
      name: 'RCI',
      type: 'root complex integrated endpoint',
      on: 'HB0',
      at: '1f.0',
      bar: { base: 0xb200_0000, size: 64 * K },
    },
    { name: 'RP3', type: 'root port', on: 'HB1', window: { base: 0xc000_0000, size: M } },
    endpoint('EPD', 'RP3', 0xc000_0000, M),
  ],
}

/** Nested: SW2 hangs below DSP11 of SW1. */
export const T_N: MachineFile = {
  ram: [{ base: 0, size: 0x8000_0000 }],
  hosts: [{ name: 'HB0', window: { base: 0xa000_0000, size: 0x2000_0000 } }],
  functions: [
    rootPort('RP0', 'HB0', 0xa000_0000, 32 * M),
    upstreamPort('USP1', 'RP0', 0xa000_0000, 32 * M),
    downstreamPort('DSP11', 'USP1', 0xa000_0000, 16 * M),
    upstreamPort('USP2', 'DSP11', 0xa000_0000, 16 * M),
    downstreamPort('DSP21', 'USP2', 0xa000_0000, M),
    endpoint('EPE', 'DSP21', 0xa000_0000, M),
    downstreamPort('DSP22', 'USP2', 0xa010_0000, M),
    endpoint('EPF', 'DSP22', 0xa010_0000, M),
    downstreamPort('DSP12', 'USP1', 0xa100_0000, M),
    endpoint('EPG', 'DSP12', 0xa100_0000, M),
  ],
}

/** Offset: bus numbers 4000_0000 and up are CPU numbers 6_4000_0000 and up, and RAM lies at the former too. */
export const T_O: MachineFile = {
  ram: [{ base: 0, size: 0x1_0000_0000 }],
  hosts: [
    {
      name: 'HB0',
      offset: 0x6_0000_0000,
      window: { base: 0x6_4000_0000, size: 0x4000_0000 },
      inbound: [{ bus: 0, phys: 0, size: 0x1_0000_0000 }],
      matchesBusAddresses: false,
    },
  ],
  functions: rp0AndSwitch(0x4000_0000),
}

/** Conventional PCI: X and Y share a bus behind a bridge, and EPA hangs below a switch beside it. */
export const T_C: MachineFile = {
  ram: [{ base: 0, size: 0x8000_0000 }],
  hosts: [{ name: 'HB0', window: { base: 0xa000_0000, size: 0x2000_0000 } }],
  functions: [
    rootPort('RP0', 'HB0', 0xa000_0000, 16 * M),
    upstreamPort('USP', 'RP0', 0xa000_0000, 16 * M),
    downstreamPort('DSP1', 'USP', 0xa000_0000, M),
    endpoint('EPA', 'DSP1', 0xa000_0000, M),
    downstreamPort('DSP2', 'USP', 0xa010_0000, 4 * M),
    { name: 'BRG', type: 'PCIe to PCI bridge', below: 'DSP2', window: { base: 0xa010_0000, size: 3 * M } },
    { name: 'X', type: 'conventional', below: 'BRG', bar: { base: 0xa010_0000, size: M } },
    { name: 'Y', type: 'conventional', below: 'BRG', bar: { base: 0xa020_0000, size: M } },
  ],
}

/** A virtual function of EPB, past the eight functions that a device number has room for (ARI). */
export const VF: FunctionFile = {
  name: 'EPB.v0',
  type: 'endpoint',
  below: 'DSP2',
  at: '01.0',
  virtualOf: 'EPB',
  bar: { base: 0xa030_0000, size: 0x1_0000 },
}

/** What a vector changes on its topology. */
export type Change = (machine: MachineFile) => MachineFile

export const changed = (machine: MachineFile, changes: readonly Change[]): MachineFile =>
  changes.reduce((result, change) => change(result), machine)

/** A name that nothing has must not silently change nothing. */
const edit =
  (name: string, to: (f: FunctionFile) => FunctionFile): Change =>
  (machine) => {
    if (!machine.functions.some((f) => f.name === name)) throw new Error(`no function ${name}`)
    return { ...machine, functions: machine.functions.map((f) => (f.name === name ? to(f) : f)) }
  }

/** Fields of one function. */
export const having = (name: string, fields: Partial<FunctionFile>): Change => edit(name, (f) => ({ ...f, ...fields }))

/** ACS control bits of a part that implements all of them. */
export const acs = (name: string, ...control: AcsBit[]): Change => edit(name, (f) => ({ ...f, acs: control }))

/** The same with Egress Control, the vector's set bits being `egress`. */
export const egressControl = (name: string, egress: number[], ...others: AcsBit[]): Change =>
  edit(name, (f) => ({ ...f, acs: { capability: [...ACS_BITS], control: ['EC', ...others], egress } }))

/** Egress Control and its vector written on a part that implements every bit but that one. */
export const writtenInVain = (name: string, egress: number[]): Change =>
  edit(name, (f) => ({ ...f, acs: { capability: ACS_BITS.filter((bit) => bit !== 'EC'), control: ['EC'], egress } }))

/** Every ACS bit, and every bit of the vector. */
export const everyAcsBit = (name: string): Change =>
  edit(name, (f) => ({ ...f, acs: { capability: [...ACS_BITS], control: [...ACS_BITS], egress: [0, 1, 2, 3, 4] } }))

/** Enhanced ACS controls on a part that has all of them; what is left out is 00: direct, and no redirect. */
export const enhanced = (name: string, enhancedAcs: NonNullable<FunctionFile['enhancedAcs']>): Change =>
  having(name, { enhancedAcs })

/** PA-3: no ACS capability, and yet these bits in force. */
export const implicitAcs = (name: string, ...bits: AcsBit[]): Change => {
  const bare = withoutAcs(name)
  const inBits = having(name, { implicitAcs: bits })
  return (machine) => inBits(bare(machine))
}

export const withoutAcs = (name: string): Change =>
  edit(name, (f) => {
    const plain = { ...f }
    delete plain.acs
    return plain
  })

/** The link below a port is down. */
export const linkDown = (name: string): Change => having(name, { linkUp: false })
/** The IOMMU takes translated requests of the function. */
export const atsOn = (name: string): Change => having(name, { ats: true })
/** One more function. */
export const added =
  (f: FunctionFile): Change =>
  (machine) => ({ ...machine, functions: [...machine.functions, f] })

/** Memory Space Enable off; what D1 to D3hot do to memory requests, too (RT-2). */
export const mseOff = (name: string): Change => edit(name, (f) => ({ ...f, decodes: false }))
/** Bus Master Enable off. */
export const bmeOff = (name: string): Change => edit(name, (f) => ({ ...f, masters: false }))

/** The device of `name` serves its requests for its own BARs and its siblings' itself (PA-4). */
export const inside = (name: string): Change => edit(name, (f) => ({ ...f, inside: true }))

/** The BAR of `name` is a controller memory buffer (HW-EX-2). */
export const cmb = (name: string): Change => edit(name, (f) => ({ ...f, bar: { ...f.bar!, cmb: true } }))

/** What the root complex passes from one root-bus function to another. */
export const forwards =
  (from: string, to: string, ...operations: AccessKind[]): Change =>
  (machine) => ({ ...machine, forwards: [...(machine.forwards ?? []), { from, to, operations }] })

/** PA-1[sameRP] read and write, and the completions (RC-7). */
export const reflect = (rootPort: string): Change => forwards(rootPort, rootPort, 'read', 'write')

const everyHost =
  (fields: Partial<HostFile>): Change =>
  (machine) => ({ ...machine, hosts: machine.hosts.map((host) => ({ ...host, ...fields })) })

/** PA-10 `rcBusPeer`. */
export const rcBusPeer = everyHost({ matchesBusAddresses: true })
/** PA-9: bus addresses are matched before the IOMMU. */
export const decodeFirst = everyHost({ decodesFirst: true })
/** PA-13: inbound windows apply to IOVAs. */
export const inboundFirst = everyHost({ inboundFirst: true })
/** PA-2: a read that is not forwarded comes back with all ones, and no error. */
export const inventsData = everyHost({ inventsData: true })
/** PA-12: ATS completions carry bus addresses. */
export const atsReturnsBus = everyHost({ atsReturns: 'bus address' })
/** One inbound window for every host bridge, in place of those it has. */
export const inbound = (from: number, to: number, size: number): Change =>
  everyHost({ inbound: [{ bus: from, phys: to, size }] })
