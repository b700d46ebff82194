/**
 * Truth at the top: host bridge translation, RAM, and what the root complex forwards.
 *
 * Whether a root complex passes peer traffic on is left to its maker and cannot be asked of it
 * (`hardware.md` RC-1): it is a bit of the machine for every pair of root-bus functions.
 */
import { INTERRUPT_BASE, INTERRUPT_SIZE, advance, physToBus, within, type Bus, type Phys } from '../address.ts'
import { KIND, ROOT, type Domain, type Hw } from '../machine/columns.ts'
import type { Request } from './deliver.ts'
import { descend, touch } from './descend.ts'
import { domainOf, translate } from './iommu.ts'
import { ROOT_COMPLEX, hop, nowhere, type Access, type Landing, type Trail } from './landing.ts'

/** DP-9 to DP-12: `source` is the root-bus function through which the request came in. */
export const rootComplex = (hw: Hw, request: Request, source: number, trail: Trail): Landing => {
  const m = hw.machine
  const host = m.host[source]
  if (m.cpuVendor !== 'other' && within(request.address, INTERRUPT_BASE, INTERRUPT_SIZE))
    return interrupt(request, trail)
  const domain = domainOf(hw, request.initiator)
  if (domain !== undefined) return translated(hw, request, source, domain, trail)
  if (m.hostPeersByBus[host]) {
    const port = claimant(hw, host, request.address)
    if (port >= 0 && m.kind[port] === KIND.rootPort) {
      hop(trail, ROOT_COMPLEX, 'HB-8')
      return throughRootComplex(hw, request, source, port, trail)
    }
  }
  const address = inbound(hw, host, request.address)
  if (address === undefined) return nowhere(trail, ROOT_COMPLEX, 'HB-2-none')
  hop(trail, ROOT_COMPLEX, 'HB-2')
  return hostAddress(hw, request, source, address, trail)
}

/** IO-9: a write to the interrupt range is a message; nobody reads there. */
const interrupt = ({ access }: Request, trail: Trail): Landing => {
  if (access === 'read') return nowhere(trail, ROOT_COMPLEX, 'IO-9-read')
  hop(trail, ROOT_COMPLEX, 'IO-9')
  return { kind: 'interrupt' }
}

/** DP-11: through the initiator's IOMMU domain. */
const translated = (hw: Hw, request: Request, source: number, domain: Domain, trail: Trail): Landing => {
  const address = translate(domain, request.address, request.access)
  if (address === 'IO-4' || address === 'IO-9')
    return nowhere(trail, ROOT_COMPLEX, address === 'IO-4' ? 'IO-4-fault' : 'IO-9-fault')
  hop(trail, ROOT_COMPLEX, 'IO-4')
  return hostAddress(hw, request, source, address, trail)
}

/** DP-12: RAM, or some host bridge's window. */
const hostAddress = (hw: Hw, request: Request, source: number, address: Phys, trail: Trail): Landing => {
  if (hw.machine.ram.some(({ base, size }) => within(address, base, size))) {
    hop(trail, ROOT_COMPLEX, 'DP-12')
    return { kind: 'ram', address }
  }
  return outbound(hw, request, source, address, trail)
}

/** HB-2: the CPU physical address that `address` below host bridge `host` stands for. */
const inbound = ({ machine: m }: Hw, host: number, address: Bus): Phys | undefined => {
  const range = m.hostInbound[host].find(({ bus, size }) => within(address, bus, size))
  return range && advance(range.phys, address - range.bus)
}

/** HB-1: into the window of some host bridge, under that bridge's bus address. */
const outbound = (hw: Hw, request: Request, source: number, address: Phys, trail: Trail): Landing => {
  const m = hw.machine
  const host = m.hostWindow.findIndex((base, h) => within(address, base, m.hostWindowSize[h]))
  if (host < 0) return nowhere(trail, ROOT_COMPLEX, 'RC-11')
  hop(trail, ROOT_COMPLEX, 'HB-1')
  const translated = physToBus(address, m.hostOffset[host])
  const target = claimant(hw, host, translated)
  if (target < 0) return nowhere(trail, ROOT_COMPLEX, 'RC-11-hole')
  return throughRootComplex(hw, { ...request, address: translated }, source, target, trail)
}

/** The root-bus function of `host` whose window or BAR holds the address, or -1. */
const claimant = ({ machine: m }: Hw, host: number, address: Bus): number =>
  m.name.findIndex(
    (_, f) =>
      m.parent[f] === ROOT &&
      m.decodes[f] &&
      m.host[f] === host &&
      (m.kind[f] === KIND.rootPort
        ? within(address, m.window[f], m.windowSize[f])
        : within(address, m.bar[f], m.barSize[f])),
  )

/** DP-13: from root-bus function `source` to `target`, if this root complex forwards such requests. */
export const throughRootComplex = (hw: Hw, request: Request, source: number, target: number, trail: Trail): Landing => {
  if (!forwards(hw, source, target, request.access)) return nowhere(trail, ROOT_COMPLEX, 'RC-4')
  hop(trail, ROOT_COMPLEX, 'RC-2')
  if (hw.machine.kind[target] === KIND.rootPort) return descend(hw, request, target, trail)
  return touch(hw, request, target, 'link', trail)
}

/** Whether the root complex passes such a request from `source` to `target`. */
export const forwards = ({ machine: m }: Hw, source: number, target: number, access: Access): boolean =>
  m.forwards[access][source][target]
