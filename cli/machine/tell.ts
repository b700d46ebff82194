/** The answers as text: by where pairs meet, and one pair with its reasons. */
import type { Asked } from '../../machines/cases.ts'
import { groupNames, tellNote, type PairSaid } from '../../machines/report.ts'
import { dependsOn, listOf, nameOf, redirecting, rootBus } from '../../machines/why.ts'
import type { Class } from '../../machines/answer.ts'
import type { Difference } from '../../machines/diff.ts'
import type { Dumped, Note } from '../../machines/dumped.ts'
import { ROOT } from '../../model/machine/columns.ts'
import { counted, hanging, wrapped } from '../../story/words/lines.ts'
import { foldsOf, pairsOf, redirectingIn, type Fold } from './fold.ts'
import { nameOfAll, together } from './tree.ts'

/** Notes, examples and groups that are told before the rest is counted. */
const MOST = 12

export const tellPairs = (asked: Asked): string => {
  const folds = foldsOf(asked)
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
  return lines.join('\n')
}

const distances = ({ least, most }: Fold): string =>
  least === most ? `distance ${least}` : `distance ${least} to ${most}`

const tellFold = (asked: Asked, fold: Fold): string => {
  const examples = fold.examples.slice(0, MOST).map(([a, b]) => tellExample(asked, a, b))
  const told = fold.examples.slice(0, MOST).reduce((sum, [a, b]) => sum + pairsOf(a, b), 0)
  const more = fold.pairs > told ? `; and ${counted(fold.pairs - told, 'more pair')}` : ''
  const ports = redirectingIn(asked, fold).map((f) => redirecting(asked, asked.cases[0], f))
  const why =
    fold.type === 'depends'
      ? `; ${dependsOn(asked, { types: fold.types })}`
      : ports.length > 0
        ? `; redirecting: ${listOf(ports)}`
        : ''
  return `${fold.type}, ${distances(fold)}: ${examples.join('; ')}${more}${why}`
}

const tellExample = ({ dump }: Asked, a: Class, b: Class): string => {
  const names = ({ members }: Class): string => listOf(folded(members.map((f) => dump.functions[f])))
  return a === b ? `${names(a)} among themselves` : `${names(a)} and ${names(b)}`
}

/** Functions in order, those of one device in one name. */
const folded = (functions: readonly Dumped[]): string[] => {
  const devices = together(functions, ({ domain, bus, devfn }) => `${domain} ${bus} ${Math.floor(devfn / 8)}`)
  return [...devices.values()].map(nameOfAll)
}

const tellRoot = (asked: Asked, fold: Fold): string => {
  const hosts = [...new Set([...fold.classes].map(({ members }) => asked.machine.host[members[0]]))]
  const where = `root ${hosts.length === 1 ? 'bus' : 'buses'} ${listOf(hosts.map((h) => rootBus(asked, h)))}`
  return `${fold.type}, ${distances(fold)}: ${counted(fold.pairs, 'pair')} through ${where}; ${fold.trust}`
}

/** One pair, with all its reasons. */
export const tellPair = ({ provider, client, type, distance, topo, why, needs }: PairSaid): string =>
  [
    hanging(`${client} to memory of ${provider}: ${type}, distance ${distance}`, '', '  '),
    `  nvidia-smi topo -m: ${topo}`,
    hanging(`why: ${why}`, '  ', '    '),
    ...needs.map((need) => hanging(`- ${need}`, '  ', '    ')),
  ].join('\n')

export const tellNotes = (title: string, notes: readonly Note[]): string[] => {
  if (notes.length === 0) return []
  const told = notes.slice(0, MOST).map((note) => hanging(`- ${tellNote(note)}`, '  ', '    '))
  const more = notes.length - MOST
  return [[`\n${title}`, ...told, ...(more > 0 ? [`  - and ${more} more (--json has them all)`] : [])].join('\n')]
}

/** What is other in the second dump. */
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
  return told.length === 0 ? wrapped(`${head}: nothing is other`) : [wrapped(head), ...told].join('\n')
}

/** Groups of several functions; each other function is alone. */
export const tellGroups = (asked: Asked): string[] => {
  const groups = groupNames(asked).filter((group) => group.length > 1)
  const told = groups.slice(0, MOST).map((group) => hanging(`- ${listOf(group)}`, '  ', '    '))
  const more = groups.length - MOST
  return [
    `\nIOMMU groups of several functions, as the words are now${asked.unread.size === 0 ? '' : ' (those that could not be read count as off)'}${groups.length === 0 ? ': none' : ''}`,
    ...told,
    ...(more > 0 ? [`  - and ${more} more (--json has them all)`] : []),
  ]
}
