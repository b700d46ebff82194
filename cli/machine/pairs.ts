/**
 * All pairs as a table: by where they meet, what Linux answers, how far it is, what nvidia-smi calls the way, and what a DMA then
 * needs. Under the table stands what each letter of the last of these means.
 */
import { typeIn, type Class } from '../../machines/answer.ts'
import type { Asked } from '../../machines/cases.ts'
import type { Dumped } from '../../machines/dumped.ts'
import { countPairs, pairsOf, redirectingIn } from '../../machines/fold.ts'
import type { Fold } from '../../machines/folding.ts'
import { TOPOS } from '../../machines/topo.ts'
import { dependsOn, listOf, nameOf, redirecting, rootBus } from '../../machines/why.ts'
import { ROOT, type Hw } from '../../model/machine/columns.ts'
import { columnsTold, counted, hanging, wrapped } from '../../story/words/lines.ts'
import { nameOfAll, together } from './tree.ts'

/** Examples that are told before the rest is counted. */
const MOST = 12

/** Rows of pairs that meet at no bridge. */
const MOST_APART = 40

const HEAD = ['answer', 'distance', 'topo -m', 'needs']
const INDENT = '    '

/** A last column that is narrower stands below the others. */
const LEAST_COLUMN = 24

export const tellPairs = (asked: Asked, all: readonly Fold[]): string => {
  if (all.length === 0) return '  There are no two functions to ask about.'
  const needs = [...new Set(all.flatMap((fold) => needsOf(asked, fold)))]
  const { folds, untold } = toldOf(all)
  const rows = folds.map((fold) => cellsOf(asked, fold, needs))
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((cells) => cells[column].length)))
  const lines = [rowOf(HEAD, widths, 'functions')]
  let meet: number | undefined
  for (const [i, fold] of folds.entries()) {
    if (fold.meet !== meet)
      lines.push(fold.meet === ROOT ? '  meet at no bridge' : `  meet at ${nameOf(asked, fold.meet)}`)
    meet = fold.meet
    lines.push(rowOf(rows[i], widths, fold.meet === ROOT ? tellRoot(asked, fold) : tellFold(asked, fold)))
  }
  const rest = `and ${counted(countPairs(untold), 'more pair')} at no bridge (--json has all)`
  return [
    ...lines,
    ...(untold.length === 0 ? [] : [wrapped(rest, INDENT)]),
    wrapped('topo -m: what nvidia-smi topo -m calls the way. Needs: what a DMA between the two then needs.', '  '),
    ...needs.map((says, i) => hanging(`${letter(i)}: ${says}`, INDENT, `${INDENT}   `)),
  ].join('\n')
}

/** Where there are many root buses, those rows that have most pairs. */
const toldOf = (all: readonly Fold[]): { folds: readonly Fold[]; untold: readonly Fold[] } => {
  const apart = all.filter(({ meet }) => meet === ROOT)
  if (apart.length <= MOST_APART) return { folds: all, untold: [] }
  const bySize = apart.toSorted((a, b) => b.pairs - a.pairs)
  return {
    folds: [...all.filter(({ meet }) => meet !== ROOT), ...bySize.slice(0, MOST_APART)],
    untold: bySize.slice(MOST_APART),
  }
}

const rowOf = (cells: readonly string[], widths: readonly number[], last: string): string => {
  const row = INDENT + cells.map((cell, column) => cell.padEnd(widths[column])).join('  ')
  const width = columnsTold() - row.length - 2
  if (width < LEAST_COLUMN) return `${row.trimEnd()}\n${wrapped(last, `${INDENT}  `)}`
  return hanging(last, `${row}  `, ' '.repeat(row.length + 2))
}

/** What a DMA needs, and of which pairs. */
const NEEDS: readonly { readonly of: (fold: Fold, asked: Asked) => boolean; readonly says: string }[] = [
  {
    of: ({ types }) => types.some((type) => type !== 'NOT_SUPPORTED'),
    says: 'a driver that maps with dma_map_sgtable',
  },
  {
    of: ({ types }) => types.includes('THRU_HOST_BRIDGE'),
    says: 'a root complex that really forwards, which no dump shows',
  },
  {
    of: (fold, asked) => isOnlyWithout(asked, fold, asked.ifUnseen),
    says: 'no port on the way that redirects by ACS, which this dump does not show',
  },
  {
    of: (fold, asked) => isOnlyWithout(asked, fold, asked.withIommu),
    says: 'no IOMMU driver that asks for ACS at boot: ports on the way have it (--pair A B says which)',
  },
  { of: ({ type, meet }) => type === 'NOT_SUPPORTED' && meet !== ROOT, says: 'ports that do not redirect' },
  {
    of: ({ type, meet }) => type === 'NOT_SUPPORTED' && meet === ROOT,
    says: 'another slot, so that one switch is above both',
  },
]

/** Some pair of it is taken directly, and would not be on that other machine. */
const isOnlyWithout = (asked: Asked, { type, examples }: Fold, other: Hw | undefined): boolean =>
  type === 'BUS_ADDR' &&
  other !== undefined &&
  examples
    .slice(0, MOST)
    .some(([a, b]) => typeIn(asked, other, a.members[0], b === a ? b.members[1] : b.members[0]) !== type)

const needsOf = (asked: Asked, fold: Fold): string[] => [
  ...NEEDS.flatMap(({ of, says }) => (of(fold, asked) ? [says] : [])),
  ...(fold.type === 'depends' ? [`the better answer, which ${dependsOn(asked, { types: fold.types })}`] : []),
]

/** Behind `z` they are numbers. */
const letter = (i: number): string => (i < 26 ? (10 + i).toString(36) : String(i))

const cellsOf = (asked: Asked, fold: Fold, needs: readonly string[]): string[] => [
  fold.type,
  fold.least === fold.most ? String(fold.least) : `${fold.least} to ${fold.most}`,
  TOPOS.filter((name) => fold.topos.has(name)).join('/'),
  needsOf(asked, fold)
    .map((says) => letter(needs.indexOf(says)))
    .join(' '),
]

const tellFold = (asked: Asked, fold: Fold): string => {
  const ports =
    fold.type === 'depends' ? [] : redirectingIn(asked, fold).map((f) => redirecting(asked, asked.cases[0], f))
  return `${tellMembers(asked, fold)}${ports.length > 0 ? `; redirecting: ${listOf(ports)}` : ''}`
}

/** In one list where each goes with each; else pair by pair, the first few. */
const tellMembers = (asked: Asked, { classes, examples, pairs }: Fold): string => {
  const all = [...classes]
  const each = all.reduce((sum, a, i) => sum + all.slice(i + 1).reduce((n, b) => n + pairsOf(a, b), 0), 0)
  if (all.length > 2 && pairs === each)
    return `${listOf(all.map((one) => namesOf(asked, one)))}, each device with each other`
  const told = examples.slice(0, MOST)
  const rest = pairs - told.reduce((sum, [a, b]) => sum + pairsOf(a, b), 0)
  const more = rest > 0 ? `; and ${counted(rest, 'more pair')}` : ''
  return `${told.map(([a, b]) => tellExample(asked, a, b)).join('; ')}${more}`
}

const namesOf = ({ dump }: Asked, { members }: Class): string => listOf(folded(members.map((f) => dump.functions[f])))

export const tellExample = (asked: Asked, a: Class, b: Class): string =>
  a === b ? `${namesOf(asked, a)} among themselves` : `${namesOf(asked, a)} and ${namesOf(asked, b)}`

/** Functions in order, those of one device in one name. */
const folded = (functions: readonly Dumped[]): string[] => {
  const devices = together(functions, ({ domain, bus, devfn }) => `${domain} ${bus} ${Math.floor(devfn / 8)}`)
  return [...devices.values()].map(nameOfAll)
}

const tellRoot = (asked: Asked, { classes, pairs, type, trust }: Fold): string => {
  const found = new Set([...classes].map(({ members }) => asked.machine.host[members[0]]))
  const hosts = [...found].toSorted((a, b) => a - b)
  const where = `root ${hosts.length === 1 ? 'bus' : 'buses'} ${listOf(hosts.map((h) => rootBus(asked, h)))}`
  return `${counted(pairs, 'pair')} through ${where}${type === 'depends' ? '' : `; ${trust}`}`
}
