/**
 * A dump as the machine of a scenario file: names are addresses, so that what is explained is what the user's lspci shows. What the
 * dump does not say is left out, and said.
 */
import { realDmaDev } from '../../model/kernel/iommu/aliases.ts'
import { bitNames } from '../../model/machine/acs.ts'
import { ROOT } from '../../model/machine/columns.ts'
import type { FunctionFile, FunctionType, MachineFile } from '../../model/machine/file.ts'
import type { Asked } from '../cases.ts'
import { isTold } from '../cpu.ts'
import { iommuTold } from '../dodging.ts'
import { bdfOf, idOf } from '../dumped.ts'
import { nameOf, rootBus } from '../why.ts'
import { addressesOf, hostWindowsOf } from './addresses.ts'
import { functionsZero } from './function-zero.ts'
import { isPortWithoutBus, mayHaveAcs, typesOf } from './types.ts'

/** What of the dump is taken: where it contradicts itself, less of it makes a machine. */
export interface Taken {
  readonly addresses: boolean
  readonly buses: boolean
}

export const machineFileOf = (asked: Asked, taken: Taken): MachineFile => {
  const { tree, cpu, dump } = asked
  const types = typesOf(asked)
  const windows = hostWindowsOf(asked)
  const functions = dump.functions.map((_, f) => functionFileOf(asked, f, types, taken))
  return {
    ...(isTold(cpu) ? { cpu: { vendor: cpu.vendor, family: cpu.family ?? (cpu.vendor === 'Intel' ? 6 : 0) } } : {}),
    hosts: tree.hosts.map(({ domain, bus }, h) => ({
      name: `pci${rootBus(asked, h)}`,
      domain,
      bus,
      ...(taken.addresses ? windows[h] : {}),
      ...iommuOf(asked),
    })),
    functions: [...functions, ...functionsZero(functions)],
  }
}

const iommuOf = (asked: Asked): Pick<MachineFile['hosts'][number], 'iommu'> => {
  const iommu = iommuTold(asked)
  return iommu === undefined || iommu === 'off' ? {} : { iommu }
}

const functionFileOf = (asked: Asked, f: number, types: readonly FunctionType[], taken: Taken): FunctionFile => {
  const { machine, dump, tree } = asked
  const dumped = dump.functions[f]
  const { parent, host } = machine
  const id = idOf(dumped)
  const physical = physicalOf(asked, f, types)
  return {
    name: bdfOf(dumped),
    type: physical === undefined ? types[f] : types[physical],
    ...(parent[f] === ROOT ? { on: `pci${rootBus(asked, host[f])}` } : { below: nameOf(asked, parent[f]) }),
    at: bdfOf(dumped).split(':').at(-1)!,
    ...(id === undefined ? {} : { id }),
    ...(physical === undefined ? {} : { virtualOf: nameOf(asked, physical) }),
    ...(physical !== undefined && dump.functions[physical].bus !== dumped.bus ? { bus: dumped.bus } : {}),
    ...(taken.buses ? busesOf(asked, f) : {}),
    ...acsOf(asked, f, types[f]),
    ...aliasesOf(asked, f),
    ...(taken.addresses && tree.physfn[f] === -1 && physical === undefined ? addressesOf(asked, f) : {}),
  }
}

/** A function with a device number behind a link is a virtual one, or uses ARI: either way function 0 speaks for its link. */
const physicalOf = ({ machine, dump, tree }: Asked, f: number, types: readonly FunctionType[]): number | undefined => {
  if (tree.physfn[f] !== -1) return tree.physfn[f]
  const above = machine.parent[f]
  if (above === ROOT || dump.functions[f].devfn < 8) return undefined
  if (types[above] !== 'root port' && types[above] !== 'switch downstream port') return undefined
  return machine.below[above].find((g) => dump.functions[g].devfn === 0 && types[g] === types[f])
}

/** Those of its own bus, and the VMD that sends for all of its domain. */
const aliasesOf = (asked: Asked, f: number): Pick<FunctionFile, 'sendsAs' | 'aliases'> => {
  const { dmaAliases, host, parent } = asked.machine
  const near = asked.dump.functions[f].isBridge
    ? []
    : dmaAliases[f].filter((g) => host[g] === host[f] && parent[g] === parent[f])
  const real = realDmaDev(asked.machine, f)
  const names = (all: readonly number[]): string[] => all.map((g) => nameOf(asked, g))
  if (real === f) return near.length === 0 ? {} : { aliases: names(near) }
  return { sendsAs: nameOf(asked, real), ...(near.length === 0 ? {} : { aliases: names([...near, real]) }) }
}

/** Numbers that cannot be were told; a bridge without numbers has no bus. */
const busesOf = (asked: Asked, f: number): Pick<FunctionFile, 'buses'> => {
  const { buses, bus } = asked.dump.functions[f]
  if (buses === undefined || isPortWithoutBus(asked, f)) return {}
  const { secondary, subordinate } = buses
  return secondary > bus && subordinate >= secondary ? { buses: { secondary, subordinate } } : {}
}

/** The words as this kernel leaves them with this command line. */
const acsOf = ({ dump, cases }: Asked, f: number, type: FunctionType): Pick<FunctionFile, 'acs'> => {
  const { acs } = dump.functions[f]
  if (typeof acs === 'string' || !mayHaveAcs(type)) return {}
  return { acs: { capability: bitNames(acs.capability), control: bitNames(Math.max(0, cases[0].acsControl[f])) } }
}
