/**
 * Belief: which functions an IOMMU keeps apart (`pci_device_group` of `drivers/iommu/iommu.c`, `pci_acs_enabled`
 * and `pci_acs_path_enabled` of `drivers/pci/pci.c`, Linux 6.12.117; DI-19).
 *
 * A group is what the ports between its members cannot keep apart, and what arrives under one requester ID. Virtual functions
 * on buses of their own are left out.
 */
import { NO_ACS, bitsOf, bothWords } from '../../machine/acs.ts'
import { KIND, ROOT, type Hw, type Kind, type Machine } from '../../machine/columns.ts'
import { quirkOf, type Quirks } from '../pci/acs-quirks.ts'
import { aliasingBridges, areAliases, realDmaDev } from './aliases.ts'

/** REQ_ACS_FLAGS */
const REQUIRED = bitsOf(['SV', 'RR', 'CR', 'UF'])

/**
 * The function that names the group of `f`. Bridges to conventional PCI have no ACS, so that whoever is below one is in its group;
 * whether it has a requester ID of its own (an AST1150 has none, says Linux since 7.0) changes nothing here.
 *
 * @param quirks those of 6.12.117, unless another release is asked
 */
export const groupOf = (hw: Hw, f: number, quirks: Quirks = quirkOf): number => {
  const real = realDmaDev(hw.machine, f)
  if (real !== f) return groupOf(hw, real, quirks)
  const up = hw.machine.parent[f]
  return up === ROOT || pathEnabled(hw, up, quirks) ? amongNeighbours(hw, f, quirks) : groupOf(hw, up, quirks)
}

/** From `f` to the root bus every port has them on. */
const pathEnabled = (hw: Hw, f: number, quirks: Quirks): boolean => {
  for (let port = f; port !== ROOT; port = hw.machine.parent[port]) if (!isEnabled(hw, port, quirks)) return false
  return true
}

/** Conventional PCI, bridges to it, and event collectors: `pci_acs_enabled` asks none of them. */
const NEVER: ReadonlySet<Kind> = new Set([
  KIND.conventional,
  KIND.conventionalBridge,
  KIND.pciBridge,
  KIND.eventCollector,
])

/** Ports must have them; a function only where its device has more than one; conventional PCI and bridges to it never do. */
export const isEnabled = (hw: Hw, f: number, quirks: Quirks = quirkOf): boolean => {
  const m = hw.machine
  const quirk = quirks(m, f)
  if (quirk !== undefined) return quirk
  if (NEVER.has(m.kind[f])) return false
  const isPort = m.kind[f] === KIND.rootPort || m.kind[f] === KIND.switchDown
  if (!isPort && isSingle(m, f)) return true
  const capability = m.acsCapability[f]
  // A bit that is not implemented counts as hard-wired on.
  const wanted = bothWords(capability, REQUIRED)
  return capability !== NO_ACS && bothWords(wanted, hw.acsControl[f]) === wanted
}

/** Functions of one device that are not kept apart share a group, and so do those that send as each other. */
const amongNeighbours = (hw: Hw, f: number, quirks: Quirks): number => {
  const m = hw.machine
  const group = [f]
  // The group grows while it is walked.
  for (const member of group)
    for (const g of busMates(m, f))
      if (!group.includes(g) && (areAliases(m, member, g) || areOneDevice(hw, member, g, quirks))) group.push(g)
  return Math.min(...group)
}

/**
 * `multifunction` of the kernel's device is off: to Linux a virtual function is a device of its own, whatever lies beside it, and makes
 * no device of several functions of its physical one.
 */
const isSingle = (m: Machine, f: number): boolean =>
  m.physfn[f] >= 0 || slotMates(m, f).filter((g) => m.physfn[g] < 0).length === 1

const areOneDevice = (hw: Hw, f: number, g: number, quirks: Quirks = quirkOf): boolean =>
  slotOf(hw.machine, f) === slotOf(hw.machine, g) && !isEnabled(hw, f, quirks) && !isEnabled(hw, g, quirks)

const slotOf = ({ devfn }: Machine, f: number): number => Math.floor(devfn[f] / 8)

/** Functions on the same bus, itself included: gathered once a machine, for a server has thousands of functions. */
const busMates = (m: Machine, f: number): readonly number[] => {
  const known = knownBusses.get(m) ?? bussesOf(m)
  knownBusses.set(m, known)
  return known[f]
}
const knownBusses = new WeakMap<Machine, readonly (readonly number[])[]>()

const bussesOf = (m: Machine): readonly (readonly number[])[] => {
  const busses = new Map<string, number[]>()
  return m.devfn.map((_, f) => {
    const place = `${m.parent[f]} ${m.host[f]}`
    const mates = busses.get(place) ?? []
    busses.set(place, mates)
    mates.push(f)
    return mates
  })
}

const slotMates = (m: Machine, f: number): number[] => busMates(m, f).filter((g) => slotOf(m, g) === slotOf(m, f))

/** All groups, by their members behind an IOMMU. Groups are those of the boot: what is written into an ACS word later moves nobody. */
export const groupsIn = (found: Hw, groupOfDesign: (hw: Hw, f: number) => number): readonly (readonly number[])[] => {
  const groups = new Map<number, number[]>()
  for (const f of found.domains.keys()) {
    const group = groupOfDesign(found, f)
    groups.set(group, [...(groups.get(group) ?? []), f])
  }
  return [...groups.values()]
}

/** Why a function is in the group that it is in; `of`: who is to blame. */
export type Grouped =
  { readonly because: 'alone' } | { readonly because: 'bridge' | 'port' | 'alias' | 'device'; readonly of: number }

export const whyGrouped = (hw: Hw, f: number): Grouped => {
  const m = hw.machine
  const real = realDmaDev(m, f)
  if (real !== f) return { because: 'alias', of: real }
  const bridge = aliasingBridges(m, f).at(-1)
  if (bridge !== undefined) return { because: 'bridge', of: bridge }
  let port: number | undefined
  for (let up = m.parent[f]; up !== ROOT; up = m.parent[up]) if (!isEnabled(hw, up)) port = up
  if (port !== undefined) return { because: 'port', of: port }
  const mates = busMates(m, f).filter((g) => g !== f)
  const alias = mates.find((g) => areAliases(m, f, g))
  if (alias !== undefined) return { because: 'alias', of: alias }
  const mate = mates.find((g) => areOneDevice(hw, f, g))
  return mate === undefined ? { because: 'alone' } : { because: 'device', of: mate }
}
