/** The answers as text: by where pairs meet, and one pair with its reasons. */
import type { Asked } from '../../machines/cases.ts'
import { groupNames, tellNote, type PairSaid } from '../../machines/report.ts'
import { dependsOn, listOf, nameOf, redirecting, rootBus } from '../../machines/why.ts'
import type { Class } from '../../machines/answer.ts'
import type { Difference } from '../../machines/diff.ts'
import type { Dumped, Note } from '../../machines/dumped.ts'
import { ROOT } from '../../model/machine/columns.ts'
import { counted, hanging, wrapped } from '../../story/words/lines.ts'
import { TOPOS } from '../../machines/topo.ts'
import { pairsOf, redirectingIn, type Fold } from '../../machines/fold.ts'
import { nameOfAll, together } from './tree.ts'

/** Notes, examples and groups that are told before the rest is counted. */
const MOST = 12

export const tellPairs = (asked: Asked, folds: readonly Fold[]): string => {
  if (folds.length === 0) return '  There are no two functions to ask about.'
  const lines: string[] = []
  let meet: number | undefined
  for (const fold of folds) {
    if (fold.meet !== meet && fold.meet !== ROOT)
      lines.push(hanging(`meet at ${nameOf(asked, fold.meet)}`, '  ', '    '))
    if (fold.meet !== meet && fold.meet === ROOT) lines.push('  meet at no bridge')
    meet = fold.meet
    lines.push(hanging(fold.meet === ROOT ? tellRoot(asked, fold) : tellFold(asked, fold), '    ', '      '))
  }
  return [...lines, ...legendOf(folds)].join('\n')
}

/** What each answer needs, once; with `--pair` all of it. */
const legendOf = (folds: readonly Fold[]): string[] => {
  const some = (type: Fold['type'], where: (fold: Fold) => boolean = () => true): boolean =>
    folds.some((fold) => fold.type === type && where(fold))
  const needs = [
    [some('BUS_ADDR') || some('THRU_HOST_BRIDGE'), 'A DMA needs a driver that maps with dma_map_sgtable'],
    [some('THRU_HOST_BRIDGE'), 'THRU_HOST_BRIDGE needs a root complex that really forwards, which no dump shows'],
    [
      some('NOT_SUPPORTED', ({ meet }) => meet !== ROOT),
      'NOT_SUPPORTED below one bridge needs ports that do not redirect',
    ],
    [
      some('NOT_SUPPORTED', ({ meet }) => meet === ROOT),
      'NOT_SUPPORTED where they meet at no bridge needs another slot, so that one switch is above both',
    ],
  ] as const
  return [
    hanging(
      `The names behind the distance are those of nvidia-smi topo -m. ${needs.flatMap(([is, says]) => (is ? [`${says}.`] : [])).join(' ')}`,
      '  ',
      '  ',
    ),
  ]
}

/** `BUS_ADDR, distance 4, PIX` */
const headOf = ({ type, least, most, topos }: Fold): string =>
  `${type}, distance ${least}${least === most ? '' : ` to ${most}`}, ${TOPOS.filter((name) => topos.has(name)).join('/')}`

const tellFold = (asked: Asked, fold: Fold): string => {
  const ports = redirectingIn(asked, fold).map((f) => redirecting(asked, asked.cases[0], f))
  const why =
    fold.type === 'depends'
      ? `; ${dependsOn(asked, { types: fold.types })}`
      : ports.length > 0
        ? `; redirecting: ${listOf(ports)}`
        : ''
  return `${headOf(fold)}: ${tellMembers(asked, fold)}${why}`
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

const tellRoot = (asked: Asked, fold: Fold): string => {
  const hosts = [...new Set([...fold.classes].map(({ members }) => asked.machine.host[members[0]]))]
  const where = `root ${hosts.length === 1 ? 'bus' : 'buses'} ${listOf(hosts.map((h) => rootBus(asked, h)))}`
  return `${headOf(fold)}: ${counted(fold.pairs, 'pair')} through ${where}; ${fold.trust}`
}

/** A pair and its converse, which is told only if it differs. */
export const tellBothWays = ([one, other]: readonly PairSaid[]): string => {
  if (one.provider === one.client) return tellPair(one)
  const rest = (said: PairSaid): string => JSON.stringify({ ...said, provider: '', client: '' })
  return rest(one) === rest(other)
    ? `${tellPair(one)}\n\n${wrapped(`${other.client} to memory of ${other.provider}: the same`)}`
    : `${tellPair(one)}\n\n${tellPair(other)}`
}

/** One pair, with all its reasons. */
const tellPair = ({ provider, client, type, distance, topo, why, needs }: PairSaid): string =>
  [
    hanging(`${client} to memory of ${provider}: ${type}, distance ${distance}`, '', '  '),
    `  nvidia-smi topo -m: ${topo}`,
    hanging(`why: ${why}`, '  ', '    '),
    '  what a DMA then needs, and what to change:',
    ...needs.map((need) => hanging(`- ${need}`, '  ', '    ')),
  ].join('\n')

export const tellNotes = (title: string, notes: readonly Note[]): string[] => {
  if (notes.length === 0) return []
  const told = notes.slice(0, MOST).map((note) => hanging(`- ${tellNote(note)}`, '  ', '    '))
  const more = notes.length - MOST
  return [[`\n${title}`, ...told, ...(more > 0 ? [`  - and ${more} more (--json has them all)`] : [])].join('\n')]
}

/** What differs in the second dump. */
export const tellDifference = (before: string, after: string, found: Difference): string => {
  const parts = [
    ['Functions', found.functions],
    ['ACS words', found.words],
    ['Answers', found.pairs],
    ['IOMMU groups', found.groups],
  ] as const
  const told = parts.flatMap(([title, says]) =>
    tellNotes(
      title,
      says.map((one) => ({ says: one })),
    ),
  )
  const head = `${before}, then ${after}`
  return told.length === 0 ? wrapped(`${head}: nothing differs`) : [wrapped(head), ...told].join('\n')
}

/** Groups of several functions; each other function is alone. */
export const tellGroups = (asked: Asked): string[] => {
  const groups = groupNames(asked).filter((group) => group.length > 1)
  const told = groups.slice(0, MOST).map((group) => hanging(`- ${listOf(group)}`, '  ', '    '))
  const more = groups.length - MOST
  return [
    `\n${wrapped(`IOMMU groups of several functions, from the ACS words as they are now${asked.unread.size === 0 ? '' : ' (unread words count as off)'}${groups.length === 0 ? ': none' : ''}`)}`,
    ...told,
    ...(more > 0 ? [`  - and ${more} more (--json has them all)`] : []),
  ]
}
