/**
 * Belief: the default domain of each group, and who is put into it (`iommu_setup_default_domain` and
 * `iommu_get_default_domain_type` of `drivers/iommu/iommu.c`, Linux 6.12.117; DI-17, DI-18).
 *
 * It happens once, when the functions are found: what is written into an ACS word later moves nobody.
 */
import { power, type Domain, type Hw, type Machine } from '../../machine/columns.ts'
import { requesterIdsOf } from './aliases.ts'

/** `iommu_group_get`, by the function that names the group. */
export type GroupOf = (hw: Hw, f: number) => number

/** The machine with its groups attached. Designs whose groups are the same get the same value. */
export const attachGroups = (machine: Machine, groupOf: GroupOf): Hw => {
  const hw = power(machine)
  // Without an IOMMU there is no group.
  if (hw.domains.size === 0) return hw
  const asked = known.get(machine) ?? new Map<GroupOf, Hw>()
  known.set(machine, asked)
  const before = asked.get(groupOf)
  if (before !== undefined) return before
  const attached = attachedBy(hw, groupOf)
  const alike = [hw, ...asked.values()].find((other) => other.attached.every((domain, f) => domain === attached[f]))
  const made = alike ?? { ...hw, attached, domains: domainsOf(machine, attached) }
  asked.set(groupOf, made)
  return made
}
const known = new WeakMap<Machine, Map<GroupOf, Hw>>()

/** A group's domain goes by its first member behind an IOMMU; each is put there under every requester ID that it may use. */
const attachedBy = (hw: Hw, groupOf: GroupOf): number[] => {
  const m = hw.machine
  const attached = [...hw.attached]
  const named = new Map<number, number>()
  for (const f of hw.domains.keys()) {
    const group = groupOf(hw, f)
    const domain = named.get(group) ?? f
    named.set(group, domain)
    for (const id of requesterIdsOf(m, f)) attached[id] = domain
  }
  return attached
}

/** One domain for all; where some ask for identity and others for translation, identity takes precedence. */
const domainsOf = (m: Machine, attached: readonly number[]): Map<number, Domain> => {
  const domains = new Map<number, Domain>()
  for (const [f, iommu] of m.iommu.entries()) {
    if (iommu === 'passthrough') domains.set(attached[f], { kind: 'identity' })
    else if (iommu === 'translating' && !domains.has(attached[f]))
      domains.set(attached[f], { kind: 'translate', table: [] })
  }
  return domains
}
