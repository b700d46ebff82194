/**
 * Ways of a block that never end although nobody waits: cycles in the graph of its states.
 *
 * Livelock: everybody who could go on does, and they come back to where they were. Starving: one goes round alone, and whoever
 * could end that is not let on by a scheduler that has no reason to stop who is busy.
 */

/** A state of the graph, and what a row of an actor makes of it. */
export interface Node {
  readonly next: readonly { readonly to: Node; readonly actor: number }[]
}

/** States of a cycle, and who goes round. */
export interface Cycle<N> {
  readonly nodes: readonly N[]
  readonly actors: readonly number[]
}

/** Strongly connected parts that have a cycle: Tarjan's algorithm, with a stack of its own. */
export const parts = <N extends Node>(all: readonly N[]): N[][] => {
  const within = new Set<Node>(all)
  const order = new Map<Node, number>()
  const low = new Map<Node, number>()
  const open: N[] = []
  const isOpen = new Set<Node>()
  const found: N[][] = []
  const close = (node: N): void => {
    const part: N[] = []
    for (let top = open.pop(); top !== undefined; top = open.pop()) {
      part.push(top)
      isOpen.delete(top)
      if (top === node) break
    }
    if (part.length > 1 || node.next.some(({ to }) => to === node)) found.push(part)
  }
  const enter = (node: N): { node: N; at: number } => {
    order.set(node, order.size)
    low.set(node, order.get(node)!)
    open.push(node)
    isOpen.add(node)
    return { node, at: 0 }
  }
  for (const root of all) {
    if (order.has(root)) continue
    const path = [enter(root)]
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { node } = top
      const edge = node.next[top.at++]
      if (edge === undefined) {
        path.pop()
        const above = path.at(-1)?.node
        if (above !== undefined) low.set(above, Math.min(low.get(above)!, low.get(node)!))
        if (low.get(node) === order.get(node)) close(node)
      } else if (within.has(edge.to) && !order.has(edge.to)) path.push(enter(edge.to as N))
      else if (isOpen.has(edge.to)) low.set(node, Math.min(low.get(node)!, order.get(edge.to)!))
    }
  }
  return found
}

const movers = (nodes: readonly Node[], inside: ReadonlySet<Node>): Set<number> =>
  new Set(nodes.flatMap(({ next }) => next.filter(({ to }) => inside.has(to)).map(({ actor }) => actor)))

/** Cycles on which everybody goes who can go anywhere on them. States where somebody else could are left out, and asked again. */
export const livelocks = <N extends Node>(all: readonly N[]): Cycle<N>[] =>
  parts(all).flatMap((nodes) => {
    const actors = movers(nodes, new Set(nodes))
    const fair = nodes.filter(({ next }) => next.every(({ actor }) => actors.has(actor)))
    if (fair.length === nodes.length) return [{ nodes, actors: [...actors] }]
    return livelocks(fair)
  })

/** Cycles on which one goes alone while somebody else could go. */
export const starvings = <N extends Node>(all: readonly N[], count: number): Cycle<N>[] =>
  Array.from({ length: count }, (_, actor) => actor).flatMap((actor) =>
    alone(all, actor).filter(({ nodes }) => nodes.some(({ next }) => next.some((edge) => edge.actor !== actor))),
  )

/** Each state has one row of an actor at most, so that there is one way to follow. */
const alone = <N extends Node>(all: readonly N[], actor: number): Cycle<N>[] => {
  const seen = new Map<Node, N>()
  const found: Cycle<N>[] = []
  for (const root of all) {
    const way: N[] = []
    let node: N | undefined = root
    while (node !== undefined && !seen.has(node)) {
      seen.set(node, root)
      way.push(node)
      node = node.next.find((edge) => edge.actor === actor)?.to as N | undefined
    }
    if (node !== undefined && seen.get(node) === root)
      found.push({ nodes: way.slice(way.indexOf(node)), actors: [actor] })
  }
  return found
}
