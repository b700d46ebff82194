/* oxlint-disable no-bitwise -- sets of nodes are masks here, that is the point; no address comes near them */
/**
 * REF as a loop by hand: how fast plain JavaScript is where nothing is general. Own numbers, own model in masks; one
 * design, the correct one; nothing can be saved, shrunk or replayed.
 */

let x = 1
/** A random number from 0 to `n` - 1. */
const below = (n: number): number => {
  x ^= x << 13
  x ^= x >>> 17
  x ^= x << 5
  return (((x >>> 0) / 2 ** 32) * n) | 0
}

// Of a node (bridges 0 and 1, then switches): itself and those above it; and those of them with a redirect above.
const nodes = Int32Array.of(1, 2, 0, 0, 0)
const nodeFlags = new Int32Array(5)
// Of a function: the nodes above it, and where links redirect: bit 8 is its own port.
const path = new Int32Array(6)
const flags = new Int32Array(6)

/** Draws switches and functions; answers how many functions. */
const drawFunctions = (): number => {
  const places = 2 + below(4)
  for (let s = 2; s < places; s++) {
    const up = below(s)
    nodes[s] = nodes[up] | (1 << s)
    nodeFlags[s] = nodeFlags[up] | (below(2) << s)
  }
  const functions = 1 + below(6)
  for (let f = 0; f < functions; f++) {
    const up = below(places)
    path[f] = nodes[up]
    flags[f] = nodeFlags[up] | (below(2) << 8)
  }
  return functions
}

/** Truth, by the number alone: the function that a request of the client lands at, -1 for none. */
const landing = (
  client: number,
  address: number,
  functions: number,
  listed: number,
  shifted: number,
  iommu: number,
): number => {
  if (address === 16 * (client + 1)) return client
  const from = path[client]
  const target = (address & 15) === 0 && address < 4096 ? (address >> 4) - 1 : -1
  if (target >= 0 && target < functions && (path[target] & from & ~3) !== 0) {
    const lower = (from ^ path[target]) & 0x7c
    if (((flags[client] | flags[target]) & (lower | 256)) === 0) return target
  }
  const physical = address - iommu * 4096
  const g = (physical >> 4) - 1
  if (g < 0 || g >= functions) return -1
  const right = physical === 16 * (g + 1) + ((path[g] & 3 & shifted) !== 0 ? 8 : 0)
  return right && ((from | path[g]) & 3 & ~listed) === 0 ? g : -1
}

/**
 * Runs `cases` random cases from `seed`; answers how many broke the rule.
 *
 * @param crosses whether peers below two bridges are believed to reach each other, listed or not: the design `cross-hb`
 */
export const handLoop = (seed: number, cases: number, crosses = false): number => {
  x = seed | 1
  let broken = 0
  for (let done = 0; done < cases; done++) {
    const listed = below(4)
    const shifted = below(4)
    const iommu = below(2)
    const functions = drawFunctions()
    const client = below(functions)
    const from = path[client]
    let sound = true
    for (let left = 1 + below(4); left > 0; left--) {
      const f = below(functions + 1) - 1
      if (f < 0) continue
      const shared = from & path[f]
      // Belief: a switch above both, and no redirect on the links that are not above it, own ports included.
      const crossed = (flags[client] | flags[f]) & ~shared
      const direct = f === client || ((shared & ~3) !== 0 && crossed === 0)
      const bridges = (from | path[f]) & 3
      if (!direct && (bridges & ~listed) !== 0 && !(crosses && bridges === 3)) continue
      const bus = 16 * (f + 1)
      const offset = (path[f] & 3 & shifted) !== 0 ? 8 : 0
      const address = direct ? bus : bus + offset + iommu * 4096
      sound &&= landing(client, address, functions, listed, shifted, iommu) === f
    }
    if (!sound) broken++
  }
  return broken
}
