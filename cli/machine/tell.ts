/** One pair with its reasons, notes, differences and groups as text. */
import type { Asked } from '../../machines/cases.ts'
import { groupNames, tellNote, type PairSaid } from '../../machines/report.ts'
import { listOf } from '../../machines/why.ts'
import type { Difference } from '../../machines/diff.ts'
import type { Note } from '../../machines/dumped.ts'
import { hanging, wrapped } from '../../story/words/lines.ts'

/** Notes and groups that are told before the rest is counted. */
const MOST = 12

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
