/**
 * A case: a scenario, how the guest is booted for it, and what is asked of its pools besides.
 */
import { enableAcs } from '../../../model/kernel/pci/acs-enable.ts'
import { pciOptions } from '../../../model/kernel/pci/acs-parameters.ts'
import type { Functions } from '../../../model/kernel/pci/acs-device.ts'
import { NO_ACS, bitNames, bothWords } from '../../../model/machine/acs.ts'
import { isBridge, type Machine } from '../../../model/machine/columns.ts'
import type { FunctionFile, MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import type { ScenarioFile } from '../../../model/scenario/file.ts'
import { isQemuMachine, type Booted } from '../guest/qemu-machine.ts'

/** What is left out is as the kernel has it by default; ACS words of the machine are what firmware left. */
export interface CaseFile extends ScenarioFile, Booted {
  readonly pools?: readonly PoolFile[]
  /** Whether it is asked who shares what: groups, requester IDs, who reaches a mapping, and IOVAs as they are. */
  readonly shares?: boolean
}

/** Memory taken from a provider's pool, bytes, or given back, by what took it: an index into this list. */
export interface PoolFile {
  readonly provider: string
  readonly pieces: readonly ({ readonly take: number } | { readonly give: number })[]
}

/** Who makes functions whose file names nobody: an ID of 0000 is no function to the PCI core. */
const SOMEBODY = 0x1111

/** What the guest's function says it is; a virtual one has its physical one's vendor, and the device of the first of them. */
export const identity = (m: Machine, f: number): { readonly vendor: number; readonly device: number } => {
  const all = m.physfn.flatMap((pf, g) => (pf >= 0 && pf === m.physfn[f] ? [g] : []))
  const first = all.reduce((least, g) => (m.devfn[g] < m.devfn[least] ? g : least), all[0] ?? f)
  const vendor = m.physfn[f] < 0 ? m.vendor[f] || SOMEBODY : identity(m, m.physfn[f]).vendor
  return { vendor, device: m.vendor[first] === 0 ? 0x100 + first : m.device[first] }
}

/** Subsystem of all made-up functions that are no bridges (`modules/space.c`), beside their own vendor. */
export const SUBSYSTEM = 0x5a5a

/** How the kernel's parameters can name made-up functions. */
const madeUp = (m: Machine): Functions => {
  const ids = m.name.map((_, f) => identity(m, f))
  const bare = { vendor: 0, device: 0 }
  return {
    ...m,
    vendor: ids.map(({ vendor }) => vendor),
    device: ids.map(({ device }) => device),
    subsystem: ids.map(({ vendor }, f) => (isBridge(m.kind[f]) ? bare : { vendor, device: SUBSYSTEM })),
  }
}

/** AC-1 to AC-5: the word that Linux leaves in function `f` of a laid out machine where it finds `found`. */
export const linuxAcs = (
  m: Machine,
  f: number,
  found: number,
  outside: boolean,
  booted: Booted,
  own: boolean,
): number => {
  const { pci = '', requestsAcs = false } = booted
  const requested = requestsAcs || m.iommu.some((iommu) => iommu !== 'off')
  const capability = m.acsCapability[f]
  const settings = { options: pciOptions(pci), requested, outside }
  return bothWords(capability, enableAcs(own ? m : madeUp(m), f, { capability, found }, settings).control)
}

/** The machine with the ACS words that Linux leaves in each function that it finds (`pci_acs_init`). */
export const withLinuxAcs = (machine: MachineFile, booted: Booted): MachineFile => {
  const m = layOut(machine)
  const own = isQemuMachine(machine)
  const functions = machine.functions.map((file, f): FunctionFile => {
    if (m.acsCapability[f] === NO_ACS) return file
    // Our module says of a device that it is untrusted once it is there: nobody is outside yet.
    const control = bitNames(linuxAcs(m, f, m.acsControl[f], false, booted, own))
    const egress = m.egress[f].length === 0 ? {} : { egress: [...m.egress[f]] }
    return { ...file, acs: { capability: bitNames(m.acsCapability[f]), control, ...egress } }
  })
  return { ...machine, functions }
}
