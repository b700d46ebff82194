/**
 * From the file to the columns. What the file gives is kept; what it leaves out gets a default, a number
 * (`numbers.ts`) or an address (`windows.ts`).
 */
import { bus, phys } from '../address.ts'
import { ACS_ALL, NO_ACS, bitsOf, bothWords } from './acs.ts'
import { KIND, NO_FUNCTION, ROOT, type Kind, type LocalMemory, type Machine, type AccessKind } from './columns.ts'
import type { ForwardFile, FunctionFile, FunctionType, HostFile, MachineFile } from './file.ts'
import { fabricColumns } from './fabric-columns.ts'
import { busNumbers, devfns } from './numbers.ts'
import { servesOwnMemory } from './own-memory.ts'
import { addresses } from './windows.ts'

/** RAM of a machine whose file gives none: 512 MiB from 0, as the booted judge has. */
export const DEFAULT_RAM = [{ base: phys(0), size: 0x20000000, type: 'RAM', persistent: false }] as const
/** `dma_get_max_seg_size` and `dma_get_seg_boundary` + 1 of a PCI function nobody has set otherwise (DI-11). */
const MAX_SEGMENT = 0x10000
const BOUNDARY = 2 ** 32
const EVERYTHING = [{ bus: bus(0), phys: phys(0), size: 2 ** 52 }]

const KIND_OF: Readonly<Record<FunctionType, Kind>> = {
  'root port': KIND.rootPort,
  'switch upstream port': KIND.switchUp,
  'switch downstream port': KIND.switchDown,
  endpoint: KIND.endpoint,
  'root complex integrated endpoint': KIND.rcEndpoint,
  'root complex event collector': KIND.eventCollector,
  'PCIe to PCI bridge': KIND.pciBridge,
  'PCI bridge': KIND.conventionalBridge,
  conventional: KIND.conventional,
}
export const TYPE_OF = new Map(Object.entries(KIND_OF).map(([type, kind]) => [kind, type as FunctionType]))

/**
 * Lays out a machine whose names resolve and whose parents form trees (`shape.ts` checks both
 * first, and `addresses.ts` what comes out of here). One file is laid out once.
 */
export const layOut = (file: MachineFile): Machine => {
  const known = laidOut.get(file)
  if (known !== undefined) return known
  const machine = columnsOf(file)
  laidOut.set(file, machine)
  return machine
}
const laidOut = new WeakMap<MachineFile, Machine>()

/** What the kernel is told of each function: by its driver, and by firmware. */
const toldColumns = (functions: readonly FunctionFile[]) => ({
  rmrr: functions.map(({ rmrr = [] }) => rmrr.map(({ base, size }) => ({ base: phys(base), size }))),
  dmaBits: functions.map(({ dmaBits }) => dmaBits ?? 64),
  coherent: functions.map(({ coherent }) => coherent ?? true),
  forceBounce: functions.map(({ forceBounce }) => forceBounce ?? false),
  untrusted: functions.map(({ untrusted }) => untrusted ?? false),
  maxSegment: functions.map(({ maxSegment }) => maxSegment ?? MAX_SEGMENT),
  boundary: functions.map(({ boundary }) => boundary ?? BOUNDARY),
})

const columnsOf = (file: MachineFile): Machine => {
  const hosts = file.hosts
  const functions = file.functions
  const hostIndex = new Map(hosts.map((host, h) => [host.name, h]))
  const functionIndex = new Map(functions.map((f, index) => [f.name, index]))
  const parent = functions.map((f) => (f.below === undefined ? ROOT : functionIndex.get(f.below)!))
  const host = parent.map((_, f) => hostIndex.get(functions[topOf(parent, f)].on!)!)
  const devfn = devfns(functions, parent, host)
  const inDevfnOrder = (f: number, g: number): number => devfn[f] - devfn[g]
  const below = childrenOf(parent).map((children) => children.toSorted(inDevfnOrder))
  const onRoot = [...parent.keys()].filter((f) => parent[f] === ROOT)
  const roots = hosts.map((_, h) => onRoot.filter((f) => host[f] === h).toSorted(inDevfnOrder))
  const kind = functions.map((f) => KIND_OF[f.type])
  const vmd = vmds(functions, host, functionIndex)

  return {
    cpuVendor: file.cpu?.vendor ?? 'Intel',
    cpuFamily: file.cpu?.family ?? 6,
    cpuReach: 2 ** (file.cpu?.addressBits ?? 64),
    ram: ramOf(file),
    listed: (file.allowlist ?? []).map(({ id, sameHostBridge = false }) => ({ ...idOf(id), sameHostBridge })),
    ...hostColumns(hosts),
    name: functions.map(({ name }) => name),
    host,
    parent,
    below,
    devfn,
    kind,
    vendor: functions.map(({ id }) => idOf(id).vendor),
    device: functions.map(({ id }) => idOf(id).device),
    acsCapability: functions.map(capabilityOf),
    acsControl: functions.map(controlOf),
    egress: functions.map(({ acs }) => (acs === undefined || Array.isArray(acs) ? [] : (acs.egress ?? []))),
    decodes: functions.map((f) => decodesOf(f, functions[functionIndex.get(f.virtualOf ?? f.name)!])),
    masters: functions.map(({ masters }) => masters ?? true),
    ...fabricColumns(functions, devfn, parent, vmd, functionIndex),
    local: functions.map(localOf),
    linked: functions.map(({ name }) =>
      (file.interconnects ?? []).flatMap(({ from, to }) => (from === name ? [functionIndex.get(to)!] : [])),
    ),
    inside: functions.map(({ inside }) => inside ?? false),
    ownInside: functions.map(servesOwnMemory),
    physfn: functions.map(({ virtualOf }) => (virtualOf === undefined ? -1 : functionIndex.get(virtualOf)!)),
    iommu: iommus(file, host, vmd),
    ...toldColumns(functions),
    clientName: [...functions, ...(file.devices ?? [])].map(({ name }) => name),
    clientFunction: [
      ...functions.keys(),
      ...(file.devices ?? []).map(({ childOf }) => (childOf === undefined ? NO_FUNCTION : functionIndex.get(childOf)!)),
    ],
    ...busNumbers(file, kind, below, roots),
    ...addresses(file, kind, below, roots),
    forwards: {
      read: forwardMatrix(file.forwards ?? [], functions, parent, 'read'),
      write: forwardMatrix(file.forwards ?? [], functions, parent, 'write'),
      atomic: forwardMatrix(file.forwards ?? [], functions, parent, 'atomic'),
    },
  }
}

/** In front of whoever sends for the function (`device_lookup_iommu` of the Intel driver, Linux 6.12.117). */
const iommus = ({ functions, hosts }: MachineFile, host: readonly number[], vmd: readonly number[]): Machine['iommu'] =>
  functions.map((_, f) => {
    const sender = vmd[f] < 0 ? f : vmd[f]
    return functions[sender].iommu ?? hosts[host[sender]].iommu ?? 'off'
  })

/** The VMD that sends for a function, as for all of its domain; or -1. */
const vmds = (
  functions: readonly FunctionFile[],
  host: readonly number[],
  indexOf: ReadonlyMap<string, number>,
): number[] => {
  const ofHost = new Map<number, number>()
  for (const [f, { sendsAs }] of functions.entries()) {
    const sender = sendsAs === undefined ? f : indexOf.get(sendsAs)!
    if (host[sender] !== host[f]) ofHost.set(host[f], sender)
  }
  return host.map((h) => ofHost.get(h) ?? -1)
}

/** A device that shares its memory with nobody is its own owner. */
const localOf = ({ name, memory }: FunctionFile): LocalMemory | undefined =>
  memory === undefined
    ? undefined
    : {
        pages: memory.pages,
        type: memory.type ?? 'private',
        owner: memory.owner ?? name,
        shown: memory.shown ?? 0,
      }

const ramOf = ({ ram }: MachineFile): Machine['ram'] =>
  ram?.map(({ base, size, type = 'RAM', persistent = false }) => ({ base: phys(base), size, type, persistent })) ??
  DEFAULT_RAM

type HostColumns = Pick<
  Machine,
  | 'hostName'
  | 'hostDomain'
  | 'hostOffset'
  | 'hostInbound'
  | 'hostPeersByBus'
  | 'hostDecodesFirst'
  | 'hostInboundFirst'
  | 'hostAtsReturns'
  | 'hostInventsData'
>

const hostColumns = (hosts: readonly HostFile[]): HostColumns => ({
  hostName: hosts.map(({ name }) => name),
  hostDomain: hosts.map(({ domain }, h) => domain ?? h),
  hostOffset: hosts.map(({ offset }) => offset ?? 0),
  hostInbound: hosts.map(inboundOf),
  hostPeersByBus: hosts.map((h) => h.matchesBusAddresses ?? (h.offset ?? 0) === 0),
  hostDecodesFirst: hosts.map(({ decodesFirst }) => decodesFirst ?? false),
  hostInboundFirst: hosts.map(({ inboundFirst }) => inboundFirst ?? false),
  hostAtsReturns: hosts.map(({ atsReturns }) => atsReturns ?? 'host address'),
  hostInventsData: hosts.map(({ inventsData }) => inventsData ?? false),
})

const idOf = (id: string | undefined): { vendor: number; device: number } => ({
  vendor: parseInt(id?.slice(0, 4) ?? '0', 16),
  device: parseInt(id?.slice(5) ?? '0', 16),
})

const childrenOf = (parent: readonly number[]): number[][] => {
  const children: number[][] = parent.map(() => [])
  for (const [f, above] of parent.entries()) if (above !== ROOT) children[above].push(f)
  return children
}

const topOf = (parent: readonly number[], f: number): number => (parent[f] === ROOT ? f : topOf(parent, parent[f]))

const inboundOf = ({ inbound }: HostFile) =>
  inbound?.map((range) => ({ bus: bus(range.bus), phys: phys(range.phys), size: range.size })) ?? EVERYTHING

const capabilityOf = ({ acs }: FunctionFile): number =>
  acs === undefined ? NO_ACS : Array.isArray(acs) ? ACS_ALL : bitsOf(acs.capability)

/** A virtual function's own Memory Space Enable is hard-wired to 0; its physical function has one for all (RT-6). */
const decodesOf = (f: FunctionFile, physical: FunctionFile): boolean =>
  (f === physical ? f.decodes : physical.decodesVirtual) ?? true

/** A bit that is not implemented reads 0 (HW-AC-3). */
const controlOf = ({ acs }: FunctionFile): number =>
  acs === undefined ? NO_ACS : Array.isArray(acs) ? bitsOf(acs) : bothWords(bitsOf(acs.capability), bitsOf(acs.control))

const forwardMatrix = (
  forwards: readonly ForwardFile[],
  functions: readonly FunctionFile[],
  parent: readonly number[],
  operation: AccessKind,
): boolean[][] => {
  const roots = functions.flatMap((_, f) => (parent[f] === ROOT ? [f] : []))
  const named = (row: string): number[] => (row === 'any' ? roots : roots.filter((f) => functions[f].name === row))
  // Most rows are empty, and a machine may have thousands: those are one.
  const none = functions.map(() => false)
  const matrix = functions.map(() => none)
  const rows = forwards.filter(({ operations }) => operations.includes(operation))
  // A row may be written twice, and a thousand times.
  for (const { from, to } of new Map(rows.map((row) => [`${row.from} ${row.to}`, row])).values()) {
    const targets = named(to)
    for (const f of named(from)) {
      if (matrix[f] === none) matrix[f] = none.slice()
      for (const g of targets) matrix[f][g] = true
    }
  }
  return matrix
}
