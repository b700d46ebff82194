/**
 * Truth of REF: where a request lands. It climbs from its initiator switch by switch until one has the address
 * behind it, and knows nothing of what a design meant.
 */
import { HOSTS, IOVA_BASE, OFFSET, RAM, RAM_ADDRESS, SLOT, type Tree } from './problem.ts'

/** No memory was reached. */
export const NOWHERE = -2

/** The function whose BAR the request reaches, RAM, or NOWHERE. */
export const deliver = (tree: Tree, initiator: number, address: number): number => {
  const { above, redirects, parent, acs } = tree
  const target = atBus(tree, address)
  if (target === initiator) return initiator
  if (target >= 0 && acs[initiator] === 0)
    for (let at = parent[initiator]; at >= HOSTS; at = above[at]) {
      const down = descent(tree, target, at)
      if (down === 'open') return target
      if (down === 'redirected' || redirects[at] === 1) break
    }
  return atHostBridge(tree, hostOf(tree, initiator), address)
}

/** The function whose BAR has this bus address, or NOBODY. */
const atBus = ({ parent }: Tree, address: number): number => {
  if (address % SLOT !== 0) return NOBODY
  const f = address / SLOT - 1
  return f < parent.length ? f : NOBODY
}
const NOBODY = -1

/** What a request meets between switch `from` and function `target`. */
const descent = ({ above, redirects, parent, acs }: Tree, target: number, from: number) => {
  let redirected = acs[target] === 1
  let at = parent[target]
  for (; at >= HOSTS && at !== from; at = above[at]) redirected ||= redirects[at] === 1
  if (at !== from) return 'elsewhere'
  return redirected ? 'redirected' : 'open'
}

const hostOf = ({ above, parent }: Tree, f: number): number => {
  let at = parent[f]
  while (at >= HOSTS) at = above[at]
  return at
}

/** An IOMMU takes IOVAs only; else the number is a CPU physical address. Between BARs both host bridges must forward. */
const atHostBridge = (tree: Tree, host: number, address: number): number => {
  const physical = tree.iommu === 1 ? address - IOVA_BASE : address
  if (physical === RAM_ADDRESS) return RAM
  const f = Math.floor(physical / SLOT) - 1
  if (f < 0 || f >= tree.parent.length) return NOWHERE
  const owner = hostOf(tree, f)
  if (physical !== (f + 1) * SLOT + tree.shifted[owner] * OFFSET) return NOWHERE
  return tree.listed[host] === 1 && tree.listed[owner] === 1 ? f : NOWHERE
}
