/**
 * What a picture of a story shows: the machine as it is at that step, the way of one transaction and its ends, and
 * what is to be said of it.
 */
import { hex } from '../../model/address.ts'
import { REASONS } from '../../model/hardware/reasons.ts'
import type { Hw, Machine } from '../../model/machine/columns.ts'
import { tellComponent, tellPlace } from '../../spec/tell.ts'
import type { Event } from '../../spec/rule.ts'
import type { Litmus } from '../../spec/litmus.ts'
import type { Explained } from '../story.ts'
import type { BrokenTold } from '../told.ts'
import { inWords, tellEnd } from '../words/path.ts'
import { verdictFirst } from '../head.ts'
import { aboutOf, drawnOf, type Drawn } from '../chosen.ts'
import { isStray, marksOf, type Mark } from './marks.ts'
import { routeOf, type Route } from './route.ts'

export interface Scene {
  readonly title: string
  /** With ACS words, enable bits and links as they are at the step that is drawn. */
  readonly machine: Machine
  readonly marks: readonly Mark[]
  readonly route: Route | undefined
  /** What stands above it: what was asked, what happened, what is broken. */
  readonly head: readonly Line[]
  /** What stands below it. */
  readonly caption: readonly Line[]
  /** The hops in words, in order. */
  readonly hops: readonly string[]
}

export type Line = readonly [head: string, text: string]

const asItWas = ({ machine, acsControl, decodes, masters, linkUp }: Hw): Machine => ({
  ...machine,
  acsControl,
  decodes,
  masters,
  linkUp,
})

export const sceneOf = (file: string, litmus: Litmus, explained: Explained): Scene => {
  const { scenario } = litmus
  const { told, broken, story } = explained
  const finding = broken[0]?.finding
  const drawn = drawnOf(told.events, finding)
  const about = aboutOf(told.events, drawn, finding)
  const m = about === undefined ? scenario.machine : asItWas(about.before.hw)
  const [verdict] = story.broken
  return {
    title: `${story.design} breaks ${brokenIn(explained)}: ${file}`,
    machine: m,
    marks: marksOf(m, told.events, about, drawn),
    route: drawn && routeOf(m, drawn.use.transfer.initiator, drawn.path.hops, drawn.path.landing),
    head: verdictFirst(litmus, explained),
    caption: [
      ['Design', `${story.design}: ${story.summary}`],
      ...(verdict === undefined ? [] : brokenLines(verdict)),
      ...(drawn === undefined ? undrawnLines(about) : drawnLines(m, drawn, finding?.step)),
      ...(m.acsControl === scenario.machine.acsControl
        ? []
        : [['ACS', 'words as they are at that step; setpci wrote them before'] as const]),
    ],
    hops: (drawn?.path.hops ?? []).map(({ at, because, address }, i) => {
      const now = address === undefined ? '' : `; the address is now ${hex(address)}`
      return `${i + 1}  ${tellComponent(m, at)}: ${REASONS[because]}${now} (${because})`
    }),
  }
}

/** In a few words; where it hangs on what the file does not say, so. */
const brokenIn = ({ story: { broken }, hangsOn }: Explained): string => {
  const [first] = broken
  const name = first === undefined ? 'no rule' : `${first.rule} ${first.name}`
  return hangsOn === undefined ? name : `${name} or no rule, which depends on what the file does not say`
}

const brokenLines = (verdict: BrokenTold): Line[] => {
  const { step, entry, offset, found, allowed } = verdict
  return [
    ['Found', `steps[${step}], entry ${entry}, byte ${offset}: ${found}`],
    ['Allowed', `only: ${allowed.join('; ')}`],
  ]
}

const undrawnLines = (about: Event | undefined): Line[] =>
  about === undefined
    ? []
    : [['Drawn', `steps[${about.index}] ${about.operation.kind}: there is no transaction to draw`]]

const drawnLines = (m: Machine, { use, path }: Drawn, found: number | undefined): Line[] => {
  const { transaction, meant, nothing } = path
  const { index } = use.event
  const elsewhere = found === undefined || found === index ? '' : `; what was found is in steps[${found}]`
  const count = use.transfer.transactions.length
  const one =
    count === 1
      ? 'its only transaction'
      : `entry ${transaction.entry}, byte ${transaction.offset}, one of ${count} transactions`
  return [
    ['Drawn', `steps[${index}], ${one}${elsewhere}`],
    [isStray(path) ? 'Target' : 'Meant', meant === undefined ? nothing : tellPlace(m, meant)],
    ['Landed', `${tellEnd(m, path)} (${inWords(path)})`],
  ]
}
