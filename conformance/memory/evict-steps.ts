/**
 * Steps that migrate by device page: in one, and in three. Nobody holds an mmap lock meanwhile, so that mprotect, fork and munmap
 * meet migration entries.
 */
import { giveDestinations } from '../../model/kernel/lib/test-hmm/to-ram.ts'
import type { SetUp } from '../../model/kernel/mm/device/migrate-setup.ts'
import type { Migration } from '../../model/kernel/mm/parts.ts'
import type { ScriptStep } from './forms.ts'
import { finalize, pages, skipped } from './migrate-steps.ts'
import { REFUSED, call, told, type Play } from './play.ts'
import type { Player } from './process-steps.ts'
import { tellFlags } from './tell.ts'

/** `migrate_device_range` over a map, or one page of it, and a destination in RAM for each that can be had. */
const setUp = (play: Play, step: ScriptStep, then: (given: Migration) => string): string => {
  const { first, pages: count } = play.w.maps[step.places[0]]
  const [start, end] = step.places[1] === undefined ? [0, count] : [Number(step.places[1]), Number(step.places[1]) + 1]
  const frames = Array.from({ length: end - start }, (_, i) => first + start + i)
  const found = call<SetUp>(play, 'migrate_device_range', { process: 0, start, end, frames })
  return told(found, ({ migration }) => then(giveDestinations(play.k, migration!, 'ram', skipped(step))))
}

/** Entries that are not 0, by device page. */
const nonZero = ({ src, start }: Migration): string => {
  const entries = src.flatMap((source, i) => {
    const flags = tellFlags(source)
    return flags === '---' ? [] : [`${start + i}:${flags}`]
  })
  return entries.length === 0 ? '-' : entries.join(',')
}

const evict: Player = (play, step) =>
  setUp(play, step, (given) => {
    const moved = pages(play, given)
    finalize(play, moved)
    return `src=${nonZero(given)} after=${nonZero(moved)}`
  })

const esetup: Player = (play, step) => {
  if (play.evicting !== undefined) return REFUSED
  return setUp(play, step, (migration) => {
    play.evicting = { migration, stage: 'setup' }
    return `src=${nonZero(migration)}`
  })
}

const epages: Player = (play) => {
  if (play.evicting?.stage !== 'setup') return REFUSED
  play.evicting = { migration: pages(play, play.evicting.migration), stage: 'pages' }
  return `after=${nonZero(play.evicting.migration)}`
}

const efinalize: Player = (play) => {
  if (play.evicting?.stage !== 'pages') return REFUSED
  finishEvicting(play)
  return 'ok'
}

/** An eviction that a script leaves between two stages is brought to its end. */
export const finishEvicting = (play: Play): void => {
  if (play.evicting === undefined) return
  const { migration, stage } = play.evicting
  finalize(play, stage === 'setup' ? pages(play, migration) : migration)
  play.evicting = undefined
}

export const EVICT_STEPS: Readonly<Record<string, Player>> = { evict, esetup, epages, efinalize }
