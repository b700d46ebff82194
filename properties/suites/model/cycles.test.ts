/** Cycles of a graph that is drawn here: who goes round for ever, and who is kept from going. */
import { describe, expect, it } from 'vitest'
import { livelocks, starvings, type Node } from '../../../model/schedule/cycles.ts'

interface Named extends Node {
  readonly name: string
  readonly next: { to: Named; actor: number }[]
}

/** Edges as `from actor to`. */
const drawn = (...edges: readonly (readonly [string, number, string])[]): Named[] => {
  const nodes = new Map<string, Named>()
  const node = (name: string): Named => {
    const known = nodes.get(name) ?? { name, next: [] }
    nodes.set(name, known)
    return known
  }
  for (const [from, actor, to] of edges) node(from).next.push({ to: node(to), actor })
  return [...nodes.values()]
}
const told = (cycles: readonly { nodes: readonly Named[]; actors: readonly number[] }[]): string[] =>
  cycles.map(
    ({ nodes, actors }) =>
      `${nodes
        .map(({ name }) => name)
        .toSorted()
        .join('')}:${actors.toSorted((a, b) => a - b).join('')}`,
  )

describe('a livelock', () => {
  it('is a cycle on which everybody goes who can', () => {
    expect(told(livelocks(drawn(['a', 0, 'b'], ['b', 1, 'a'])))).toEqual(['ab:01'])
  })

  it('is none where somebody could leave it, and does so sooner or later', () => {
    expect(livelocks(drawn(['a', 0, 'b'], ['b', 0, 'a'], ['b', 1, 'end']))).toEqual([])
  })

  it('is found inside a larger part that is none', () => {
    const graph = drawn(['a', 0, 'b'], ['b', 0, 'a'], ['b', 0, 'c'], ['c', 0, 'b'], ['c', 1, 'end'])
    expect(told(livelocks(graph))).toEqual(['ab:0'])
  })

  it('is no way that ends', () => {
    expect(livelocks(drawn(['a', 0, 'b'], ['a', 1, 'c'], ['b', 1, 'd'], ['c', 0, 'd']))).toEqual([])
  })

  it('is found on a way of 20 000 states: no call is as deep as the way', () => {
    const edges = Array.from({ length: 20_000 }, (_, i) => [`${i}`, 0, `${i + 1}`] as const)
    expect(livelocks(drawn(...edges, ['20000', 0, '0']))).toHaveLength(1)
  })
})

describe('somebody starves', () => {
  it('where one goes round alone and another could go', () => {
    const graph = drawn(['a', 0, 'b'], ['b', 0, 'a'], ['b', 1, 'end'])
    expect(told(starvings(graph, 2))).toEqual(['ab:0'])
  })

  it('not where nobody else could', () => {
    expect(starvings(drawn(['a', 0, 'b'], ['b', 0, 'a']), 2)).toEqual([])
  })

  it('not where two go round in turns', () => {
    expect(starvings(drawn(['a', 0, 'b'], ['b', 1, 'a']), 2)).toEqual([])
  })
})
