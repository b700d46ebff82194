/**
 * What Linux takes on trust about host bridges.
 */
import { overlaps, physToBus, type Phys } from '../../model/address.ts'
import { bridgesForward } from '../../model/kernel/pci/allowlist.ts'
import { ROOT, hostWindows, type Machine } from '../../model/machine/columns.ts'
import type { Span } from '../../model/machine/ranges.ts'
import type { Assumption } from '../rule.ts'

/** The allowlist of 6.12 against the machine's own bits. */
export const allowlistedBridgesForward: Assumption = {
  id: 'allowlisted-bridges-forward',
  sentence:
    'Where Linux 6.12 believes that two host bridges forward peer traffic, the root complex forwards reads and writes between every two functions of their root buses, in both directions.',
  why: 'PCIe does not say whether a root complex forwards, and offers no way to ask it. The allowlist is what vendors said. Where the allowlist is wrong, data is lost without an error.',
  sources: ['RC-1, RC-3, L10, E4', 'intel/compute-runtime issue 935'],
  holds: ({ machine: m }) => {
    const roots = rootFunctions(m)
    return m.hostName.every((_, h) =>
      m.hostName.every((_, g) => {
        const [from, to] = [h, g].map((host) => roots.filter((f) => m.host[f] === host))
        return (
          from.every((f) => to.every((t) => m.forwards.read[f][t] && m.forwards.write[f][t])) ||
          !bridgesForward(m, h, g)
        )
      }),
    )
  },
}

export const inboundIsIdentity: Assumption = {
  id: 'inbound-is-identity',
  sentence:
    'If a request from below carries the CPU physical address of a byte of RAM or of a host window, the host bridge takes it for that byte.',
  why: 'dma-direct hands out CPU physical addresses for all that crosses the host bridge. Host bridges with few inbound windows, as SoCs have them, drop such requests or send them elsewhere.',
  sources: ['HB-2, HB-4, DD-3'],
  holds: ({ machine: m }) =>
    m.hostInbound.every((ranges) =>
      [...m.ram, ...allWindows(m)].every(({ base, size }) =>
        ranges.some((r) => r.bus === (r.phys as number) && base >= r.phys && base + size <= r.phys + r.size),
      ),
    ),
}

export const cpuAddressesAvoidBusWindows: Assumption = {
  id: 'cpu-addresses-avoid-bus-windows',
  sentence:
    'No CPU physical address inside a host window is the same number as the bus address of another byte inside a window of a host bridge.',
  why: 'If a host bridge has an offset, the same number may name two bytes. A switch or root port then takes a request with a CPU physical address on its way up.',
  sources: ['HB-3, HB-6'],
  holds: ({ machine: m }) =>
    m.hostName.every((_, h) =>
      m.hostName.every((_, g) => {
        const sameMeaning = g === h && m.hostOffset[h] === 0
        return sameMeaning || hostWindows(m, h).every((window) => isApart(m, g, window, m.hostOffset[h]))
      }),
    ),
}

const rootFunctions = (m: Machine): number[] => m.parent.flatMap((p, f) => (p === ROOT ? [f] : []))

/** The window as the bus sees it against those of host bridge `g`. */
const isApart = (m: Machine, g: number, { base, size }: Span<Phys>, offset: number): boolean =>
  hostWindows(m, g).every((other) => !overlaps(other.base, other.size, physToBus(base, offset), size))

const allWindows = (m: Machine) => m.hostName.flatMap((_, h) => hostWindows(m, h))
