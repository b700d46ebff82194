/** Steps that migrate pages of a process: in one, and in three. */
import { giveDestinations, type Target } from '../../model/kernel/lib/test-hmm/to-ram.ts'
import type { SetUp } from '../../model/kernel/mm/device/migrate-setup.ts'
import type { Migration, Selection } from '../../model/kernel/mm/parts.ts'
import type { ScriptStep } from './forms.ts'
import { REFUSED, call, ownerOf, rangeOf, told, type Play } from './play.ts'
import type { Player } from './process-steps.ts'
import { tellEntries, tellFlags, tellSetup } from './tell.ts'

const selectionOf = ({ named }: ScriptStep): Selection => {
  const words = named.select.split(',')
  const [system, ofPrivate, coherent] = ['system', 'private', 'coherent'].map((word) => words.includes(word))
  return { system, private: ofPrivate, coherent, owner: ownerOf(named.owner) }
}

const targetOf = ({ w }: Play, word: string): Target => (word === 'ram' ? 'ram' : w.maps[word])

export const skipped = ({ named }: ScriptStep): ReadonlySet<number> =>
  new Set((named.skip ?? '').split(',').filter(Boolean).map(Number))

const setUp = (play: Play, step: ScriptStep): { text: string; migration?: Migration } => {
  const [start, end] = rangeOf(step.places)
  const args = { process: step.process, start, end, selection: selectionOf(step), faultPage: undefined }
  let migration: Migration | undefined
  const text = told(call<SetUp>(play, 'migrate_vma_setup', args), ({ rc, migration: collected }) => {
    if (collected === undefined) return `rc=${rc}`
    migration = giveDestinations(play.k, collected, targetOf(play, step.named.to), skipped(step))
    return tellSetup(play.k, migration)
  })
  return { text, ...(migration === undefined ? {} : { migration }) }
}

export const pages = (play: Play, migration: Migration): Migration => {
  const ended = call<Migration>(play, 'migrate_vma_pages', { migration })
  if (ended.kind !== 'returned') throw new Error('the pages stage waits for nobody')
  return ended.value
}

export const finalize = (play: Play, migration: Migration): void => {
  call(play, 'migrate_vma_finalize', { migration })
}

const after = ({ src }: Migration): string => `after=${src.map(tellFlags).join(',')}`
const now = (play: Play, { process, start, end }: Migration): string =>
  `now=${tellEntries(play.k, process, start, end)}`

const migrate: Player = (play, step) => {
  const { text, migration } = setUp(play, step)
  if (migration === undefined) return text
  const moved = pages(play, migration)
  finalize(play, moved)
  return `${text} ${after(moved)} ${now(play, moved)}`
}

const msetup: Player = (play, step) => {
  if (play.pending.has(step.process)) return REFUSED
  const { text, migration } = setUp(play, step)
  if (migration !== undefined) play.pending.set(step.process, { migration, stage: 'setup' })
  return text
}

const mpages: Player = (play, { process }) => {
  const pending = play.pending.get(process)
  if (pending?.stage !== 'setup') return REFUSED
  const moved = pages(play, pending.migration)
  play.pending.set(process, { migration: moved, stage: 'pages' })
  return after(moved)
}

const mfinalize: Player = (play, { process }) => {
  const pending = play.pending.get(process)
  if (pending?.stage !== 'pages') return REFUSED
  finishPending(play, process)
  return now(play, pending.migration)
}

/** A migration that a script leaves between two stages is brought to its end. */
export const finishPending = (play: Play, process: number): void => {
  const pending = play.pending.get(process)
  if (pending === undefined) return
  finalize(play, pending.migration)
  play.pending.delete(process)
}

export const MIGRATE_STEPS: Readonly<Record<string, Player>> = { migrate, msetup, mpages, mfinalize }
