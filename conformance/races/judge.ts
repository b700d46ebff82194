/** A race that a booted Linux was stopped in, played on the model: each answer must be among those that some schedule gives. */
import type { MmDesign } from '../../model/kernel/mm/parts.ts'
import { linuxMm } from '../../model/kernel/mm/linux-mm.ts'
import type { Difference, Judged } from '../judge.ts'
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
  const play = newPlay(design, { [MEMORY]: DEVICE })
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

/** Everything that a step can come to. */
const played = (before: Side, step: RaceStep): Said[] => {
  const side = copiedSide(before)
  const { w } = side.play
  w.told = []
  w.warned = false
  if (step.actor === undefined) {
    if (step.process === 1 && !w.processes[1]?.alive) return [{ side, answer: 'bad' }]
    const answer = PLAYERS[step.kind](side.play, step)
    return settle(side).map((settled) => ({ side: settled.side, answer: withNotes(answer, settled.side) }))
  }
  const i = ACTORS.indexOf(step.actor)
  const actor = side.actors[i]
  if (step.kind !== 'go' && actor.state !== 'idle') return [{ side, answer: 'bad' }]
  const going: Actor = step.kind === 'go' ? goOn(actor) : { state: 'going', step }
  return settle({ ...side, actors: side.actors.with(i, going) }).map((settled) => said(settled, i))
}

/** Nobody is stopped any more; then everything is given back. */
const leftOf = (side: Side): string[] => {
  const actors = side.actors.map((actor): Actor => {
    if (actor.state !== 'stopped') return actor
    return { state: 'going', step: { ...actor.step!, stops: [] }, paused: actor.paused! }
  })
  return settle({ ...copiedSide(side), actors }).map((settled) => giveBack(copiedSide(settled.side).play))
}

const distinct = (sides: readonly Side[]): Side[] => [...new Map(sides.map((side) => [keyOfSide(side), side])).values()]

/** What follows the first difference follows from it: it is not judged. */
export const judgeRace = ({ kernel, steps, left }: Race, design: MmDesign = linuxMm): Judged => {
  let sides = [started(design)]
  const differs = (line: number, question: string, linux: string, answers: readonly string[]): Difference[] => {
    const allowed = [...new Set(answers)].toSorted()
    return allowed.includes(linux) ? [] : [{ line, question, linux, model: allowed.join('; or '), allowed }]
  }
  for (const [i, step] of steps.entries()) {
    const all = sides.flatMap((side) => played(side, step))
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
  const differences = differs(left.line, 'left', left.answer, sides.flatMap(leftOf))
  return { kernel, answers: steps.length + 1, differences }
}
