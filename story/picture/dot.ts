/**
 * A scene in Graphviz's language: root complex and memory on top, below them the trees, switches and devices framed.
 *
 * Node names are ours (`f3`, `c7`, `rc`, `ram`), so that a name out of a file is only ever the text of a label.
 */
import { KIND, NO_FUNCTION, ROOT, isBridge, opensWires, type Machine } from '../../model/machine/columns.ts'
import { machineTold, type MachineTold } from '../machine.ts'
import { captionOf, headOf } from './dot-caption.ts'
import { clientNode, complexNode, functionNode, memoryNode, moreNode } from './dot-nodes.ts'
import { LAID_OUT } from './fit.ts'
import { MORE_CLIENTS, foldedOf, moreClients, type Below, type Drawn } from './fold.ts'
import { isSpot } from './marks.ts'
import { FAINT, INK, PAPER, WAY } from './palette.ts'
import type { Leg, Stop } from './route.ts'
import { idOf, ranksOf, type Ranks } from './rows.ts'
import type { Scene } from './scene.ts'

/** A scene with what is drawn of its machine. */
interface Drawing {
  readonly scene: Scene
  readonly told: MachineTold
  readonly below: Below
  readonly ranks: Ranks
}

export const dotOf = (scene: Scene): string => {
  const { machine: m } = scene
  const told = machineTold(m)
  const below = foldedOf(scene, told)
  const drawing: Drawing = { scene, told, below, ranks: ranksOf(m, below) }
  const machine = [
    `graph [label=${captionOf(scene)}, labelloc=b, labeljust=l, peripheries=0, margin=0]`,
    '{',
    '  rank=same',
    `  ${complexNode(scene, told)}`,
    `  ${memoryNode(scene, told)}`,
    '}',
    ...boxesOf(drawing),
    ...clientsOf(scene, below),
    ...linksOf(drawing),
  ]
  const font = `fontname="Arial", fontsize=${LAID_OUT}`
  const body = [
    `graph [rankdir=TB, bgcolor="${PAPER}", ${font}, fontcolor="${INK}", labelloc=t, labeljust=l, pad=0.3, nodesep=0.35, ranksep=0.45]`,
    `node [shape=box, ${font}, fontcolor="${INK}", color="${INK}", margin="0.12,0.08"]`,
    `edge [${font}, fontcolor="${WAY}", color="${FAINT}", arrowsize=0.8]`,
    `label=${headOf(scene)}`,
    'subgraph cluster_machine {',
    ...machine.map(indented),
    '}',
  ]
  return ['digraph machine {', ...body.map(indented), '}'].join('\n')
}

const indented = (line: string): string => `  ${line}`

/** Everything below the root complex that is drawn, with what is above it: from left to right as in the text from top to bottom. */
const order = (below: Below): { readonly one: Drawn; readonly above: number }[] => {
  const under = (above: number): { readonly one: Drawn; readonly above: number }[] =>
    below(above).flatMap((one) => [{ one, above }, ...(typeof one === 'number' ? under(one) : [])])
  return under(ROOT)
}

/** Inside one frame: the ports of a switch, the functions of one device. */
const isFrame = ({ scene: { machine: m } }: Drawing, above: number): boolean =>
  above !== ROOT && (m.kind[above] === KIND.switchUp || isDevice(m, above))

/** Whether what is below the link of `above` is one device of several functions. */
const isDevice = (m: Machine, above: number): boolean =>
  m.below[above].length > 1 && !opensWires(m.kind[above]) && !m.below[above].some((f) => isBridge(m.kind[f]))

const boxesOf = (drawing: Drawing): string[] => {
  const { scene, told, below } = drawing
  const m = scene.machine
  const nodeOf = (one: Drawn): string => (typeof one === 'number' ? functionNode(scene, told, one) : moreNode(one))
  return order(below).flatMap(({ one, above }) => {
    if (typeof one === 'number' && m.kind[one] === KIND.switchUp)
      return frame(`switch${one}`, 'switch', [one, ...below(one)].map(nodeOf))
    if (!isFrame(drawing, above)) return [nodeOf(one)]
    const isFirst = below(above)[0] === one && m.kind[above] !== KIND.switchUp
    return isFirst ? frame(`device_${idOf(one)}`, 'one device', below(above).map(nodeOf)) : []
  })
}

const frame = (name: string, label: string, nodes: readonly string[]): string[] => [
  `subgraph cluster_${name} {`,
  `  graph [label="${label}", style=rounded, peripheries=1, margin=10, color="${FAINT}", fontcolor="${FAINT}", labelloc=t, labeljust=l]`,
  ...nodes.map(indented),
  '}',
]

/**
 * Clients that are no functions: below the one whose child they are, or beside the trees. Of many the first, and who
 * takes part.
 */
const clientsOf = (scene: Scene, below: Below): string[] => {
  const { machine: m, marks } = scene
  const drawn = new Set(order(below).map(({ one }) => one))
  const clients = m.clientFunction.flatMap((f, c) => (c < m.name.length || (f >= 0 && !drawn.has(f)) ? [] : [c]))
  const idle = clients.filter((c) => !marks.some(({ at }) => isSpot(at, { client: c })))
  const left = idle.slice(MOST_IDLE)
  return [
    ...clients.flatMap((c) => (left.includes(c) ? [] : [clientNode(scene, c), linkOf(`c${c}`, m.clientFunction[c])])),
    ...(left.length === 0 ? [] : [moreNode(moreClients(m, left)), linkOf(MORE_CLIENTS, NO_FUNCTION)]),
  ]
}

const linkOf = (id: string, f: number): string =>
  f < 0 ? `rc -> ${id} [style=invis]` : `f${f} -> ${id} [dir=none, style=dotted]`

/** Clients that are no functions and take no part, of those that are drawn. */
const MOST_IDLE = 2

/** Every link, with the way over it; then what goes over no link; and memory, which is always beside the root complex. */
const linksOf = ({ scene: { machine: m, route }, below, ranks }: Drawing): string[] => {
  const legs = route?.legs ?? []
  const links = order(below).flatMap(({ one, above }) => {
    const host = m.host[typeof one === 'number' ? one : one.functions[0]]
    const ends = `${above === ROOT ? `rc:h${host}:s` : `f${above}`} -> ${idOf(one)}`
    const rank = ranks.get(idOf(one))!
    const low = rank === 1 ? '' : `, minlen=${rank}`
    const over = legs.filter(({ from, to }) => (from === above && to === one) || (from === one && to === above))
    return over.length === 0
      ? [`${ends} [dir=none${typeof one === 'number' ? '' : ', style=dotted'}${low}]`]
      : over.map((leg) => `${ends} [${legAttributes(leg, legs, leg.from === one)}${low}]`)
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
