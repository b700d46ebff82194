/**
 * Where a dump contradicts itself beyond bus numbers (`tree.ts` tells those): addresses outside the windows above them, or in two
 * places, and ports that cannot stand where they stand.
 */
import { overlaps } from '../model/address.ts'
import { ROOT } from '../model/machine/columns.ts'
import { bdfOf, type Dump, type Dumped, type Note, type PcieType } from './dumped.ts'
import type { Tree } from './tree.ts'

export const contradictionsOf = ({ functions }: Dump, tree: Tree): Note[] => {
  const below = functions.map((): number[] => [])
  for (const [f, above] of tree.parent.entries()) if (above !== ROOT) below[above].push(f)
  return functions.flatMap((f, i) => {
    const above = tree.parent[i] === ROOT ? undefined : functions[tree.parent[i]]
    const says = [
      ...misplaced(f, above, tree.physfn[i] !== -1),
      ...outside(f, above),
      ...twoUplinks(
        f,
        below[i].map((g) => functions[g]),
      ),
      ...shared(below[i].map((g) => functions[g])),
    ]
    return says.map((one): Note => ({ line: f.line, says: one }))
  })
}

/** What stands above each kind of port (PCIe 1.3); `undefined`: the root bus. */
const ABOVE: Partial<Record<PcieType, readonly (PcieType | undefined)[]>> = {
  'root port': [undefined],
  'upstream port': ['root port', 'downstream port'],
  'downstream port': ['upstream port'],
  'integrated endpoint': [undefined],
  'event collector': [undefined],
}

const misplaced = (f: Dumped, above: Dumped | undefined, isVirtual: boolean): string[] => {
  const places = f.type === undefined || isVirtual ? undefined : ABOVE[f.type]
  // Of a part of a machine the port above is missing (`cut-off.ts`).
  if (above === undefined && f.bus !== 0) return []
  if (places === undefined || places.includes(above?.type) || (above !== undefined && above.type === undefined))
    return []
  const where = above === undefined ? 'stands on a root bus' : `stands below ${bdfOf(above)} (${above.type})`
  return [`${bdfOf(f)} is ${/^[aeiou]/.test(f.type!) ? 'an' : 'a'} ${f.type} and ${where}`]
}

const hex = (n: number): string => `0x${n.toString(16)}`
const range = (base: number, size: number): string => `${hex(base)} to ${hex(base + size - 1)}`

interface Claim {
  readonly what: string
  readonly base: number
  readonly size: number
  readonly prefetchable: boolean
}

/** What a function answers to on its bus; a BAR of which only the address is known by one byte. */
const claimsOf = (f: Dumped): Claim[] => [
  ...f.bars.flatMap(({ index, base, size = 1, prefetchable }) =>
    base === undefined || base === 0 ? [] : [{ what: `BAR ${index} of ${bdfOf(f)}`, base, size, prefetchable }],
  ),
  ...(f.windows ?? []).map((one) => ({ what: `a window of ${bdfOf(f)}`, ...one })),
]

/** A bridge with subtractive decode passes what lies in no window, and calls itself conventional. */
const outside = (f: Dumped, above: Dumped | undefined): string[] => {
  const windows = above?.windows
  if (windows === undefined || above?.type === 'conventional') return []
  const isIn = (base: number, size: number): boolean =>
    windows.some((one) => base >= one.base && base + size <= one.base + one.size)
  return claimsOf(f)
    .filter((claim) => !isIn(claim.base, claim.size) && !isTranslated(claim, isIn))
    .map(({ what, base, size }) => `${what}, ${range(base, size)}, is in no window of ${bdfOf(above!)} above it`)
}

/**
 * lspci prints a BAR as the CPU reaches it and a window as the bus has it, and not only on Arm and Loongson a host bridge translates.
 * What is not prefetchable lies below 4 GiB on every bus behind a bridge.
 */
const isTranslated = ({ base, size, prefetchable }: Claim, isIn: (base: number, size: number) => boolean): boolean =>
  base >= 2 ** 32 && (!prefetchable || isIn(base % 2 ** 32, size))

/** A link has one device at its far end. */
const twoUplinks = (port: Dumped, below: readonly Dumped[]): string[] => {
  const uplinks = below.filter(({ type, isBridge }) => isBridge && type === 'upstream port')
  const devices = new Set(uplinks.map(({ bus, devfn }) => bus * 32 + Math.floor(devfn / 8)))
  return devices.size > 1
    ? [
        `two switches have their uplink below ${bdfOf(port)}: ${uplinks.map(bdfOf).join(' and ')}; a link leads to one device`,
      ]
    : []
}

/** The first two that meet: one is enough to know that the dump is of no running machine. */
const shared = (below: readonly Dumped[]): string[] => {
  const claims = below.flatMap(claimsOf).toSorted((a, b) => a.base - b.base)
  for (const [i, claim] of claims.entries()) {
    const next = claims[i + 1]
    if (next !== undefined && overlaps(claim.base, claim.size, next.base, next.size))
      return [`${claim.what}, ${range(claim.base, claim.size)}, overlaps ${next.what}, ${range(next.base, next.size)}`]
  }
  return []
}
