/**
 * The places of a picture. What a mark says it says in words and by the frame; colour only repeats it.
 */
import { hex } from '../../model/address.ts'
import { ROOT, isBridge, type Machine } from '../../model/machine/columns.ts'
import { wrapped } from '../words/lines.ts'
import { claimsOf, type FunctionTold, type MachineTold } from '../machine.ts'
import { inLabel } from './escape.ts'
import type { More } from './fold.ts'
import { isSpot, type Mark, type Spot } from './marks.ts'
import { AMBER, BLUE, FAINT, GREEN, GREY, INK, RED } from './palette.ts'
import type { Scene } from './scene.ts'

interface Drawing {
  readonly attributes: string
  readonly ink: string
  /** What the legend says of it. */
  readonly legend?: string
}

/** How a marked place is drawn; of two marks on one place the one that stands first. */
export const MARKS: Readonly<Record<Mark['as'], Drawing>> = {
  wrong: {
    attributes: `style="filled,diagonals", fillcolor="${RED.paper}", color="${RED.ink}", penwidth=2`,
    ink: RED.ink,
    legend: 'crossed corners: where it ended, and was not to',
  },
  open: {
    attributes: `style="filled,dashed", fillcolor="${AMBER.paper}", color="${AMBER.ink}", penwidth=2`,
    ink: AMBER.ink,
    legend: 'dashed frame: from here on nothing says what happens',
  },
  meant: {
    attributes: `style=filled, fillcolor="${GREEN.paper}", color="${GREEN.ink}", peripheries=2`,
    ink: GREEN.ink,
    legend: 'double frame: what was meant',
  },
  landed: { attributes: `style=filled, fillcolor="${GREEN.paper}", color="${GREEN.ink}"`, ink: GREEN.ink },
  start: {
    attributes: `style="filled,bold", fillcolor="${BLUE.paper}", color="${BLUE.ink}"`,
    ink: BLUE.ink,
    legend: 'bold frame: who sends it',
  },
  role: { attributes: `style=filled, fillcolor="${GREY}"`, ink: INK },
}
export const ORDER = Object.keys(MARKS) as readonly Mark['as'][]

/** Text that is markup already. */
interface Markup {
  readonly markup: string
}
const plain = (text: string): Markup => ({ markup: inLabel(text) })
const bold = (text: string): Markup => ({ markup: `<B>${inLabel(text)}</B>` })
const lines = (all: readonly Markup[]): string => all.map(({ markup }) => markup).join('<BR/>')
/** Letters of a line in a box; a name that is longer goes on in the next. */
const LETTERS = 34
const PIECES = new RegExp(`.{1,${LETTERS}}`, 'gu')
const folded = (text: string): string[] =>
  wrapped(text, '', LETTERS)
    .split('\n')
    .flatMap((line) => line.match(PIECES) ?? [])
const named = (name: string): Markup[] => folded(name).map(bold)

const marksAt = ({ marks }: Scene, at: Spot): Mark[] =>
  marks.filter((mark) => isSpot(mark.at, at)).toSorted((a, b) => ORDER.indexOf(a.as) - ORDER.indexOf(b.as))

const markLine = ({ as, words }: Mark): Markup => ({
  markup: `<FONT COLOR="${MARKS[as].ink}"><B>${folded(words).map(inLabel).join('<BR/>')}</B></FONT>`,
})

/** Attributes of a place: of the mark that matters most, and double if it was meant as well; and its marks by name. */
const frameOf = (scene: Scene, at: Spot, otherwise = ''): string => {
  const marks = marksAt(scene, at)
  if (marks.length === 0) return otherwise
  const isDouble = marks[0].as !== 'meant' && marks.some(({ as }) => as === 'meant')
  const kinds = [...new Set(marks.map(({ as }) => as))].join(' ')
  return `, ${MARKS[marks[0].as].attributes}${isDouble ? ', peripheries=2' : ''}, class="${kinds}"`
}

/** A function: name, type, address, what it claims, what is not the usual. */
export const functionNode = (scene: Scene, told: MachineTold, f: number): string => {
  const m = scene.machine
  const label = [
    ...named(m.name[f]),
    ...wordsOf(m, told.functions[f], f).map(plain),
    ...marksAt(scene, f).map(markLine),
  ]
  const frame = frameOf(scene, f, isBridge(m.kind[f]) ? ', style=rounded' : '')
  return `f${f} [id="f${f}", label=<${lines(label)}>${frame}]`
}

const wordsOf = (m: Machine, { type, bdf, facts }: FunctionTold, f: number): string[] => {
  const { base, size } = claimsOf(m, f)
  const claim = size === 0 ? [] : [`${isBridge(m.kind[f]) ? 'window' : 'BAR'} ${hex(base)} to ${hex(base + size - 1)}`]
  const short = type.replace('root complex integrated', 'integrated').replace(/^switch /, '')
  return [`${short} ${bdf}`, ...claim, ...facts].flatMap(folded)
}

/** A client that is no function. */
export const clientNode = (scene: Scene, c: number): string => {
  const m = scene.machine
  const what = m.clientFunction[c] === ROOT ? 'a device on no bus' : 'a device that is no PCI function'
  const label = [...named(m.clientName[c]), plain(what), ...marksAt(scene, { client: c }).map(markLine)]
  return `c${c} [id="c${c}", shape=ellipse, label=<${lines(label)}>${frameOf(scene, { client: c })}]`
}

/** What stands for functions that are not drawn. */
export const moreNode = ({ id, words }: More): string =>
  `${id} [id="${id}", class="more", style="dotted", color="${FAINT}", label=<${lines(words.flatMap(folded).map(plain))}>]`

/** Host bridges beside each other. */
const HOSTS_ACROSS = 4

/** Root complex, with a cell for each host bridge. */
export const complexNode = (scene: Scene, { cpu, hosts, forwards }: MachineTold): string => {
  const roots = scene.machine.parent.filter((p) => p === ROOT).length
  const words = [
    `CPU ${cpu.vendor}, family ${hex(cpu.family)}`,
    forwards.length === 0
      ? 'not said to forward between ports'
      : forwards.length === roots ** 2
        ? 'forwards between all ports'
        : `forwards between ${forwards.length} of ${roots ** 2} pairs of ports`,
  ]
  const span = `COLSPAN="${Math.max(1, Math.min(hosts.length, HOSTS_ACROSS))}"`
  const cells = hosts.map(hostCell)
  const hostRows = cells.flatMap((_, i) => (i % HOSTS_ACROSS === 0 ? [cells.slice(i, i + HOSTS_ACROSS)] : []))
  const rows = [
    `<TR><TD ${span}>${lines([bold('root complex'), ...words.map(plain)])}</TD></TR>`,
    ...marksAt(scene, ROOT).map((mark) => `<TR><TD ${span}>${markLine(mark).markup}</TD></TR>`),
    ...hostRows.map((row) => `<TR>${row.join('')}</TR>`),
  ]
  return `rc [id="rc", label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="4">${rows.join('')}</TABLE>>${frameOf(scene, ROOT)}]`
}

const hostCell = ({ name, offset, facts }: MachineTold['hosts'][number], h: number): string => {
  const bus = offset === 0 ? '' : ` ${offset < 0 ? '+' : '-'} ${hex(Math.abs(offset))}`
  const label = [...named(name), ...['host bridge', `bus = CPU physical${bus}`, ...facts.flatMap(folded)].map(plain)]
  return `<TD PORT="h${h}" BORDER="1" CELLPADDING="5">${lines(label)}</TD>`
}

/** Ranges of memory that are told; a machine with more has them in the text. */
const MOST_RANGES = 6

export const memoryNode = (scene: Scene, { ram }: MachineTold): string => {
  const ranges = ram
    .slice(0, MOST_RANGES)
    .map(({ base, size, type }) => `${type === 'RAM' ? '' : `${type} `}${hex(base)} to ${hex(base + size - 1)}`)
  const more = ram.length > MOST_RANGES ? [`and ${ram.length - MOST_RANGES} more ranges`] : []
  const marks = marksAt(scene, 'RAM')
  // The lid of a cylinder with two frames needs room.
  const lid = marks.some(({ as }) => as === 'meant') ? [plain(' ')] : []
  const label = [...lid, bold('RAM'), ...[...ranges, ...more].map(plain), ...marks.map(markLine)]
  // Crossed corners want corners.
  const shape = marks.some(({ as }) => as === 'wrong') ? 'box' : 'cylinder'
  return `ram [id="ram", shape=${shape}, label=<${lines(label)}>${frameOf(scene, 'RAM')}]`
}
