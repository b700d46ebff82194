/**
 * Who answers to a number: a BAR or window to an address, a port to a bus number, a device to a function of it.
 */
import { within, type Bus } from '../address.ts'
import { KIND, ROOT, opensWires, type Hw, type Machine } from '../machine/columns.ts'
import type { Span } from '../machine/ranges.ts'
import { ROOT_COMPLEX } from './landing.ts'
import type { Request } from './request.ts'

/** RT-2, RT-10: the address lies in a BAR of `f`, and its Memory Space Enable is on (off too in D1 to D3hot). */
export const claims = ({ machine: m, decodes }: Hw, f: number, address: Bus): boolean =>
  decodes[f] && (within(address, m.bar[f], m.barSize[f]) || inSome(m.otherBars[f], address))

/** RT-9: the address lies in a window of bridge `f`, open or not. */
export const inWindow = ({ machine: m }: Hw, f: number, address: Bus): boolean =>
  within(address, m.window[f], m.windowSize[f]) || inSome(m.otherWindows[f], address)

const inSome = (spans: readonly Span[], address: Bus): boolean =>
  spans.some(({ base, size }) => within(address, base, size))

/** RT-10: bridge `f` passes the address down. */
export const opensTo = (hw: Hw, f: number, address: Bus): boolean => hw.decodes[f] && inWindow(hw, f, address)

/** Whether the bus number of `f` lies in the range behind `port`. Each host bridge counts its own (HB-3). */
export const isBehind = ({ machine: m }: Hw, f: number, port: number): boolean =>
  m.host[f] === m.host[port] && m.busNumber[f] >= m.secondary[port] && m.busNumber[f] <= m.subordinate[port]

/** Whether one link serves both: virtual functions have device numbers of their own, but not a device (RT-22). */
export const sameDevice = ({ machine: m }: Hw, f: number, g: number): boolean =>
  m.parent[f] === m.parent[g] && m.host[f] === m.host[g] && deviceNumber(m, f) === deviceNumber(m, g)

const deviceNumber = (m: Machine, f: number): number => Math.floor(m.devfn[m.physfn[f] < 0 ? f : m.physfn[f]] / 8)

/** RT-24: the bridge on whose conventional bus `f` sits, or ROOT. */
export const conventionalBridge = ({ machine: m }: Hw, f: number): number => {
  const above = m.parent[f]
  return above !== ROOT && opensWires(m.kind[above]) ? above : ROOT
}

/** Where what `f` sends leaves the conventional buses above it: the outermost bridge of them, else `f`. */
export const offTheWires = (hw: Hw, f: number): number => {
  for (let bridge = conventionalBridge(hw, f); bridge !== ROOT; bridge = conventionalBridge(hw, f)) f = bridge
  return f
}

/**
 * The port whose link the requests of `f` come up: past the bridges to its conventional bus, or past the upstream port
 * of the switch of which it is a port itself. Neither `f` nor such a bridge is on a root bus.
 */
export const portAbove = (hw: Hw, f: number): number => {
  const { parent, kind } = hw.machine
  return parent[kind[parent[f]] === KIND.switchUp ? parent[f] : offTheWires(hw, f)]
}

/** Whose requester ID a request carries on links, which completions go by (RT-26): in the domain of a VMD not yet the VMD's (RT-31). */
export const idOnLinks = (hw: Hw, { requester, initiator }: Request): number => {
  const { host } = hw.machine
  return requester === ROOT_COMPLEX || host[requester] === host[initiator] ? requester : offTheWires(hw, initiator)
}
