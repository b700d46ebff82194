/**
 * The verdict first: what was asked, what happened, what is broken. A story begins with it, and so does a picture.
 */
import { hex } from '../model/address.ts'
import type { Litmus } from '../spec/litmus.ts'
import { tellPlace } from '../spec/tell.ts'
import { aboutOf, drawnOf, type Drawn } from './chosen.ts'
import { askedInVain } from './depends.ts'
import { pathsOf, useOf } from './path.ts'
import type { Explained } from './story.ts'
import type { BrokenTold } from './told.ts'
import { tellAsked } from './words/event.ts'
import { counted, listed, printable } from './words/lines.ts'
import { inWords, tellEnd } from './words/path.ts'

export type Head = readonly (readonly [label: string, text: string])[]

export const verdictFirst = (litmus: Litmus, explained: Explained): Head => {
  const { told, broken, story } = explained
  const drawn = drawnOf(told.events, broken[0]?.finding)
  return [
    ['Asked', inLine(story.question ?? `Which rules does ${story.design} break here?`)],
    ['Happened', `Under ${story.design}: ${happened(litmus, explained, drawn)}`],
    ['Broken', `${brokenIn(explained)}${cutIn(explained)}${inVain(litmus)}`],
  ]
}

/** Text of a file as words between blanks. */
export const inLine = (text: string): string => printable(text.replaceAll(/\s+/g, ' ').trim())

const VERB = { read: 'reads', write: 'writes to', atomic: 'makes an AtomicOp at' } as const

const happened = (
  { scenario: { machine: m } }: Litmus,
  { told, broken }: Explained,
  drawn: Drawn | undefined,
): string => {
  if (drawn === undefined) {
    const about = aboutOf(told.events, undefined, broken[0]?.finding)
    return about === undefined ? 'nothing.' : `${tellAsked(m, about)}.`
  }
  const { use, path } = drawn
  const { transaction, meant, nothing } = path
  const target = meant === undefined ? nothing.replace(/: (.*)/, ' (it is $1)') : tellPlace(m, meant)
  const verb = VERB[use.transfer.access]
  const end = `It ends ${inWords(path) === 'left open' ? '' : 'at '}${tellEnd(m, path)}`.replace(
    'at nowhere: it ends',
    'nowhere,',
  )
  return `${m.name[use.transfer.initiator]} ${verb} ${hex(transaction.address)}, which stands for ${target}. ${end} (${inWords(path)}).`
}

const brokenIn = ({ told, story, hangsOn }: Explained): string => {
  const open = told.events.flatMap((event) => {
    const use = useOf(event)
    return use === undefined ? [] : pathsOf(use).filter(({ verdict }) => verdict === 'left open')
  }).length
  const left =
    open === 0
      ? ''
      : ` PCIe leaves open where ${counted(open, 'transaction')} ${open === 1 ? 'ends' : 'end'}, which is not counted against any design.`
  const [first, ...more] = story.broken
  if (hangsOn !== undefined)
    return `Depends on whether ${listed(hangsOn, 'and')}: if so, no rule; else ${listed(story.broken.map(nameOf), 'and')}.${left}`
  if (first === undefined) return `No rule.${left}`
  const others = more.length === 0 ? '' : ` Also ${listed(more.map(nameOf), 'and')}.`
  return `${nameOf(first)}: ${first.sentence}${unmetOf(first)}${others}${left}`
}

/** What was not gone through. */
const cutIn = ({ told: { cut } }: Explained): string =>
  cut === undefined
    ? ''
    : ` Only the first ${counted(cut, 'way')} to resolve what is left free ${cut === 1 ? 'was' : 'were'} gone through: there are more.`

/** The answer to a question is of no use to a call that does not ask it. */
const inVain = (litmus: Litmus): string =>
  askedInVain(litmus)
    ? ' The driver asks for the distance, and then maps with dma_map_resource, which asks for no map type.'
    : ''

const nameOf = ({ rule, name }: BrokenTold): string => `${rule} ${name}`

const unmetOf = ({ assumptionsNotMet: unmet }: BrokenTold): string =>
  unmet.length === 0
    ? ''
    : ` This is not counted against the design: ${listed(unmet, 'and')} ${unmet.length === 1 ? 'is' : 'are'} not met.`
