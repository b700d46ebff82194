/**
 * Every ordered pair, as text. There may be millions, of few kinds: what is said of two pairs of one kind differs only in the names of
 * root buses, and of functions on the way. So one pair of each kind is asked, and its text is kept with gaps where the names stand.
 *
 * Law: the text is the one that the pair gets when it is asked by itself.
 */
import { ROOT } from '../model/machine/columns.ts'
import { askable, wayUp } from './answer.ts'
import type { Asked } from './cases.ts'
import { looksOf } from './looks.ts'
import { pairAsker, type PairSaid } from './report.ts'
import { nameOf, rootBus } from './why.ts'

/** @param write a pair as text, in which names of functions stand as they are */
export function* everyPair(asked: Asked, write: (said: PairSaid) => string): Generator<string> {
  const functions = askable(asked)
  const textOf = writer(asked, write)
  for (const provider of functions)
    for (const client of functions) if (client !== provider) yield textOf(provider, client)
}

/** Kinds that are kept at once: of a machine with more of them those of the last providers. */
const MOST_KEPT = 20_000

const writer = (asked: Asked, write: (said: PairSaid) => string): ((provider: number, client: number) => string) => {
  const ask = pairAsker(asked)
  const [looks, names] = [looksOf(asked), namesOf(asked)]
  const kinds = new Map<string | number, Kind>()
  return (provider, client) => {
    const { order, up, over } = meetingOf(asked, provider, client)
    const [one, other] = [looks[provider][up], looks[client][over]]
    const isSmall = one < 2 ** 16 && other < 2 ** 16 && order < 2 ** 21
    // A number is looked up in half the time.
    const key = isSmall ? (one * 2 ** 16 + other) * 2 ** 21 + order : `${one} ${other} ${order}`
    let kind = kinds.get(key)
    if (kind === undefined) {
      if (kinds.size >= MOST_KEPT) kinds.clear()
      const [mine, its] = [names[provider].slice(0, up + 3), names[client].slice(0, over + 3)]
      kinds.set(key, (kind = gapped(write(ask(provider, client)), mine, its)))
    }
    return filled(kind, names[provider], names[client])
  }
}

interface Meeting {
  /** Binary digits behind a 1: the functions below, last first, 1 of the first way, 0 of the second. At no bridge which root bus is first: 0, 1, or 2 for the same. */
  readonly order: number
  /** Steps from each of the two up to where they meet, or to the root bus. */
  readonly up: number
  readonly over: number
}

/** Sentences name functions in the order of the dump. A bridge stands in front of what is below it, so the later one of two goes up. */
const meetingOf = ({ machine: { parent, host } }: Asked, a: number, b: number): Meeting => {
  const atNoBridge = host[a] === host[b] ? 2 : Number(host[a] > host[b])
  let [order, up, over] = [1, 0, 0]
  while (a !== b) {
    const isFirst = a > b
    order = order * 2 + Number(isFirst)
    if (isFirst) [a, up] = [parent[a], up + 1]
    else [b, over] = [parent[b], over + 1]
  }
  return { order: a === ROOT ? atNoBridge : order, up, over }
}

/** What is named of each function: its root bus, the host bridge there, and its way up from itself. */
const namesOf = (asked: Asked): string[][] => {
  const { host, parent } = asked.machine
  const roots = asked.tree.hosts.map((_, h) => {
    const device = asked.hostDevices[h]
    return [rootBus(asked, h), device < 0 ? '' : nameOf(asked, device)]
  })
  const names = parent.map((_, f) => nameOf(asked, f))
  return parent.map((_, f) => [...roots[host[f]], ...wayUp(parent, f).map((g) => names[g])])
}

/** Where a name stands in a text: of the first or the second of the pair, and which of its names. */
interface Gap {
  readonly isClient: boolean
  /** Position in {@link namesOf}. */
  readonly at: number
  /** The text behind the name, up to the next gap. */
  readonly rest: string
}

interface Kind {
  readonly start: string
  readonly gaps: readonly Gap[]
}

/** A root bus, and a function on one. */
const NAME = /\b([\da-f]{4,8}:[\da-f]{2}(?::[\da-f]{2}\.[0-7])?)(?![\da-f:])/

const gapped = (text: string, provider: readonly string[], client: readonly string[]): Kind => {
  const [start, ...pieces] = text.split(NAME)
  const texts = [start]
  const gaps: Omit<Gap, 'rest'>[] = []
  for (let i = 0; i < pieces.length; i += 2) {
    const [name, rest] = [pieces[i], pieces[i + 1]]
    const isClient = !provider.includes(name)
    const at = (isClient ? client : provider).indexOf(name)
    // What neither has stands in each text of the kind.
    if (at < 0) texts[texts.length - 1] += name + rest
    else {
      gaps.push({ isClient, at })
      texts.push(rest)
    }
  }
  return { start: texts[0], gaps: gaps.map((gap, i) => ({ ...gap, rest: texts[i + 1] })) }
}

const filled = ({ start, gaps }: Kind, provider: readonly string[], client: readonly string[]): string => {
  let text = start
  for (const { isClient, at, rest } of gaps) text += (isClient ? client : provider)[at] + rest
  return text
}
