/**
 * Belief: the default domain of each group, and who is put into it (`iommu_setup_default_domain` and
 * `iommu_get_default_domain_type` of `drivers/iommu/iommu.c`, Linux 6.12.117; DI-17, DI-18).
 *
 * It happens once, when the functions are found: what is written into an ACS word later moves nobody.
 */
import { overlaps } from '../../address.ts'
import type { Hw } from '../../machine/columns.ts'
import type { Domain, Translation } from '../../machine/domain.ts'
import { requesterIdsOf } from './aliases.ts'

/** `iommu_group_get`, by the function that names the group. */
export type GroupOf = (hw: Hw, f: number) => number

/**
 * The machine with its groups attached; designs whose groups are the same get the same value.
 *
 * @param found each function by itself, with the kind of domain that was asked for it
 */
export const attachGroups = (found: Hw, groupOf: GroupOf): Hw => {
  // Without an IOMMU there is no group.
  if (found.domains.size === 0) return found
  const asked = known.get(found) ?? new Map<GroupOf, Hw>()
  known.set(found, asked)
  const before = asked.get(groupOf)
  if (before !== undefined) return before
  const attached = attachedBy(found, groupOf)
  const alike = [found, ...asked.values()].find((other) => other.attached.every((domain, f) => domain === attached[f]))
  const made = alike ?? { ...found, attached, domains: domainsOf(found, attached) }
  asked.set(groupOf, made)
  return made
}
const known = new WeakMap<Hw, Map<GroupOf, Hw>>()

/** A group's domain goes by its first member behind an IOMMU; each is put there under every requester ID that it may use. */
const attachedBy = (found: Hw, groupOf: GroupOf): number[] => {
  const attached = [...found.attached]
  const named = new Map<number, number>()
  for (const f of found.domains.keys()) {
    const group = groupOf(found, f)
    const domain = named.get(group) ?? f
    named.set(group, domain)
    for (const id of [f, ...requesterIdsOf(found.machine, f)]) attached[id] = domain
  }
  return attached
}

/** One domain for all; where some ask for identity and others for translation, identity takes precedence. */
const domainsOf = (found: Hw, attached: readonly number[]): Map<number, Domain> => {
  const domains = new Map<number, Domain>()
  for (const [f, domain] of found.domains) {
    const before = domains.get(attached[f])
    if (domain.kind === 'identity' || before === undefined) domains.set(attached[f], domain)
    else if (before.kind === 'translate' && domain.kind === 'translate')
      domains.set(attached[f], together(before, domain))
  }
  return domains
}

type Translating = Extract<Domain, { kind: 'translate' }>

/** What firmware maps one to one it maps for the group, each byte once; one member that waits for the IOTLB makes all wait (DI-22). */
const together = (before: Translating, domain: Translating): Domain => {
  const { lazy, ...strict } = before
  const kept = lazy && domain.lazy ? before : strict
  return domain.table.length === 0 ? kept : { ...kept, table: [...kept.table, ...beyond(kept.table, domain.table)] }
}

const beyond = (known: readonly Translation[], more: readonly Translation[]): readonly Translation[] =>
  more.filter(({ iova, size }) => !known.some((row) => overlaps(row.iova, row.size, iova, size)))
