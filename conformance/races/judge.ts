/** A race that a booted Linux was stopped in, played on the model: each answer must be among those that some schedule gives. */
import type { MmDesign } from '../../model/kernel/mm/parts.ts'
import type { Difference, Judged } from '../judge.ts'
import { mmOf } from '../memory/linux-7.3.ts'
import { comparable, giveBack } from '../memory/judge.ts'
import { newPlay } from '../memory/play.ts'
import { tellEvents } from '../memory/tell.ts'
import { IDLE, copiedSide, keyOfSide, settle, type Actor, type Settled, type Side } from './beside.ts'
import { PLAYERS, DEVICE, MEMORY } from './steps.ts'
import type { Race, RaceStep } from './read.ts'

const ACTORS = ['a', 'b']

/** A state after a step, and what was said of the step. */
interface Said {
  readonly side: Side
  readonly answer: string
}

const started = (design: MmDesign): Side => {
  const play = newPlay(design, [{ name: MEMORY, type: 'private', owner: MEMORY, pages: 16, home: DEVICE }])
  play.w.maps[MEMORY].driver = 'ok'
  return { play, actors: ACTORS.map(() => IDLE) }
}

/** What is said of an actor, and what it is once that was said. */
const toldOf = (actor: Actor, goesRound: boolean): readonly [string, Actor] => {
  switch (actor.state) {
    case 'stopped':
      return [`stops ${actor.point}`, { ...actor, isTold: true }]
    case 'ended':
      return [actor.answer!, IDLE]
    case 'going':
      return [goesRound ? 'spins' : 'waits', actor]
    default:
      return ['nothing', actor]
  }
}

const withNotes = (answer: string, { play: { w } }: Side): string =>
  `${answer}${w.warned ? ' !warn' : ''}${tellEvents(w.told)}`

const said = ({ side, round }: Settled, i: number): Said => {
  const [answer, actor] = toldOf(side.actors[i], round.includes(i))
  return { side: { ...side, actors: side.actors.with(i, actor) }, answer: withNotes(answer, side) }
}

const goOn = (actor: Actor): Actor =>
  actor.state === 'stopped' && actor.isTold ? { state: 'going', step: actor.step!, paused: actor.paused! } : actor

/** The step is begun in one state, and nobody has gone on yet; or what is said instead. */
const begun = (before: Side, step: RaceStep): { readonly side: Side; readonly instead?: string } => {
  const side = copiedSide(before)
  const { w } = side.play
  w.told = []
  w.warned = false
  if (step.actor === undefined)
    return step.process === 1 && !w.processes[1]?.alive ? { side, instead: 'bad' } : { side }
  const i = ACTORS.indexOf(step.actor)
  const actor = side.actors[i]
  if (step.kind !== 'go' && actor.state !== 'idle') return { side, instead: 'bad' }
  const going: Actor = step.kind === 'go' ? goOn(actor) : { state: 'going', step }
  return { side: { ...side, actors: side.actors.with(i, going) } }
}

/** A step of nobody's is done at once: no actor gets a turn until it is over. */
const playedAlone = (side: Side, step: RaceStep): Said => {
  const answer = PLAYERS[step.kind](side.play, step)
  return { side, answer: withNotes(answer, side) }
}

/** Everything that a step can come to. */
const played = (sides: readonly Side[], step: RaceStep): Said[] => {
  const all = sides.map((side) => begun(side, step))
  const bad = all.flatMap(({ side, instead }) => (instead === undefined ? [] : [{ side, answer: instead }]))
  const good = all.filter(({ instead }) => instead === undefined).map(({ side }) => side)
  if (step.actor === undefined) return [...bad, ...good.map((side) => playedAlone(side, step))]
  return [...bad, ...settle(good).map((settled) => said(settled, ACTORS.indexOf(step.actor!)))]
}

/** Nobody is stopped any more; then everything is given back. */
const leftOf = (sides: readonly Side[]): string[] => {
  const free = (actor: Actor): Actor => {
    if (actor.state !== 'stopped') return actor
    return { state: 'going', step: { ...actor.step!, stops: [] }, paused: actor.paused! }
  }
  const all = sides.map(copiedSide).map((side) => ({ ...side, actors: side.actors.map(free) }))
  return settle(all).map((settled) => giveBack(copiedSide(settled.side).play))
}

const distinct = (sides: readonly Side[]): Side[] => [...new Map(sides.map((side) => [keyOfSide(side), side])).values()]

/** What follows the first difference follows from it: it is not judged. */
export const judgeRace = (race: Race, design: MmDesign = mmOf(race.kernel)): Judged => {
  const { kernel, steps, left } = race
  let sides = [started(design)]
  const differs = (line: number, question: string, linux: string, answers: readonly string[]): Difference[] => {
    const allowed = [...new Set(answers)].toSorted()
    return allowed.includes(linux) ? [] : [{ line, question, linux, model: allowed.join('; or '), allowed }]
  }
  for (const [i, step] of steps.entries()) {
    const all = played(sides, step)
    const linux = comparable(step.answer)
    const differences = differs(
      step.line,
      step.text,
      linux,
      all.map(({ answer }) => answer),
    )
    if (differences.length > 0) return { kernel, answers: i + 1, differences }
    sides = distinct(all.filter(({ answer }) => answer === linux).map(({ side }) => side))
  }
  if (left === undefined) return { kernel, answers: steps.length, differences: [] }
  const differences = differs(left.line, 'left', left.answer, leftOf(sides))
  return { kernel, answers: steps.length + 1, differences }
}
