/** Wrong groups, domains and queues: `drivers/iommu/iommu.c`, and what of `dma-iommu.c` is about who has which IOVA when. */
import { PAGE } from '../../../model/address.ts'
import { parts } from '../../../model/designs/releases/linux-6.12.ts'
import { EINVAL } from '../../../model/kernel/errno.ts'
import { groupOf } from '../../../model/kernel/iommu/groups.ts'
import { free } from '../../../model/kernel/iommu/iova.ts'
import type { Parts } from '../../../model/kernel/parts.ts'
import { KIND, ROOT, opensWires, type Hw, type Machine } from '../../../model/machine/columns.ts'
import { breaks, type Wrongs } from './make.ts'

type GroupOf = Parts['groupOf']

/** Groups of the right model, on a machine that is told otherwise. */
const groupsOn =
  (change: (m: Machine) => Partial<Machine>): GroupOf =>
  (hw, f) =>
    groupOf({ ...hw, machine: changed(hw.machine, change) }, f)

/** One machine for each that was told: groups remember what they know of a machine. */
const known = new WeakMap<Machine, Map<unknown, Machine>>()
const changed = (m: Machine, change: (m: Machine) => Partial<Machine>): Machine => {
  const all = known.get(m) ?? new Map<unknown, Machine>()
  known.set(m, all)
  const machine = all.get(change) ?? { ...m, ...change(m) }
  all.set(change, machine)
  return machine
}

const slotOf = ({ devfn }: Machine, f: number): number => Math.floor(devfn[f] / 8)
const firstOfSlot: GroupOf = ({ machine: m }: Hw, f) =>
  m.devfn.findIndex((_, g) => m.parent[g] === m.parent[f] && m.host[g] === m.host[f] && slotOf(m, g) === slotOf(m, f))

/** Of a function below a bridge to conventional PCI the bus of the bridge nearest to it. */
const nearestBridge: GroupOf = (hw, f) => {
  for (let up = hw.machine.parent[f]; up !== ROOT; up = hw.machine.parent[up])
    if (opensWires(hw.machine.kind[up])) return up
  return groupOf(hw, f)
}

export const SHARING: Wrongs = {
  'a domain for each function': breaks('DI-17 DI-19', { groupOf: (_, f) => f }),
  'groups go by slot only': breaks('DI-19', { groupOf: firstOfSlot }),
  'the alias of a bridge to conventional PCI is forgotten': breaks('DI-19', {
    groupOf: groupsOn((m) => ({ kind: m.kind.map((kind) => (opensWires(kind) ? KIND.switchUp : kind)) })),
  }),
  'only the nearest bridge to conventional PCI is an alias': breaks('DI-19', { groupOf: nearestBridge }),
  'the alias that a quirk names is forgotten': breaks('DI-19', {
    groupOf: groupsOn((m) => ({ dmaAliases: m.dmaAliases.map(() => []) })),
  }),
  'a virtual function is a function of its device': breaks('DI-19', {
    groupOf: groupsOn((m) => ({ physfn: m.physfn.map(() => -1) })),
  }),
  'no group asks for ACS': breaks('DI-19', {
    groupOf: (hw, f) => groupOf({ ...hw, acsControl: hw.acsControl.map(() => 0x7f) }, f),
  }),
  'a range that was unmapped is free before the flush': breaks('DI-22 DI-23', {
    freeIova: (k, hw, f, base) => free(k, hw, f, base),
  }),
  'a queue that is full waits for its timer': breaks('DI-27', { fqFull: () => false }),
  'a flush frees nothing': breaks('DI-23', { flushQueue: (_, { k, hw }) => ({ k, domains: hw.domains }) }),
  'an empty entry fails every list': breaks('DI-20', {
    iommuMapSg: (all, call, request) =>
      request.table.some(({ length }) => length === 0)
        ? { k: call.k, rc: -EINVAL, table: request.table, nents: 0 }
        : parts.iommuMapSg(all, call, request),
  }),
  'an empty entry takes a page': breaks('DI-20', {
    iommuMapSg: (all, call, request) =>
      parts.iommuMapSg(all, call, {
        ...request,
        table: request.table.map((entry) => (entry.length === 0 ? { ...entry, length: PAGE } : entry)),
      }),
  }),
  'unmapping goes on behind an empty entry': breaks('DI-20', {
    iommuUnmapSg: (all, call, request, nents) =>
      parts.iommuUnmapSg(all, call, { ...request, table: request.table.filter(({ length }) => length > 0) }, nents),
  }),
  'a piece of a BAR may reach beyond it': breaks('AR-1', {
    addResource: (call, provider, piece) => {
      const right = parts.addResource(call, provider, piece)
      return right.because === 'outside the BAR' ? { k: right.k, rc: 0 } : right
    },
  }),
}
