/**
 * The tree of `lspci -t` and `lspci -tv`: which buses each bridge opens. It stands beside a short list that does not say so, in many a
 * report (nvidia-bug-report.log has both).
 *
 *     -+-[0000:80]-+-00.0
 *      |           \-01.0-[81]----00.0
 *      \-[0000:00]---00.0
 */
import { unquoted } from './blocks.ts'
import { ridOf, type Buses, type Dump, type Dumped } from './dumped.ts'

/** In the order of a line: a root bus, the buses of a bridge, a function. `lspci -tv` puts the name of a function after two blanks. */
const TOKEN =
  /\[([\da-f]{4,8}):([\da-f]{2})(?:-[\da-f]{2})?\]|\[([\da-f]{2})(?:-([\da-f]{2}))?\]|([01][\da-f])\.([0-7])/gi
const IS_TREE = /^[ |]*[-+\\][-+\\[\]:.\da-f]*(?:\[(?:[\da-f]{4,8}:)?[\da-f]{2}|[01][\da-f]\.[0-7])/i

type Bus = Pick<Dumped, 'domain' | 'bus'>

/** The buses behind each bridge, by its routing ID. */
export const busesInTree = (text: string): ReadonlyMap<number, Buses> => {
  const found = new Map<number, Buses>()
  /** A bus whose functions stand in several lines has them in one column. */
  const inColumn = new Map<number, Bus>()
  for (const line of unquoted(text)) if (IS_TREE.test(line)) readLine(line, inColumn, found)
  return found
}

const readLine = (line: string, inColumn: Map<number, Bus>, found: Map<number, Buses>): void => {
  const drawn = line.replace(/^([ |]*\S*).*$/, '$1')
  let bus: Bus | undefined
  let bridge: (Bus & { devfn: number }) | undefined
  for (const token of drawn.matchAll(TOKEN)) {
    const [, domain, root, first, last = first, slot, fn] = token
    if (root !== undefined) bus = { domain: hex(domain), bus: hex(root) }
    else if (first !== undefined && bridge === undefined) bus = { domain: 0, bus: hex(first) }
    else if (first !== undefined && bridge !== undefined) {
      const [secondary, subordinate] = [hex(first), hex(last)]
      found.set(ridOf(bridge), { primary: bridge.bus, secondary, subordinate })
      bus = { domain: bridge.domain, bus: secondary }
    } else if (slot !== undefined) {
      // A plus opens a column, and a later line that begins there is of the same bus.
      const column = token.index - 2
      bus ??= inColumn.get(column)
      if (bus === undefined) return
      inColumn.set(column, bus)
      bridge = { ...bus, devfn: hex(slot) * 8 + Number(fn) }
    }
  }
}

const hex = (digits: string): number => Number.parseInt(digits, 16)

/** The dump with what the tree says of bridges that say nothing themselves. */
export const withTree = (dump: Dump, tree: ReadonlyMap<number, Buses>): Dump => ({
  ...dump,
  functions: dump.functions.map((f): Dumped => {
    const buses = f.buses === undefined ? tree.get(ridOf(f)) : undefined
    return buses === undefined ? f : { ...f, isBridge: true, buses }
  }),
})
