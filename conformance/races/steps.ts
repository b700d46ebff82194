/** Steps that an actor may be stopped in: a call of the kernel or of the driver, row by row, and what is said of its answer. */
import type { DeviceSaw, Seen } from '../../model/memory/access.ts'
import { isZeroPage } from '../../model/memory/observe.ts'
import { openMirror } from '../../model/kernel/lib/test-hmm/mirror.ts'
import type { Moved } from '../../model/kernel/lib/test-hmm/migrate.ts'
import type { GupResult } from '../../model/kernel/mm/pin/gup.ts'
import { nameOf } from '../../model/kernel/mm/page/struct-page.ts'
import { gupArgs, tellGup } from '../memory/device-steps.ts'
import { STEPS } from '../memory/judge.ts'
import type { ScriptStep } from '../memory/forms.ts'
import { call, rangeOf, told, type Play } from '../memory/play.ts'
import { protection, rcTold, type Player } from '../memory/process-steps.ts'

/** A device with memory of its own, B; its driver is lib/test_hmm.c's. */
export const DEVICE = 0
export const MEMORY = 'B'

/** @typeParam R what the call returns */
interface Call<R> {
  readonly table: string
  readonly args: (play: Play, step: ScriptStep) => object
  readonly tell: (play: Play, returned: R, step: ScriptStep) => string
}
/** What it returns is known where it stands in the list. */
const asCall = <R>(given: Call<R>): Call<unknown> => given as unknown as Call<unknown>

const ofRange = ({ process, places }: ScriptStep): object => {
  const [start, end] = rangeOf(places)
  return { process, start, end }
}
const ofDevice = (step: ScriptStep): object => ({ device: DEVICE, ...ofRange(step) })

const changes = (table: string): Call<unknown> =>
  asCall<number>({ table, args: (_, step) => ofRange(step), tell: (_, rc) => rcTold(rc) })

const moves = (table: string, args: (step: ScriptStep) => object): Call<unknown> =>
  asCall<Moved>({ table, args: (_, step) => args(step), tell: (_, { rc, pages }) => `rc=${rc} pages=${pages}` })

const load = (value: (play: Play) => number | undefined, tell: (value: number) => string): Call<unknown> =>
  asCall<Seen>({
    table: 'cpu_access',
    args: (play, { process, places }) => ({ process, at: Number(places[0]), value: value(play) }),
    tell: (_, seen) => (typeof seen === 'string' ? seen : tell(seen.value)),
  })

const deviceLoad = (value: (play: Play) => number | undefined, tell: (value: number) => string): Call<unknown> =>
  asCall<DeviceSaw>({
    table: 'device_access',
    args: (play, { places }) => ({ device: DEVICE, process: 0, at: Number(places[0]), value: value(play) }),
    tell: (_, saw) => (saw === 'abort' ? saw : 'rc' in saw ? `rc=${saw.rc}` : tell(saw.value)),
  })

const wrote = (value: number): string => `wrote ${value}`

export const CALLS: Readonly<Record<string, Call<unknown>>> = {
  read: load(() => undefined, String),
  write: load((play) => ++play.writes, wrote),
  zap: changes('madvise_dontneed'),
  unmap: changes('vm_munmap'),
  prot: asCall<number>({
    table: 'mprotect',
    args: (_, step) => ({ ...ofRange(step), protection: protection(step.places[2]) }),
    tell: (_, rc) => rcTold(rc),
  }),
  fork: asCall<number>({ table: 'fork', args: () => ({ process: 0, child: 1 }), tell: (_, rc) => rcTold(rc) }),
  gup: asCall<GupResult>({ table: 'get_user_pages', args: (_, step) => gupArgs(step), tell: tellGup }),
  device_read: deviceLoad(() => undefined, String),
  device_write: deviceLoad((play) => ++play.deviceWrites, wrote),
  migrate_to_device: moves('dmirror_migrate_to_device', ofDevice),
  migrate_to_system: moves('dmirror_migrate_to_system', ofDevice),
  migrate_device_range: moves('dmirror_device_evict', () => ({ device: DEVICE, process: 0 })),
  make_device_exclusive_range: asCall<number>({
    table: 'dmirror_exclusive',
    args: (_, step) => ofDevice(step),
    tell: (_, granted) => `rc=${Math.min(granted, 0)} pages=${Math.max(granted, 0)}`,
  }),
}

const open: Player = ({ k, w }, { flags }) => {
  openMirror(k, DEVICE)
  const notifier = w.notifiers.find(({ n }) => n === DEVICE)!
  if (flags.includes('hears')) notifier.skip = undefined
  w.maps[MEMORY].driver = 'retries'
  return 'ok'
}

const entryTold = ({ k, w }: Play, page: number): string => {
  const entry = w.memory.mirrors[DEVICE]?.[page]
  if (entry === undefined) return 'none'
  const held = isZeroPage(entry.frame) || (w.pages[entry.frame]?.refs ?? 0) > 0
  return `${held ? nameOf(k, entry.frame) : 'free'}${entry.write ? '+w' : '+r'}`
}

const mirrored: Player = (play, { places }) => {
  const [start, end] = rangeOf(places)
  return Array.from({ length: end - start }, (_, i) => `${start + i}=${entryTold(play, start + i)}`).join(' ')
}

const alone =
  ({ table, args, tell }: Call<unknown>): Player =>
  (play, step) =>
    told(call(play, table, args(play, step)), (returned) => tell(play, returned, step))

/** Every step of a race, taken at once. */
export const PLAYERS: Readonly<Record<string, Player>> = {
  ...Object.fromEntries(Object.entries(CALLS).map(([kind, one]) => [kind, alone(one)])),
  ...STEPS,
  open,
  mirrored,
}
