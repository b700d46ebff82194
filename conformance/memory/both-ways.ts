/** One sequence played as a script, as recordings are, and as operations of a scenario, as `check` does. */
import { EBUSY } from '../../model/kernel/errno.ts'
import { copied, type MmState } from '../../model/kernel/mm/state.ts'
import type { Design } from '../../model/kernel/design.ts'
import { layOut } from '../../model/machine/layout.ts'
import type { StepFile } from '../../model/operations/index.ts'
import { compileStep, contextAfter } from '../../model/operations/steps.ts'
import type { Outcome } from '../../model/outcome.ts'
import { step as take } from '../../model/step.ts'
import { boot, type World } from '../../model/world.ts'
import { RECORDER, asOperation } from './as-operations.ts'
import type { ScriptStep } from './forms.ts'
import { LINUX, STEPS } from './judge.ts'
import { newPlay, type Play } from './play.ts'
import { tellState } from './tell.ts'

/** After a step: what it answered, where both say it, and what page tables and pages are. */
export interface Compared {
  readonly step: ScriptStep
  readonly script: string
  readonly world: string
}

const machine = layOut(RECORDER)
/** Pages that scripts look at. */
const PAGES = 10
/** A driver whose request was overtaken asks again. */
const MOST_TRIES = 100

const seenOf = (k: Play['k']): string =>
  k.w.processes
    .filter(({ alive }) => alive)
    .map(({ id }) => tellState(k, id, 0, PAGES))
    .join(' / ')

/** What both say in the same word: a load's value or signal, how many pages are pinned, an errno. */
const answerOf = (kind: string, outcome: Outcome, storeOf: ReadonlyMap<number, number>): string | undefined => {
  if (outcome.kind === 'hangs') return 'TIMEOUT'
  if (outcome.kind === 'accessed') {
    if (outcome.end !== 'done') return outcome.end
    return kind === 'read' ? String(storeOf.get(outcome.value!) ?? outcome.value) : 'wrote'
  }
  if (outcome.kind === 'looked' || outcome.kind === 'pinned') return `rc=${outcome.rc}`
  return undefined
}

/** Values are called by who wrote: a script counts stores, a scenario the step. */
interface Sides {
  readonly play: Play
  world: World
  readonly steps: StepFile[]
  readonly storeOf: Map<number, number>
}

const asScript = ({ mm }: World, storeOf: ReadonlyMap<number, number>): MmState => {
  const w = copied(mm)
  for (const [frame, tag] of Object.entries(w.memory.content)) w.memory.content[Number(frame)] = storeOf.get(tag) ?? tag
  return w
}

const takeOperation = (sides: Sides, file: StepFile, design: Design): Outcome => {
  const index = sides.steps.length
  const operation = compileStep(file, contextAfter(machine, sides.steps))
  sides.steps.push(file)
  for (let tries = 0; ; tries++) {
    const { world, outcome } = take(design, sides.world, index, operation, () => 0)
    sides.world = world
    if (outcome.kind !== 'looked' || outcome.rc !== -EBUSY || tries === MOST_TRIES) return outcome
  }
}

/** Steps that have no operation are left out on both sides. */
export const playBoth = (script: readonly ScriptStep[], design: Design): Compared[] => {
  const sides: Sides = { play: newPlay(LINUX.mm), world: boot(design, machine), steps: [], storeOf: new Map() }
  const { play, storeOf } = sides
  return script.flatMap((step): Compared[] => {
    const lives = play.w.processes[step.process]?.alive ?? false
    const file = lives ? asOperation(step, play, sides.steps) : undefined
    if (file === undefined) return []
    const answer = STEPS[step.kind](play, step)
    const tag = sides.steps.length + 1
    if (step.kind === 'write') storeOf.set(tag, play.writes)
    const outcome = takeOperation(sides, file, design)
    const said = answerOf(step.kind, outcome, storeOf)
    const [word] = said === undefined ? [undefined] : answer.split(' ')
    const w = asScript(sides.world, storeOf)
    const tell = (first: string | undefined, k: Play['k']): string => [step.text, first ?? '', seenOf(k)].join(': ')
    return [{ step, script: tell(word, play.k), world: tell(said, { w, parts: play.k.parts }) }]
  })
}
