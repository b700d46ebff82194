/**
 * A scene in Graphviz's language: root complex and memory on top, below them the trees, switches and devices framed.
 *
 * Node names are ours (`f3`, `c7`, `rc`, `ram`), so that a name out of a file is only ever the text of a label.
 */
import { KIND, NO_FUNCTION, ROOT, isBridge, type Machine } from '../../model/machine/columns.ts'
import { machineTold, type MachineTold } from '../machine.ts'
import { captionOf } from './dot-caption.ts'
import { clientNode, complexNode, functionNode, memoryNode } from './dot-nodes.ts'
import type { Leg, Stop } from './route.ts'
import type { Scene } from './scene.ts'

const INK = '#1a1a1a'
const FAINT = '#6b6b6b'
const WAY = '#0b57a4'

export const dotOf = (scene: Scene): string => {
  const { machine: m } = scene
  const told = machineTold(m)
  const free = order(m).filter((f) => !isBoxed(m, f))
  const body = [
    `graph [rankdir=TB, bgcolor="#ffffff", fontname="Arial", fontsize=12, fontcolor="${INK}", labelloc=b, labeljust=l, pad=0.3, nodesep=0.35, ranksep=0.45]`,
    `node [shape=box, fontname="Arial", fontsize=12, fontcolor="${INK}", color="${INK}", margin="0.12,0.08"]`,
    `edge [fontname="Arial", fontsize=13, fontcolor="${WAY}", color="${FAINT}", arrowsize=0.8]`,
    `label=${captionOf(scene)}`,
    '{',
    '  rank=same',
    `  ${complexNode(scene, told)}`,
    `  ${memoryNode(scene, told)}`,
    '}',
    ...free.map((f) => functionNode(scene, told, f)),
    ...framesOf(scene, told),
    ...clientsOf(scene),
    ...linksOf(scene),
  ]
  return ['digraph machine {', ...body.map(indented), '}'].join('\n')
}

const indented = (line: string): string => `  ${line}`

/** Functions below each other in devfn order: from left to right as the text has them from top to bottom. */
const order = (m: Machine): number[] => {
  const below = (f: number): number[] => [f, ...m.below[f].flatMap(below)]
  return m.parent
    .flatMap((p, f) => (p === ROOT ? [f] : []))
    .toSorted((f, g) => m.host[f] - m.host[g] || m.devfn[f] - m.devfn[g])
    .flatMap(below)
}

/** Drawn inside a frame: the ports of a switch, the functions of one device. */
const isBoxed = (m: Machine, f: number): boolean =>
  m.kind[f] === KIND.switchUp || m.kind[f] === KIND.switchDown || deviceOf(m, f).length > 1

/** The functions at the end of the link of `f`. */
const deviceOf = (m: Machine, f: number): readonly number[] => {
  const above = m.parent[f]
  return above === ROOT || isBridge(m.kind[f]) || m.kind[above] === KIND.pciBridge ? [f] : m.below[above]
}

const framesOf = (scene: Scene, told: MachineTold): string[] =>
  order(scene.machine).flatMap((f) => {
    const m = scene.machine
    const nodes = (all: readonly number[]): string[] => all.map((g) => functionNode(scene, told, g))
    if (m.kind[f] === KIND.switchUp) return frame(`switch${f}`, 'switch', nodes([f, ...m.below[f]]))
    const device = deviceOf(m, f)
    return device.length > 1 && device[0] === f ? frame(`device${f}`, 'one device', nodes(device)) : []
  })

const frame = (name: string, label: string, nodes: readonly string[]): string[] => [
  `subgraph cluster_${name} {`,
  `  graph [label="${label}", style=rounded, color="${FAINT}", fontcolor="${FAINT}", fontsize=11, labelloc=t, labeljust=l]`,
  ...nodes.map(indented),
  '}',
]

/** Clients that are no functions: below the one whose child they are, or beside the trees. */
const clientsOf = (scene: Scene): string[] =>
  scene.machine.clientFunction.flatMap((f, c) => {
    if (c < scene.machine.name.length) return []
    return [
      clientNode(scene, c),
      f === NO_FUNCTION ? `rc -> c${c} [style=invis]` : `f${f} -> c${c} [dir=none, style=dotted]`,
    ]
  })

/** Every link, with the way over it; then what goes over no link; and memory, which is always beside the root complex. */
const linksOf = ({ machine: m, route }: Scene): string[] => {
  const legs = route?.legs ?? []
  const links = order(m).flatMap((f) => {
    const above = m.parent[f]
    const ends = `${above === ROOT ? `rc:h${m.host[f]}:s` : `f${above}`} -> f${f}`
    const over = legs.filter(({ from, to }) => (from === above && to === f) || (from === f && to === above))
    return over.length === 0
      ? [`${ends} [dir=none]`]
      : over.map((leg) => `${ends} [${legAttributes(leg, legs, leg.from === f)}]`)
  })
  const beside = legs
    .filter((leg) => !isLink(m, leg))
    .map(
      (leg) =>
        `${nameOf(leg.from)} -> ${nameOf(leg.to)} [${legAttributes(leg, legs, false)}, constraint=false, minlen=2]`,
    )
  const memory = legs.some(({ to }) => to === 'RAM') ? [] : ['rc -> ram [dir=none, constraint=false, minlen=2]']
  return [...links, ...beside, ...memory]
}

const nameOf = (stop: Stop): string => (stop === 'RAM' ? 'ram' : stop === ROOT ? 'rc' : `f${stop}`)

const isLink = (m: Machine, { from, to }: Leg): boolean => {
  const isBelow = (f: Stop, above: Stop): boolean => typeof f === 'number' && f !== ROOT && m.parent[f] === above
  return isBelow(to, from) || isBelow(from, to)
}

/** @param up whether the leg goes against the direction in which its link is written */
const legAttributes = (leg: Leg, legs: readonly Leg[], up: boolean): string => {
  const { hops, completion } = leg
  const label = hops.length === 0 ? '' : `, label=<<B> ${numbers(hops)} </B>>`
  const style = completion ? ', style=dashed' : ''
  const name = `id="leg${legs.indexOf(leg) + 1}", class="${completion ? 'completion' : 'request'}"`
  return `${name}, color="${WAY}", penwidth=2.4${style}${up ? ', dir=back' : ''}${label}`
}

/** `3` or `3-5` */
const numbers = (hops: readonly number[]): string => (hops.length === 1 ? `${hops[0]}` : `${hops[0]}-${hops.at(-1)}`)
