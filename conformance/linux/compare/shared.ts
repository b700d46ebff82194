/**
 * What functions share, in the words of both: groups, requester IDs, and the IOVAs of a mapping as they are.
 */
import { PAGE, alignDown, hex, onTheWire } from '../../../model/address.ts'
import type { Design } from '../../../model/kernel/design.ts'
import { requesterIdsOf } from '../../../model/kernel/iommu/aliases.ts'
import { domainOf, isLazy } from '../../../model/kernel/iommu/domain.ts'
import { remembering } from '../../../model/kernel/iommu/rcache.ts'
import type { Kernel } from '../../../model/kernel/state.ts'
import { KIND, type Machine } from '../../../model/machine/columns.ts'
import { isTranslating } from '../../../model/machine/domain.ts'
import type { Outcome } from '../../../model/outcome.ts'
import type { World } from '../../../model/world.ts'
import { hexNumber } from '../../recording.ts'

/** `strict 3 5`: the kind of domain, and indices of functions; no function has none. */
export const tellMates = (m: Machine, [kind, ...members]: readonly string[]): string => {
  const names = members.map(Number).toSorted((a, b) => a - b)
  return `mates ${kind}${names.map((f) => ` ${m.name[f] ?? '?'}`).join('')}`
}

export const tellIds = (ids: readonly number[]): string =>
  `ids ${[...new Set(ids)]
    .toSorted((a, b) => a - b)
    .map((id) => id.toString(16).padStart(4, '0'))
    .join(' ')}`

/** The group of `f` as it was at boot; on a made-up fabric, which no IOMMU sees, as Linux would make it. */
export const matesOf = ({ groupOf }: Design, { hw, found }: World, m: Machine, f: number, own: boolean): string => {
  const grouped = own ? [...found.domains.keys()] : m.name.map((_, g) => g)
  if (!grouped.includes(f)) return tellMates(m, ['none'])
  const group = groupOf!(found, f)
  const members = grouped.filter((g) => groupOf!(found, g) === group)
  return tellMates(m, [kindOf(hw, f), ...members.map(String)])
}

const kindOf = (hw: World['hw'], f: number): string => {
  const domain = domainOf(hw, f)
  if (domain?.kind !== 'translate') return domain?.kind ?? 'none'
  return isLazy(hw, f) ? 'lazy' : 'strict'
}

/** DI-18: a bridge to conventional PCI stands for the first ID of the bus behind it; one that is conventional itself, for its own. */
export const idsOf = (m: Machine, f: number): string =>
  tellIds(
    requesterIdsOf(m, f).map((id) =>
      id !== f && m.kind[id] === KIND.pciBridge ? m.secondary[id] * 256 : m.busNumber[id] * 256 + m.devfn[id],
    ),
  )

/** The world that a kernel comes up with, whose allocators of IOVAs remember as Linux's do. */
export const withAllocators = (world: World): World => ({
  ...world,
  kernel: remembering(world.kernel as unknown as Kernel) as unknown as World['kernel'],
})

/** The page where the addresses of a mapping begin, which an allocator chose. */
const tellBase = (dma: number | undefined): string => (dma === undefined ? '' : `, at ${hex(alignDown(dma, PAGE))}`)

/** Of the guest's lines about what was mapped. */
export const linuxBase = (m: Machine, [first = '', ...more]: readonly string[]): string => {
  if (!m.iommu.some(isTranslating)) return ''
  const [word, rc, count] = first.split(' ')
  if (word === 'one') return count === '-' ? '' : tellBase(hexNumber(count))
  if (word !== 'map' || rc !== '0') return ''
  const entries = more.flatMap((line) => {
    const [verb, , , dma, length, mark] = line.split(' ')
    return verb === 'seg' ? [{ dma: hexNumber(dma), length: hexNumber(length), mark }] : []
  })
  return tellBase(entries.slice(0, Number(count)).find(({ length, mark }) => mark === '0' && length > 0)?.dma)
}

export const modelBase = (m: Machine, outcome: Outcome): string => {
  if (outcome.kind !== 'mapped' || outcome.rc !== 0 || !m.iommu.some(isTranslating)) return ''
  const { table, nents } = outcome
  const dma = table.slice(0, nents).find(({ marked, dmaLength = 0 }) => !marked && dmaLength > 0)?.dma
  return tellBase(dma === undefined ? undefined : onTheWire(dma))
}
