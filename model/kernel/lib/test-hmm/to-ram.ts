/** A device's driver, as far as the recorder has one: it gives destinations, copies, and brings single pages back. */
import { calls, next, ret, type Rows } from '../../../call.ts'
import type { FaultResult } from '../../mm/fault/handle.ts'
import { allocDevice, allocRam, copyContent, mapOf, pageOf } from '../../mm/page/struct-page.ts'
import type { Migration, Mm, Selection, Source } from '../../mm/parts.ts'
import { ZERO, type DeviceMap } from '../../mm/state.ts'
import { forget } from './mirror.ts'
import type { MigrateArgs, SetUp } from '../../mm/device/migrate-setup.ts'

/** Where a migration goes: a map, or RAM; undefined: nowhere. */
export type Target = DeviceMap | 'ram' | undefined

const destination = (k: Mm, source: Source, to: Target): number | undefined => {
  if (!source.migrate || to === undefined) return undefined
  const page = to === 'ram' ? allocRam(k) : allocDevice(k, to)
  if (page === undefined) return undefined
  page.locked = true
  copyContent(k, page.frame, source.frame ?? ZERO)
  return page.frame
}

/** A destination for each page that migrates, but for those at `skip`; it holds a copy at once. */
export const giveDestinations = (k: Mm, m: Migration, to: Target, skip: ReadonlySet<number>): Migration => ({
  ...m,
  dst: m.src.map((source, i) => (skip.has(m.start + i) ? undefined : destination(k, source, to))),
})

interface ToRam {
  readonly process: number
  readonly at: number
  readonly frame: number
  readonly args: MigrateArgs
  /** What did not move is faulted again. */
  readonly retries: boolean
  readonly setup: SetUp
  readonly migration: Migration
}

const own = ({ type, owner }: DeviceMap): Selection => ({
  system: false,
  private: type === 'private',
  coherent: type === 'coherent',
  owner,
})

/**
 * `migrate_to_ram`: the faulting page alone. CF-2: SIGBUS if it did not move; whoever forgets fault_page never moves it (MN2-20).
 * HM-16: lib/test_hmm has it faulted again then.
 */
export const MIGRATE_TO_RAM: Rows<Mm, ToRam> = {
  willing: (k, { frame }) => (mapOf(k, pageOf(k, frame))!.driver === 'fail' ? ret('sigbus') : next()),
  fault_page: (k, { process, at, frame }) => {
    const map = mapOf(k, pageOf(k, frame))!
    const faultPage = map.driver === 'nofp' ? undefined : frame
    const args: MigrateArgs = { process, start: at, end: at + 1, selection: own(map), faultPage }
    return next({ args, retries: map.driver === 'retries' })
  },
  setup: calls('migrate_vma_setup', ({ args }) => ({ ...args }), 'setup'),
  copy: (k, { setup }) => {
    if (setup.migration === undefined) return ret('sigbus')
    forget(k, setup.migration)
    return next({ migration: giveDestinations(k, setup.migration, 'ram', new Set()) })
  },
  pages: calls('migrate_vma_pages', ({ migration }) => ({ migration }), 'migration'),
  finalize: calls('migrate_vma_finalize', ({ migration }) => ({ migration })),
  moved: (_, { retries, migration: { src } }) =>
    ret((src[0].migrate || retries ? 'done' : 'sigbus') satisfies FaultResult),
}
