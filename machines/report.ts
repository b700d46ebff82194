/**
 * Everything that is answered about a machine, as plain data: what `--json` prints.
 */
import { answering, type Answer } from './answer.ts'
import type { Asked } from './cases.ts'
import { costOf, groupsOf } from './change.ts'
import { readPlace, type Note } from './dumped.ts'
import { otherLines } from './lines.ts'
import { needsOf } from './needs.ts'
import { topoAsker, type Topo } from './topo.ts'
import { nameOf, whyOf } from './why.ts'

/** One ordered pair. */
export interface PairSaid {
  readonly provider: string
  readonly client: string
  readonly type: Answer['type']
  readonly distance: number
  /** What nvidia-smi topo -m would call the way. */
  readonly topo: Topo
  readonly why: string
  readonly needs: readonly string[]
}

/** A pair by itself, with the cost of a change, too. */
export const onePair = (asked: Asked, provider: number, client: number): PairSaid => {
  const told = pairAsker(asked)(provider, client)
  const pair = { provider, client, ...answering(asked)(provider, client) }
  // Other lines stand right behind the line that they replace; calls that do not ask come last.
  const [needs, last] = [told.needs.slice(0, -1), told.needs.slice(-1)]
  return { ...told, needs: [...needs, ...otherLines(asked, pair), ...costOf(asked, pair), ...last] }
}

/** Every pair by itself; `every-pair.ts` asks few of many. */
export const pairAsker = (asked: Asked): ((provider: number, client: number) => PairSaid) => {
  const answer = answering(asked)
  const topo = topoAsker(asked)
  return (provider, client) => {
    const pair = { provider, client, ...answer(provider, client) }
    return {
      provider: nameOf(asked, provider),
      client: nameOf(asked, client),
      type: pair.type,
      distance: pair.distance,
      topo: topo(provider, client, pair.meet),
      why: whyOf(asked, pair),
      needs: needsOf(asked, pair),
    }
  }
}

/** IOMMU groups by name, as the model makes them from the words that were read. */
export const groupNames = (asked: Asked): string[][] =>
  groupsOf(asked, asked.cases[0]).map((group) => group.map((f) => nameOf(asked, f)))

/** `line 12: ...` */
export const tellNote = ({ line, says }: Note): string =>
  line === undefined || line === 0 ? says : `line ${line}: ${says}`

/** Functions with the address that a person types; without a domain there may be one in each. */
export const functionsNamed = ({ dump }: Pick<Asked, 'dump'>, word: string): number[] => {
  const place = readPlace(word)
  if (place === undefined) return []
  const isShort = word.split(':').length === 2
  return dump.functions.flatMap(({ domain, bus, devfn }, f) =>
    bus === place.bus && devfn === place.devfn && (isShort || domain === place.domain) ? [f] : [],
  )
}
