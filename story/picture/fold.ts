/**
 * What a wide picture leaves out: of many functions that look alike one is drawn, and a box says how many more there are.
 *
 * Whoever has a mark, is on the way, or has one of those below it, is always drawn. A picture that is not wide is whole.
 */
import { ROOT, type Machine } from '../../model/machine/columns.ts'
import { claimsOf, type MachineTold } from '../machine.ts'
import { clipped } from '../words/lines.ts'
import { isSpot, type Mark } from './marks.ts'
import type { Scene } from './scene.ts'

/** Leaves beside each other in a picture that needs no folding. */
const ACROSS = 8
/** Siblings with nothing to be said of them that are drawn all the same, once a picture is folded. */
const MOST_PLAIN = 4
/** Functions drawn for their part in the step. */
const MOST_LISTED = 6
/** Fewer than these take no less room folded. */
const WORTH_FOLDING = 2

/** A box that stands for functions left out. */
export interface More {
  readonly id: string
  readonly functions: readonly number[]
  readonly words: readonly string[]
}

export type Drawn = number | More

/** What is drawn directly below a function, or below the root complex: functions in order, then what stands for others. */
export type Below = (above: number) => readonly Drawn[]

export const foldedOf = (scene: Scene, told: MachineTold): Below => {
  const { machine: m } = scene
  const isWide = m.name.filter((_, f) => m.below[f].length === 0).length > ACROSS
  if (!isWide) return (above) => siblings(m, above)
  const kept = keptIn(scene)
  const look = looks(m, told)
  return (above) => {
    const all = siblings(m, above)
    const [alike, first] = leftOut(all, kept, look)
    const rest = all.filter((f) => !kept.has(f) && !alike.has(f))
    const others = rest.length > MOST_PLAIN ? rest.slice(MOST_PLAIN - 1) : []
    const like = new Map<number, number[]>()
    for (const [f, model] of alike) if (!others.includes(model)) like.set(model, [...(like.get(model) ?? []), f])
    const lost = [...alike.keys()].filter((f) => others.includes(alike.get(f)!))
    const boxes = first.flatMap((model) => {
      const functions = like.get(model)
      return functions === undefined ? [] : [moreOf(scene, functions, `more like ${m.name[model]}`)]
    })
    const strangers = [...others, ...lost].toSorted((a, b) => all.indexOf(a) - all.indexOf(b))
    const last = strangers.length === 0 ? [] : [moreOf(scene, strangers, 'more, told in the text')]
    return [...all.filter((f) => !alike.has(f) && !others.includes(f)), ...boxes, ...last]
  }
}

/** In devfn order: from left to right as the text has them from top to bottom. */
const siblings = (m: Machine, above: number): readonly number[] =>
  above === ROOT
    ? m.parent
        .flatMap((p, f) => (p === ROOT ? [f] : []))
        .toSorted((f, g) => m.host[f] - m.host[g] || m.devfn[f] - m.devfn[g])
    : m.below[above]

/** Those with a mark or on the way, those whose child a marked client is, and whatever is above one of them. */
const keptIn = ({ machine: m, marks, route }: Scene): ReadonlySet<number> => {
  const [listed, ends] = [marks.filter(isListed), marks.filter((mark) => !isListed(mark))]
  const shown = [...ends, ...listed.slice(0, MOST_LISTED)]
  const spots = [...shown.map(({ at }) => at), ...(route?.legs ?? []).flatMap(({ from, to }) => [from, to])]
  const kept = new Set<number>()
  for (const at of spots) {
    const start = typeof at === 'number' ? at : typeof at === 'object' ? m.clientFunction[at.client] : ROOT
    for (let f = start; f >= 0; f = m.parent[f]) kept.add(f)
  }
  return kept
}

/** Marked for its part in the step, of which there are as many as a list has owners; the ends of a way are few. */
const isListed = ({ as }: Mark): boolean => as === 'meant' || as === 'role'

/** What a function and all below it look like, names and addresses apart. */
const looks = (m: Machine, told: MachineTold): ((f: number) => string) => {
  const known = new Map<number, string>()
  const look = (f: number): string => {
    const { type, facts } = told.functions[f]
    const found = known.get(f) ?? JSON.stringify([m.host[f], type, claimsOf(m, f).size, facts, m.below[f].map(look)])
    known.set(f, found)
    return found
  }
  return look
}

/** Who is left out, for whom: the first of those that look alike, or one of them that is kept; and these models in order. */
const leftOut = (
  all: readonly number[],
  kept: ReadonlySet<number>,
  look: (f: number) => string,
): [ReadonlyMap<number, number>, readonly number[]] => {
  const groups = new Map<string, number[]>()
  for (const f of all) groups.set(look(f), [...(groups.get(look(f)) ?? []), f])
  const models: number[] = []
  const out = new Map<number, number>()
  for (const group of groups.values()) {
    const model = group.find((f) => kept.has(f)) ?? group[0]
    const others = group.filter((f) => f !== model && !kept.has(f))
    if (others.length < WORTH_FOLDING) continue
    models.push(model)
    for (const f of others) out.set(f, model)
  }
  return [out, models]
}

export const MORE_CLIENTS = 'moreclients'
export const moreClients = (m: Machine, clients: readonly number[]): More => ({
  id: MORE_CLIENTS,
  functions: [],
  words: [`${clients.length} more, told in the text`, fromTo(clients.map((c) => m.clientName[c]))],
})

const moreOf = ({ machine: m, marks }: Scene, functions: readonly number[], words: string): More => {
  const deeper = functions.some((f) => m.below[f].length > 0) ? ['with all below them'] : []
  const inside = functions.flatMap((f) => [f, ...under(m, f)])
  const listed = inside.filter((f) => marks.some(({ at }) => isSpot(at, f))).length
  return {
    id: `more${functions[0]}`,
    functions,
    words: [
      `${functions.length} ${words}`,
      fromTo(functions.map((f) => m.name[f])),
      ...deeper,
      ...(listed === 0 ? [] : [`${listed} of them have a part in this step`]),
    ],
  }
}

const fromTo = (names: readonly string[]): string => {
  const [first, last] = [names[0], names.at(-1)!].map((name) => clipped(name, LONGEST_NAME))
  return names.length === 1 ? first : `${first} to ${last}`
}

const under = (m: Machine, f: number): number[] => m.below[f].flatMap((g) => [g, ...under(m, g)])

const LONGEST_NAME = 14
