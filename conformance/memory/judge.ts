/** A script played on the model, and every answer compared with Linux's. */
import { linuxMm } from '../../model/kernel/mm/linux-mm.ts'
import type { MmDesign } from '../../model/kernel/mm/parts.ts'
import { linuxPgmaps, type PgmapDesign } from '../../model/kernel/mm/pgmap/registration.ts'
import { exitProcess } from '../../model/kernel/mm/vma/unmap.ts'
import type { Difference, Judged } from '../judge.ts'
import { DEVICE_STEPS, putSlot, unlockAt } from './device-steps.ts'
import { EVICT_STEPS, finishEvicting } from './evict-steps.ts'
import { OF_MAPS, type ScriptStep } from './forms.ts'
import { isOf73, linuxMm73, linuxPgmaps73 } from './linux-7.3.ts'
import { MAP_STEPS, newMapPlay, type MapPlay } from './map-steps.ts'
import { MIGRATE_STEPS, finishPending } from './migrate-steps.ts'
import { NOTIFIER_STEPS } from './notifier-steps.ts'
import { newPlay, type Play } from './play.ts'
import { PROCESS_STEPS, type Player } from './process-steps.ts'
import type { Script } from './script.ts'
import { tellEvents, tellLeft } from './tell.ts'

export const STEPS: Readonly<Record<string, Player>> = {
  ...PROCESS_STEPS,
  ...MIGRATE_STEPS,
  ...EVICT_STEPS,
  ...DEVICE_STEPS,
  ...NOTIFIER_STEPS,
}

/** The design that answers. */
export interface Designs {
  readonly mm: MmDesign
  readonly pgmaps: PgmapDesign
}
export const LINUX: Designs = { mm: linuxMm, pgmaps: linuxPgmaps }
export const LINUX_73: Designs = { mm: linuxMm73, pgmaps: linuxPgmaps73 }
/** What answers for the kernel that a script was recorded of. */
export const designsOf = ({ kernel }: Pick<Script, 'kernel'>): Designs => (isOf73(kernel) ? LINUX_73 : LINUX)

/** That the kernel warned counts, and not in which words; an oops ends the script, and says so itself. */
export const comparable = (answer: string): string => {
  const words = answer.replaceAll(/ !(?:warn|oops) \S+/g, '')
  return words !== answer && !words.startsWith('killed') ? `${words} !warn` : words
}

const playStep = (play: Play, step: ScriptStep): string => {
  const { w } = play
  w.told = []
  w.warned = false
  if (step.process === 1 && !w.processes[1]?.alive) return 'bad'
  const answer = STEPS[step.kind](play, step)
  return `${answer}${w.warned ? ' !warn' : ''}${tellEvents(w.told)}`
}

const playMapStep = (maps: MapPlay, step: ScriptStep): string => {
  maps.c.s.warned = false
  const answer = MAP_STEPS[step.kind](maps, step.places.map(Number), step)
  return `${answer}${maps.c.s.warned ? ' !warn' : ''}`
}

/** Gives everything back, as the recorder does at the end. */
export const giveBack = (play: Play): string => {
  for (const process of play.pending.keys()) finishPending(play, process)
  finishEvicting(play)
  for (const slot of play.slots.keys()) putSlot(play, slot)
  for (const key of play.locks.keys()) unlockAt(play, key)
  for (const { id, alive } of play.w.processes) if (alive) exitProcess(play.k, id)
  return tellLeft(play.k)
}

/** What the model answers to each step, and what is left at the end; `after` looks at the world after each. */
export const playScript = (
  steps: readonly ScriptStep[],
  designs: Designs,
  after: (play: Play, step: ScriptStep, answer: string) => void = () => undefined,
): { answers: string[]; left: string } => {
  const play = newPlay(designs.mm)
  const maps = newMapPlay(designs.pgmaps)
  const answers = steps.map((step) => {
    const answer = OF_MAPS.includes(step.kind) ? playMapStep(maps, step) : playStep(play, step)
    after(play, step, answer)
    return answer
  })
  return { answers, left: giveBack(play) }
}

export const judgeScript = (script: Script, designs: Designs = designsOf(script)): Judged => {
  const { kernel, steps, left } = script
  const played = playScript(steps, designs)
  const compared = steps.map(({ line, text, answer }, i) => ({
    line,
    question: text,
    linux: comparable(answer),
    model: played.answers[i],
  }))
  if (left !== undefined) compared.push({ line: left.line, question: 'left', linux: left.answer, model: played.left })
  const differences: Difference[] = compared.filter(({ linux, model }) => linux !== model)
  return { kernel, answers: compared.length, differences }
}
