/**
 * Truth of an IOMMU: what a request that has reached the root complex means to it (IO-3, IO-4, IO-6).
 *
 * It sits above the root port and sees only what gets there: what a switch or a device turned itself is
 * invisible to it (IO-1). It goes by the requester ID, true or not (IO-2).
 */
import { INTERRUPT_BASE, INTERRUPT_SIZE, advance, phys, within, type Bus, type Phys } from '../address.ts'
import type { Hw } from '../machine/columns.ts'
import type { Domain, Translation } from '../machine/domain.ts'
import type { RuleId } from './reasons.ts'
import type { Access, Request } from './request.ts'

/** IO-10: AMD keeps these for HyperTransport, where nothing is memory. */
const HYPERTRANSPORT_BASE = 0xfd_0000_0000
const HYPERTRANSPORT_SIZE = 0x3_0000_0000

type Translating = Extract<Domain, { kind: 'translate' }>
type Fault = Extract<RuleId, 'IO-4-fault' | 'IO-6-refused' | 'IO-9-fault' | 'IO-10'>

/** The domain of the request's requester; undefined: no IOMMU in its way. */
export const domainOf = ({ attached, domains }: Hw, { requester }: Request): Domain | undefined =>
  domains.get(attached[requester])

/**
 * DP-11: the host address that `address` stands for, or why there is none.
 *
 * @param address of the request, after the host bridge's inbound windows where those come first (PA-13)
 */
export const translate = (hw: Hw, request: Request, address: Bus, domain: Domain): Phys | Fault => {
  if (domain.kind === 'blocked') return 'IO-4-fault'
  const target = request.at === 'translated' ? asGiven(hw, request, address) : lookUp(hw, address, request, domain)
  return typeof target === 'number' && within(target, INTERRUPT_BASE, INTERRUPT_SIZE) ? 'IO-9-fault' : target
}

/** IO-6: no lookup, if the IOMMU has ATS enabled for the requester. */
const asGiven = ({ machine }: Hw, { requester }: Request, address: Bus): Phys | Fault =>
  machine.ats[requester] ? phys(address) : 'IO-6-refused'

const lookUp = ({ machine: m }: Hw, address: Bus, { access }: Request, domain: Domain): Phys | Fault => {
  const amd = m.cpuVendor === 'AMD' || m.cpuVendor === 'Hygon'
  if (amd && within(address, HYPERTRANSPORT_BASE, HYPERTRANSPORT_SIZE)) return 'IO-10'
  if (domain.kind !== 'translate') return phys(address)
  const row = cached(domain, address, access) ?? domain.table.find(({ iova, size }) => within(address, iova, size))
  return row !== undefined && allows(row, access) ? advance(row.phys, address - row.iova) : 'IO-4-fault'
}

/** IO-14: what the IOTLB may still hold it is taken to hold, and nobody looks into the table then. */
const cached = ({ stale = [] }: Translating, address: Bus, access: Access): Translation | undefined =>
  stale.find((row) => within(address, row.iova, row.size) && allows(row, access))

/** Whether the translation of an address is one that was taken out of the table. */
export const isStale = (domain: Domain, { address, access, at }: Request): boolean =>
  domain.kind === 'translate' && at !== 'translated' && cached(domain, address, access) !== undefined

/** An AtomicOp both reads and writes. */
export const allows = (row: { readonly read: boolean; readonly write: boolean }, access: Access): boolean =>
  (row.read || access === 'write') && (row.write || access === 'read')
