/**
 * Machines made up from a source of choices. They have several root buses and domains; one domain may be behind a VMD. Switches
 * stand below switches, and functions beside upstream ports. Root buses may have conventional bridges, event collectors and
 * integrated endpoints. ACS may be there or not.
 */
import * as fc from 'fast-check'
import { bitsOf } from '../../model/machine/acs.ts'
import { ridOf, type Dumped, type DumpedAcs, type PcieType } from '../dumped.ts'
import { window, type DumpedBar } from '../ranges.ts'

/** Answers 0 to n - 1. */
type Choose = (n: number) => number

const NO_ACS: ReadonlySet<PcieType> = new Set(['conventional', 'bridge to PCI', 'event collector'])
const WORDS: readonly DumpedAcs[] = [
  'none',
  { capability: 0x5f, control: 0 },
  { capability: bitsOf(['SV', 'TB', 'RR', 'CR', 'UF', 'DT']), control: bitsOf(['SV', 'RR', 'CR', 'UF']) },
  { capability: 0x7f, control: bitsOf(['EC']) },
]
const ROOT_IDS = [0x2030, 0x2f00, 0x1234]

const [MIB, GIB] = [0x100000, 2 ** 30]

const VMD_DOMAIN = 0x10000
/** The function of the first root bus that opens the domain, once. */
const addVmd = (made: Made[]): void => {
  if (made.some(({ domain, bus, devfn }) => domain === 0 && bus === 0 && devfn === 0x70)) return
  const [vendor, device] = [0x8086, 0x28c0]
  const nothing = { isHostBridge: false, isBridge: false, acs: 'none', hasExtended: false, bars: [] } as const
  made.push({ ...nothing, domain: 0, bus: 0, devfn: 0x70, id: { vendor, device }, type: 'integrated endpoint' })
}

type Made = Omit<Dumped, 'line' | 'title'>

/** Free addresses below 4 GiB and above, from which BARs are taken. */
const addressSpace = (choose: Choose) => {
  let [low, high] = [0x90000000, 2 ** 45]
  return {
    /** Behind each bridge they begin at a new MiB. */
    next: (): readonly [low: number, high: number] =>
      ([low, high] = [Math.ceil(low / MIB) * MIB, Math.ceil(high / MIB) * MIB]),
    /** A small BAR below 4 GiB, one of less than a page, one that got no address, a large one above, or none. */
    bars: (): DumpedBar[] => {
      const [small, large] = [choose(3), choose(3)]
      const bars: DumpedBar[] = []
      if (small > 0) bars.push({ index: 0, base: low, size: small * small * 0x4000, prefetchable: false })
      if (small > 1) bars.push({ index: 1, base: low + MIB, size: 2 ** (8 + choose(4)), prefetchable: false })
      low += small * MIB
      if (large === 0) return choose(4) === 0 ? [...bars, { index: 2, size: 32 * GIB, prefetchable: true }] : bars
      high += high % (32 * GIB) === 0 ? 0 : 32 * GIB - (high % (32 * GIB))
      bars.push({ index: 2, base: high, size: large === 1 ? 2 * MIB : 32 * GIB, prefetchable: true })
      high += large === 1 ? 2 * MIB : 32 * GIB
      return bars
    },
  }
}

/** Functions and bridges, added one after the other, each with its bus numbers, windows and BARs. */
const building = (choose: Choose) => {
  const made: Made[] = []
  let [next, domain] = [0, 0]
  const space = addressSpace(choose)
  const add = (bus: number, devfn: number, type: PcieType, more: Partial<Made> = {}): Made => {
    const f: Made = {
      domain,
      bus,
      devfn,
      id: { vendor: 0x8086, device: 0x9000 + choose(4) },
      isHostBridge: false,
      isBridge: false,
      type,
      acs: NO_ACS.has(type) ? 'none' : WORDS[choose(WORDS.length)],
      hasExtended: false,
      bars: [],
      ...more,
    }
    const whole = {
      ...f,
      hasExtended: f.acs !== 'none',
      ...(f.isBridge || f.isHostBridge ? {} : { bars: space.bars() }),
    }
    made.push(whole)
    return whole
  }
  const bridge = (bus: number, devfn: number, type: PcieType, fill: (below: number) => void): void => {
    const at = made.length
    const secondary = ++next
    const [firstLow, firstHigh] = space.next()
    add(bus, devfn, type, { isBridge: true, buses: { primary: bus, secondary, subordinate: secondary } })
    fill(secondary)
    const [low, high] = space.next()
    made[at] = {
      ...made[at],
      buses: { primary: bus, secondary, subordinate: next },
      windows: [...window(firstLow, low - 1, false), ...window(firstHigh, high - 1, true)],
    }
  }
  /** The number of the next root bus, in a domain. */
  const rootBus = (of: number): number => {
    domain = of
    return made.length === 0 ? 0 : ++next
  }
  return { made, add, bridge, rootBus }
}

/** At most `most` functions or so. */
export const make = (choose: Choose, most = 40): Made[] => {
  const { made, add, bridge, rootBus } = building(choose)
  /** Switchtec management and AM4 chipsets have functions beside the upstream port. */
  const beside = (bus: number, fill: (below: number) => void): void => {
    bridge(bus, 0, 'upstream port', fill)
    if (choose(4) === 0) add(bus, 1, 'endpoint')
  }
  const onRootBus = (bus: number): void => {
    if (choose(4) === 0) add(bus, 0x38, 'event collector')
    if (choose(4) === 0) add(bus, 0x40, 'integrated endpoint')
    if (choose(5) === 0) bridge(bus, 0x48, 'conventional', (b) => void add(b, 8, 'conventional'))
  }
  const device = (bus: number, depth: number): void => {
    if (made.length < most && depth < 4 && choose(2) === 0)
      beside(bus, (inner) => {
        for (let port = 0; port <= choose(3); port++)
          bridge(inner, port * 8, 'downstream port', (b) => device(b, depth + 1))
      })
    else if (choose(5) === 0)
      bridge(bus, 0, 'bridge to PCI', (b) => void [add(b, 8, 'conventional'), add(b, 16, 'conventional')])
    else for (let fn = 0; fn <= choose(3); fn++) add(bus, fn, 'endpoint')
  }
  for (let root = 0; root <= choose(3); root++) {
    const domain = root === 0 ? 0 : [0, 0, 1, VMD_DOMAIN][choose(4)]
    const bus = rootBus(domain)
    if (domain === VMD_DOMAIN) addVmd(made)
    add(bus, 0, 'conventional', { isHostBridge: true, id: { vendor: 0x8086, device: ROOT_IDS[choose(3)] } })
    for (let port = 1; port <= 1 + choose(3); port++) bridge(bus, port * 8, 'root port', (b) => device(b, 0))
    onRootBus(bus)
  }
  return made.toSorted((a, b) => ridOf(a) - ridOf(b))
}

export const machines = fc
  .infiniteStream(fc.nat({ max: 59 }))
  .map((stream) => make((n) => (stream.next().value as number) % n))
