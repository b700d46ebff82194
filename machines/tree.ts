/**
 * Which function is below which, from bus numbers alone; a bus that no bridge opens is a root bus, and has a host bridge
 * of its own.
 *
 * The rules of Linux (`pci_scan_bridge_extend`, `pci_upstream_bridge`, 6.12): a bridge whose secondary bus is not above its
 * own bus is misconfigured, and its numbers are not taken; a virtual function is below what its physical one is below.
 */
import { ROOT } from '../model/machine/columns.ts'
import { bdfOf, ridOf, type Buses, type Dump, type Dumped, type Note } from './dumped.ts'

export interface HostBridge {
  readonly domain: number
  readonly bus: number
}

export interface Tree {
  /** The bridge above each function, or ROOT. */
  readonly parent: readonly number[]
  /** Index of the host bridge above each. */
  readonly host: readonly number[]
  readonly hosts: readonly HostBridge[]
  /** The physical function of a virtual one, else -1. */
  readonly physfn: readonly number[]
  readonly notes: readonly Note[]
}

export const treeOf = ({ functions }: Dump): Tree => {
  const notes: Note[] = []
  const opened = openedBuses(functions, notes)
  const physfn = physicalOf(functions, notes)
  const hosts: HostBridge[] = []
  const hostAt = new Map<number, number>()
  const parent = functions.map((f, i) => {
    const place = physfn[i] === -1 ? f : functions[physfn[i]]
    return opened.get(busKey(place)) ?? enclosing(functions, opened, place, notes)
  })
  const host: number[] = functions.map(() => -1)
  const hostOf = (i: number): number => {
    if (host[i] !== -1) return host[i]
    // A bridge stands on a lower bus than what is below it, so this ends.
    if (parent[i] !== ROOT) return (host[i] = hostOf(parent[i]))
    const { domain, bus } = functions[physfn[i] === -1 ? i : physfn[i]]
    const key = busKey({ domain, bus })
    if (!hostAt.has(key)) hostAt.set(key, hosts.push({ domain, bus }) - 1)
    return (host[i] = hostAt.get(key)!)
  }
  for (const i of functions.keys()) hostOf(i)
  notes.push(...functions.flatMap((f, i) => (parent[i] === ROOT ? [] : outOfRange(f, functions[parent[i]]))))
  return { parent, host, hosts, physfn, notes }
}

const busKey = ({ domain, bus }: HostBridge): number => domain * 0x100 + bus

/** The bridge that opens each bus: the first that claims it. */
const openedBuses = (functions: readonly Dumped[], notes: Note[]): Map<number, number> => {
  const opened = new Map<number, number>()
  for (const [i, f] of functions.entries()) {
    const { line, domain, bus, buses } = f
    if (buses === undefined) {
      if (f.isBridge) notes.push({ line, says: `${bdfOf(f)} is a bridge, and no line says which buses are behind it` })
      continue
    }
    const { primary, secondary, subordinate } = buses
    const two = (n: number): string => n.toString(16).padStart(2, '0')
    if (secondary === 0 && subordinate === 0) continue
    if (secondary <= bus || subordinate < secondary) {
      notes.push({
        line,
        says: `${bdfOf(f)} on bus ${two(bus)} says buses ${two(secondary)} to ${two(subordinate)} are behind it, which cannot be; it counts as a bridge without a bus`,
      })
      continue
    }
    // 0 is what Linux takes for its own bus ("Primary bus is hard wired to 0"); Intel's VMD leaves it so.
    if (primary !== bus && primary !== 0)
      notes.push({ line, says: `${bdfOf(f)} stands on bus ${two(bus)} and says primary=${two(primary)}` })
    const first = opened.get(busKey({ domain, bus: secondary }))
    if (first === undefined) opened.set(busKey({ domain, bus: secondary }), i)
    else
      notes.push({
        line,
        says: `${bdfOf(f)} and ${bdfOf(functions[first])} both say that bus ${two(secondary)} is behind them; the first counts`,
      })
  }
  return opened
}

/** A bridge passes on what is for its own buses: those behind it are some of those behind the bridge above. */
const outOfRange = (f: Dumped, above: Dumped): Note[] => {
  const [own, all] = [f.buses, above.buses]
  if (own === undefined || all === undefined || own.subordinate === 0) return []
  if (own.secondary >= all.secondary && own.subordinate <= all.subordinate) return []
  const range = ({ secondary, subordinate }: Buses): string =>
    [secondary, subordinate].map((n) => n.toString(16).padStart(2, '0')).join(' to ')
  return [
    {
      line: f.line,
      says: `${bdfOf(f)} says buses ${range(own)} are behind it, and ${bdfOf(above)} above it has ${range(all)} only`,
    },
  ]
}

/** Of each function the physical one that says this address is one of its virtual functions. */
const physicalOf = (functions: readonly Dumped[], notes: Note[]): number[] => {
  const at = new Map(functions.map((f, i) => [ridOf(f), i]))
  // What sysfs says of a virtual function needs no counting.
  const physfn = functions.map(({ physical }) => (physical === undefined ? -1 : (at.get(ridOf(physical)) ?? -1)))
  for (const [i, f] of functions.entries()) {
    const { offset, stride, count } = f.virtual ?? { offset: 0, stride: 0, count: 0 }
    for (let n = 0; n < Math.min(count, 0x10000); n++) {
      const found = at.get(ridOf(f) + offset + n * stride)
      if (found === undefined || found === i) continue
      if (functions[found].isBridge || functions[found].virtual !== undefined)
        notes.push({
          line: f.line,
          says: `${bdfOf(f)} says that ${bdfOf(functions[found])} is a virtual function of it`,
        })
      else if (physfn[found] === -1) physfn[found] = i
    }
  }
  return physfn
}

/** No bridge opens the bus, but it is in the range of one: the innermost stands for the bridges that are missing. */
const enclosing = (
  functions: readonly Dumped[],
  opened: ReadonlyMap<number, number>,
  place: Dumped,
  notes: Note[],
): number => {
  let best = ROOT
  // From the nearest bus below that a bridge opens: there are 256 in a domain.
  for (let bus = place.bus - 1; bus >= 0 && best === ROOT; bus--) {
    const bridge = opened.get(busKey({ domain: place.domain, bus }))
    if (bridge !== undefined && functions[bridge].buses!.subordinate >= place.bus) best = bridge
  }
  if (best !== ROOT)
    notes.push({
      line: place.line,
      says: `no bridge opens the bus of ${bdfOf(place)}; ${bdfOf(functions[best])} has it in its range, and is taken for the bridge above`,
    })
  return best
}
