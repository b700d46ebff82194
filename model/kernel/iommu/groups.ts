/**
 * Belief: which functions an IOMMU keeps apart (`pci_device_group` of `drivers/iommu/iommu.c`, `pci_acs_enabled`
 * and `pci_acs_path_enabled` of `drivers/pci/pci.c`, Linux 6.12.117).
 *
 * A group is what the ports between its members cannot keep apart. DMA aliases (conventional bridges, quirks) and
 * virtual functions on buses of their own are left out.
 */
import { NO_ACS, bitsOf, bothWords } from '../../machine/acs.ts'
import { KIND, ROOT, type Hw, type Machine } from '../../machine/columns.ts'

/** REQ_ACS_FLAGS */
const REQUIRED = bitsOf(['SV', 'RR', 'CR', 'UF'])

/** The function that names the group of `f`. */
export const groupOf = (hw: Hw, f: number): number => {
  const up = hw.machine.parent[f]
  return up === ROOT || pathEnabled(hw, up) ? amongSiblings(hw, f) : groupOf(hw, up)
}

/** From `f` to the root bus every port has them on. */
const pathEnabled = (hw: Hw, f: number): boolean => {
  for (let port = f; port !== ROOT; port = hw.machine.parent[port]) if (!isEnabled(hw, port)) return false
  return true
}

/** Ports must have them; a function only where its device has more than one; conventional PCI never does. */
export const isEnabled = (hw: Hw, f: number): boolean => {
  const m = hw.machine
  if (m.kind[f] === KIND.conventional) return false
  const isPort = m.kind[f] === KIND.rootPort || m.kind[f] === KIND.switchDown
  if (!isPort && slotMates(m, f).length === 1) return true
  const capability = m.acsCapability[f]
  // A bit that is not implemented counts as hard-wired on.
  const wanted = bothWords(capability, REQUIRED)
  return capability !== NO_ACS && bothWords(wanted, hw.acsControl[f]) === wanted
}

/** Functions of one device that are not kept apart share a group. */
const amongSiblings = (hw: Hw, f: number): number => {
  const mates = slotMates(hw.machine, f)
  if (mates.length === 1 || isEnabled(hw, f)) return f
  return mates.find((g) => !isEnabled(hw, g)) ?? f
}

/** Functions of the same device, itself included: gathered once a machine, for a server has thousands of functions. */
const slotMates = (m: Machine, f: number): readonly number[] => {
  const slots = knownSlots.get(m) ?? slotsOf(m)
  knownSlots.set(m, slots)
  return slots[f]
}
const knownSlots = new WeakMap<Machine, readonly (readonly number[])[]>()

const slotsOf = (m: Machine): readonly (readonly number[])[] => {
  const slots = new Map<string, number[]>()
  return m.devfn.map((devfn, f) => {
    const place = `${m.parent[f]} ${m.host[f]} ${Math.floor(devfn / 8)}`
    const mates = slots.get(place) ?? []
    slots.set(place, mates)
    mates.push(f)
    return mates
  })
}
