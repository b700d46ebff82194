/**
 * Machines for the laws of the fabric: those of the generator, with hardware oddities that no design can see.
 */
import * as fc from 'fast-check'
import { INTERRUPT_BASE, bus, busToPhys, type Bus } from '../../../model/address.ts'
import type { Header } from '../../../model/hardware/request.ts'
import { ROOT, isBridge, type Machine } from '../../../model/machine/columns.ts'
import type { FunctionFile, HostFile, MachineFile } from '../../../model/machine/file.ts'
import { scenarios } from '../../drivers/random.ts'
import { wide } from '../../scopes/wide.ts'

/** As the generator makes them: every oddity at its default. */
export const machines: fc.Arbitrary<MachineFile> = scenarios(wide).map(({ machine }) => machine)

const sometimes = fc.integer({ min: 0, max: 3 }).map((n) => n === 0)

const oddHost: fc.Arbitrary<Partial<HostFile>> = fc.record(
  { decodesFirst: sometimes, inboundFirst: sometimes, inventsData: sometimes },
  { requiredKeys: [] },
)
const oddPort: fc.Arbitrary<Partial<FunctionFile>> = fc.record(
  {
    linkUp: sometimes.map((down) => !down),
    enhancedAcs: fc.constantFrom<NonNullable<FunctionFile['enhancedAcs']>>(
      { unclaimed: 'redirect' },
      { downstreamBars: 'block', upstreamBars: 'redirect' },
      { downstreamBars: 'redirect', upstreamBars: 'block' },
    ),
    atomics: fc.record({ routes: fc.boolean(), blocked: sometimes }),
    maxPayload: fc.constantFrom(128, 4096),
    bar: fc.constant({ size: 0x10000 }),
  },
  { requiredKeys: [] },
)
const oddEndpoint: fc.Arbitrary<Partial<FunctionFile>> = fc.record(
  {
    ats: fc.boolean(),
    atomics: fc.record({ completes: fc.boolean() }),
    copiesOrdering: fc.boolean(),
    maxPayload: fc.constantFrom(128, 4096),
    addressBits: fc.constantFrom(32, 64),
  },
  { requiredKeys: [] },
)
const oddities = fc.record({
  hosts: fc.array(oddHost, { maxLength: 3 }),
  ports: fc.array(oddPort, { maxLength: 8 }),
  endpoints: fc.array(oddEndpoint, { maxLength: 6 }),
})

const isPort = ({ type }: FunctionFile): boolean => type.endsWith('port')

/** With ports, endpoints and host bridges of all kinds. */
export const oddMachines: fc.Arbitrary<MachineFile> = fc.tuple(machines, oddities).map(([machine, odd]) => {
  const ports = machine.functions.filter(isPort)
  const others = machine.functions.filter((f) => !isPort(f))
  return {
    ...machine,
    hosts: machine.hosts.map((host, h) => ({ ...host, ...odd.hosts[h] })),
    functions: machine.functions.map((f) =>
      oddFunction(f, isPort(f) ? odd.ports[ports.indexOf(f)] : odd.endpoints[others.indexOf(f)]),
    ),
  }
})

/** Upstream ports have no link below them, nor ACS. */
const oddFunction = (f: FunctionFile, odd: Partial<FunctionFile> = {}): FunctionFile => {
  const all = { ...f, ...odd }
  if (f.type === 'switch upstream port') {
    delete all.linkUp
    delete all.enhancedAcs
  }
  return all
}

export const headers: fc.Arbitrary<Header> = fc.record(
  { translated: fc.boolean(), relaxed: fc.boolean(), payload: fc.constantFrom(4, 256) },
  { requiredKeys: [] },
)

/** Functions that send requests: all but bridges. */
export const initiators = (m: Machine): number[] => m.kind.flatMap((kind, f) => (isBridge(kind) ? [] : [f]))

/** Addresses at which something may answer, on a bus or in a CPU's space, and some where nothing does. */
export const addresses = (m: Machine): Bus[] => {
  const onBus = m.name.flatMap((_, f) => [m.bar[f], m.window[f], m.window[f] + m.windowSize[f] - 0x1000])
  const cpu = m.name.map((_, f) => busToPhys(m.bar[f], m.hostOffset[m.host[f]]))
  return [...new Set([0x1000, INTERRUPT_BASE, 2 ** 40, ...onBus, ...cpu, ...m.ram.map(({ base }) => base)])].map(bus)
}

/** The bridges above `f`, nearest first. */
export const above = (m: Machine, f: number): number[] => {
  const bridges: number[] = []
  for (let up = m.parent[f]; up !== ROOT; up = m.parent[up]) bridges.push(up)
  return bridges
}
