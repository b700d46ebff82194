/** The IOMMU groups of a machine in words: who is in each, and why. */
import type { Design } from '../../model/kernel/design.ts'
import { groupOf, groupsIn, whyGrouped, type Grouped } from '../../model/kernel/iommu/groups.ts'
import { bitNames, NO_ACS } from '../../model/machine/acs.ts'
import { KIND, opensWires, type Hw, type Machine } from '../../model/machine/columns.ts'
import { boot } from '../../model/world.ts'
import type { Event } from '../../spec/rule.ts'
import { hanging, listed } from './lines.ts'

export interface GroupTold {
  readonly members: readonly number[]
  readonly why: readonly Grouped[] | null
}

export const tellGroupList = (m: Machine, { outcome, before: { found } }: Event): string[] =>
  outcome.kind === 'groups' ? tellGroups(m, found, outcome.groups) : []

/** The groups that a design makes of a machine, whether a step asks or not. */
export const tellGroupsOf = (design: Design, m: Machine): string[] => {
  const { found } = boot(design, m)
  return tellGroups(m, found, groupsIn(found, design.groupOf ?? groupOf))
}

/** The same as data: functions by index, and why each is there; null: the design groups them so, and Linux does not. */
export const groupsTold = (design: Design, m: Machine): readonly GroupTold[] => {
  const { found } = boot(design, m)
  return groupsIn(found, design.groupOf ?? groupOf).map((members) => ({
    members,
    why: isOfLinux(found, members) ? members.map((f) => whyGrouped(found, f)) : null,
  }))
}

const tellGroups = (m: Machine, found: Hw, groups: readonly (readonly number[])[]): string[] => {
  if (groups.length === 0) return ['  no group: no function has an IOMMU']
  return groups.flatMap((members, i) => [
    hanging(
      `group ${i}: ${listed(
        members.map((f) => m.name[f]),
        'and',
      )}`,
      '  ',
      '    ',
    ),
    ...(isOfLinux(found, members)
      ? members.flatMap((f) => tellWhy(found, f))
      : ['    as this design says, and Linux does not']),
  ])
}

/** A design may make other groups than Linux, whose reasons these are. */
const isOfLinux = (hw: Hw, members: readonly number[]): boolean => {
  const names = new Set(members.map((f) => groupOf(hw, f)))
  return names.size === 1 && [...hw.domains.keys()].every((f) => members.includes(f) || !names.has(groupOf(hw, f)))
}

const tellWhy = (hw: Hw, f: number): string[] => {
  const m = hw.machine
  const why = whyGrouped(hw, f)
  const line = (words: string): string[] => [hanging(`${m.name[f]}: ${words}`, '    ', '      ')]
  switch (why.because) {
    case 'alone':
      return line('every port above it isolates it, and no neighbour joins it')
    case 'port':
      return line(`${m.name[why.of]} above it does not isolate: ${lacking(hw, why.of)}`)
    case 'bridge':
      return line(`its requests may carry the requester ID of ${m.name[why.of]}, a bridge to conventional PCI`)
    case 'alias':
      return line(tellAlias(m, f, why.of))
    case 'device':
      return line(`it and ${m.name[why.of]} are functions of one device, and neither isolates`)
    default:
      return why satisfies never
  }
}

/** What of REQ_ACS_FLAGS is not on. */
const lacking = ({ machine: m, acsControl }: Hw, f: number): string => {
  if (m.kind[f] === KIND.conventional || opensWires(m.kind[f])) return 'conventional PCI has no ACS'
  if (m.acsCapability[f] === NO_ACS) return 'it has no ACS capability'
  const off = bitNames(m.acsCapability[f]).filter(
    (bit) => ['SV', 'RR', 'CR', 'UF'].includes(bit) && !bitNames(acsControl[f]).includes(bit),
  )
  return `${listed(off, 'and')} ${off.length === 1 ? 'is' : 'are'} off`
}

/** Who of two sends under the other's requester ID. */
const tellAlias = ({ name, requester, dmaAliases }: Hw['machine'], f: number, other: number): string => {
  const sendsAs = (one: number, two: number): boolean => requester[one] === two || dmaAliases[one].includes(two)
  if (sendsAs(f, other)) return `it sends under the requester ID of ${name[other]}`
  if (sendsAs(other, f)) return `${name[other]} sends under its requester ID`
  return `it and ${name[other]} send under one requester ID`
}
