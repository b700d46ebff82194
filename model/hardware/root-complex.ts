/**
 * Truth at the top: host bridge translation, RAM, and where a request goes that the root complex forwards.
 */
import { INTERRUPT_BASE, INTERRUPT_SIZE, advance, bus, physToBus, within, type Bus, type Phys } from '../address.ts'
import { ROOT, isBridge, opensWires, type Hw } from '../machine/columns.ts'
import type { Domain } from '../machine/domain.ts'
import { downToConventionalBus } from './conventional.ts'
import { claims, opensTo } from './decode.ts'
import { descend } from './descend.ts'
import { forwards } from './forwards.ts'
import { domainOf, isStale, translate } from './iommu.ts'
import { ROOT_COMPLEX, hop, nowhere, type Landing, type Trail } from './landing.ts'
import type { Request } from './request.ts'
import { touch } from './touch.ts'

/** DP-9 to DP-12: `source` is the root-bus function through which the request came in. */
export const rootComplex = (hw: Hw, request: Request, source: number, trail: Trail): Landing => {
  const m = hw.machine
  const host = m.host[source]
  const interrupts = m.cpuVendor !== 'other' && request.at === 'untranslated'
  if (interrupts && within(request.address, INTERRUPT_BASE, INTERRUPT_SIZE)) return interrupt(request, trail)
  const domain = domainOf(hw, request)
  if (domain !== undefined) return throughIommu(hw, request, source, domain, trail)
  if (m.hostPeersByBus[host]) {
    const port = claimant(hw, host, request.address)
    if (port >= 0 && opensTo(hw, port, request.address)) {
      hop(trail, ROOT_COMPLEX, 'HB-8')
      return throughRootComplex(hw, request, source, port, trail)
    }
  }
  const address = inbound(hw, host, request.address)
  if (address === undefined) return nowhere(trail, ROOT_COMPLEX, 'HB-2-none')
  hop(trail, ROOT_COMPLEX, 'HB-2', address)
  return hostAddress(hw, request, source, address, trail)
}

/** IO-9: a write to the interrupt range is a message; nothing else is answered there. */
const interrupt = ({ access }: Request, trail: Trail): Landing => {
  if (access !== 'write') return nowhere(trail, ROOT_COMPLEX, 'IO-9-read')
  hop(trail, ROOT_COMPLEX, 'IO-9')
  return { kind: 'interrupt' }
}

/** DP-10, DP-11: through the requester's IOMMU domain, on some hardware after the inbound windows. */
const throughIommu = (hw: Hw, request: Request, source: number, domain: Domain, trail: Trail): Landing => {
  const host = hw.machine.host[source]
  const taken = hw.machine.hostInboundFirst[host] ? inbound(hw, host, request.address) : request.address
  if (taken === undefined) return nowhere(trail, ROOT_COMPLEX, 'HB-2-none')
  const address = translate(hw, request, bus(taken), domain)
  if (typeof address === 'string') return nowhere(trail, ROOT_COMPLEX, address)
  hop(trail, ROOT_COMPLEX, translatedBy(request, domain, bus(taken)), address)
  return hostAddress(hw, request, source, address, trail)
}

const translatedBy = (request: Request, domain: Domain, address: Bus): 'IO-4' | 'IO-6' | 'IO-14' => {
  if (request.at === 'translated') return 'IO-6'
  return isStale(domain, { ...request, address }) ? 'IO-14' : 'IO-4'
}

/** DP-12: RAM, or some host bridge's window. */
const hostAddress = (hw: Hw, request: Request, source: number, address: Phys, trail: Trail): Landing => {
  const m = hw.machine
  if (isRam(hw, address)) {
    if (request.access === 'atomic' && !m.completesAtomics[source])
      return nowhere(trail, ROOT_COMPLEX, 'RT-29-completer')
    hop(trail, ROOT_COMPLEX, 'DP-12')
    return { kind: 'ram', address }
  }
  const host = hostAt(hw, address)
  if (host < 0) return unanswered(hw, request, source, 'RC-11', trail)
  const translated = physToBus(address, m.hostOffset[host])
  hop(trail, ROOT_COMPLEX, 'HB-1', translated)
  const target = claimant(hw, host, translated)
  if (target < 0) return unanswered(hw, request, source, 'RC-11-hole', trail)
  return throughRootComplex(hw, { ...request, address: translated }, source, target, trail)
}

export const isRam = ({ machine }: Hw, address: Phys): boolean =>
  machine.ram.some(({ base, size }) => within(address, base, size))

/** HB-2: the CPU physical address that `address` below host bridge `host` stands for. */
const inbound = ({ machine: m }: Hw, host: number, address: Bus): Phys | undefined => {
  const range = m.hostInbound[host].find(({ bus, size }) => within(address, bus, size))
  return range && advance(range.phys, address - range.bus)
}

/** HB-1: the host bridge whose outbound window holds the address, or -1. */
export const hostAt = ({ machine: m }: Hw, address: Phys): number =>
  m.hostWindow.findIndex(
    (base, h) =>
      within(address, base, m.hostWindowSize[h]) ||
      m.hostOtherWindows[h].some((window) => within(address, window.base, window.size)),
  )

/** The root-bus function of `host` whose window or BAR holds the address, or -1. */
export const claimant = (hw: Hw, host: number, address: Bus): number => {
  const m = hw.machine
  return m.parent.findIndex(
    (parent, f) =>
      parent === ROOT &&
      m.host[f] === host &&
      (claims(hw, f, address) || (isBridge(m.kind[f]) && opensTo(hw, f, address))),
  )
}

/** DP-13: from root-bus function `source` to `target`, if this root complex forwards such requests. */
export const throughRootComplex = (hw: Hw, request: Request, source: number, target: number, trail: Trail): Landing => {
  if (!forwards(hw, source, target, request.access)) return unanswered(hw, request, source, 'RC-4', trail)
  hop(trail, ROOT_COMPLEX, 'RC-2')
  // A root complex may cut what it forwards, as a switch may not (RC-1).
  const most = hw.machine.maxPayload[target]
  return intoRootBus(hw, request.payload > most ? { ...request, payload: most } : request, target, trail)
}

/** Down through root port or bridge `target`, or to its own BAR, or to that of an integrated endpoint. */
export const intoRootBus = (hw: Hw, request: Request, target: number, trail: Trail): Landing => {
  if (claims(hw, target, request.address)) return touch(hw, request, target, 'link', trail)
  return opensWires(hw.machine.kind[target])
    ? downToConventionalBus(hw, request, target, trail)
    : descend(hw, request, target, trail)
}

/** RC-4, PA-2: nobody answers a read, or the root complex answers it with something. */
const unanswered = (
  hw: Hw,
  { access }: Request,
  source: number,
  because: 'RC-4' | 'RC-11' | 'RC-11-hole',
  trail: Trail,
): Landing => {
  const invents = access === 'read' && hw.machine.hostInventsData[hw.machine.host[source]]
  hop(trail, ROOT_COMPLEX, because)
  return invents ? nowhere(trail, ROOT_COMPLEX, 'PA-2') : { kind: 'nowhere', at: ROOT_COMPLEX, because }
}
