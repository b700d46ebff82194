/** Steps of a driver: mirrors, pins, exclusive access, and what the device does with its own memory. */
import { EBUSY } from '../../model/kernel/errno.ts'
import { deviceWrite } from '../../model/hardware/mmu.ts'
import type { ExclusiveResult } from '../../model/kernel/mm/device/exclusive.ts'
import type { HmmResult } from '../../model/kernel/mm/device/hmm.ts'
import { insertNotifier, removeNotifier } from '../../model/kernel/mm/device/notifier.ts'
import { entryAt, isPresent } from '../../model/kernel/mm/page/pte.ts'
import { getPage, nameOf, putPage } from '../../model/kernel/mm/page/struct-page.ts'
import type { GupFlags, HmmBits } from '../../model/kernel/mm/parts.ts'
import { putGup, type GupResult } from '../../model/kernel/mm/pin/gup.ts'
import { ZERO } from '../../model/kernel/mm/state.ts'
import type { Ended } from '../../model/memory/access.ts'
import type { ScriptStep } from './forms.ts'
import { REFUSED, call, ownerOf, rangeOf, told, type Play } from './play.ts'
import type { Player } from './process-steps.ts'
import { tellEntries, tellHmm, tellState } from './tell.ts'

/** The notifier that an `hmm` step has to itself. */
const OWN = -1
/** Tries of one `hmm` step. */
const MOST_TRIES = 100

const bits = (word: string | undefined): HmmBits => ({
  valid: word?.includes('f') ?? false,
  write: word?.includes('w') ?? false,
})

const hmmOnce = (play: Play, { process, places, named }: ScriptStep, notifier: number): Ended<HmmResult> => {
  const [start, end] = rangeOf(places)
  const req = named.req?.split(',') ?? []
  const inputs = Array.from({ length: end - start }, (_, i) => ({ ...bits(req[i]), error: false }))
  return call<HmmResult>(play, 'hmm_range_fault', {
    process,
    start,
    end,
    owner: ownerOf(named.owner),
    defaults: bits(named.default),
    mask: bits(named.mask),
    inputs,
    notifier,
  })
}

const hmm: Player = (play, step) => {
  const [start, end] = rangeOf(step.places)
  const using = step.named.using === undefined ? undefined : Number(step.named.using)
  if (using !== undefined && !play.w.notifiers.some(({ n, process }) => n === using && process === step.process))
    return 'nonotifier'
  for (let busy = 0; ; busy++) {
    if (using === undefined) insertNotifier(play.k, step.process, OWN, start, end, undefined)
    const ended = hmmOnce(play, step, using ?? OWN)
    removeNotifier(play.k, OWN)
    const again = ended.kind === 'returned' && ended.value.rc === -EBUSY
    if (again && using === undefined && !step.flags.includes('once') && busy < MOST_TRIES) continue
    return told(ended, ({ rc, entries }) => {
      const pages = entries.map((entry, i) => `${start + i}=${tellHmm(play.k, entry)}`)
      return [`rc=${rc} busy=${busy + (again ? 1 : 0)}`, ...pages].join(' ')
    })
  }
}

/** What is asked of get_user_pages. */
export const gupArgs = ({ process, places, flags }: ScriptStep): object => {
  const [start, end] = rangeOf(places.slice(1))
  const has = (flag: string): boolean => flags.includes(flag)
  const [write, force, pin, longterm, p2p, nofault] = ['write', 'force', 'pin', 'longterm', 'p2p', 'nofault'].map(has)
  const only = has('fastonly')
  const asked: GupFlags = { write, force, pin: pin && !only, longterm, p2p, nofault }
  return { process, start, end, flags: asked, fast: has('fast') || only, only }
}

/** Its slot keeps what was got. */
export const tellGup = (play: Play, { rc, frames }: GupResult, { places, flags }: ScriptStep): string => {
  const pinned = flags.includes('pin') && !flags.includes('fastonly')
  if (frames.length > 0) play.slots.set(Number(places[0]), { frames, pinned })
  return [`rc=${rc}`, ...(frames.length === 0 ? [] : [frames.map((frame) => nameOf(play.k, frame)).join(',')])].join(
    ' ',
  )
}

const gup: Player = (play, step) => {
  if (play.slots.has(Number(step.places[0]))) return REFUSED
  const got = call<GupResult>(play, 'get_user_pages', gupArgs(step))
  return told(got, (result) => tellGup(play, result, step))
}

/** Drops what a slot holds. */
export const putSlot = (play: Play, slot: number): void => {
  const held = play.slots.get(slot)
  if (held !== undefined) putGup(play.k, held.frames, held.pinned)
  play.slots.delete(slot)
}

/** The page that an entry names, whatever kind of entry it is. */
const named = ({ k, w }: Play, process: number, at: number): number | undefined => {
  const entry = entryAt(k, process, at)
  if (entry?.frame === ZERO) return ZERO
  return entry === undefined || entry.special || entry.kind === 'hwpoison' ? undefined : w.pages[entry.frame]?.frame
}

const hold: Player = (play, { process, places }) => {
  const slot = Number(places[0])
  if (play.slots.has(slot)) return REFUSED
  const [start, end] = rangeOf(places.slice(1))
  const frames = Array.from({ length: end - start }, (_, i) => named(play, process, start + i))
  for (const frame of frames) if (frame !== undefined && frame !== ZERO) getPage(play.w.pages[frame])
  play.slots.set(slot, { frames: frames.filter((frame) => frame !== undefined), pinned: false })
  return frames.map((frame) => (frame === undefined ? '-' : nameOf(play.k, frame))).join(',')
}

const lock: Player = (play, { process, places }) => {
  const at = Number(places[0])
  const entry = entryAt(play.k, process, at)
  const frame = isPresent(entry) || entry?.kind === 'private' ? named(play, process, at) : undefined
  const page = frame === undefined ? undefined : play.w.pages[frame]
  if (page === undefined || page.locked || (page.map === undefined && page.mapping !== 'anon')) return REFUSED
  page.locked = true
  getPage(page)
  play.locks.set(`${process}/${at}`, page.frame)
  return `locked ${nameOf(play.k, page.frame)}`
}

/** Unlocks what a `lock` locked. */
export const unlockAt = (play: Play, key: string): boolean => {
  const frame = play.locks.get(key)
  if (frame === undefined) return false
  play.w.pages[frame].locked = false
  putPage(play.k, play.w.pages[frame])
  play.locks.delete(key)
  return true
}

const exclusive: Player = (play, { process, places, named: { owner } }) => {
  const [start, end] = rangeOf(places)
  const taken = call<ExclusiveResult>(play, 'make_device_exclusive_range', {
    process,
    start,
    end,
    owner: ownerOf(owner),
  })
  return told(taken, ({ rc, frames }) => {
    const pages = frames.map((frame, i) => `${start + i}=${frame === undefined ? 'no' : nameOf(play.k, frame)}`)
    for (const frame of frames) {
      if (frame === undefined) continue
      play.w.pages[frame].locked = false
      putPage(play.k, play.w.pages[frame])
    }
    return [`rc=${rc}`, ...pages, `now=${tellEntries(play.k, process, start, end)}`].join(' ')
  })
}

const dwrite: Player = (play, { places }) => {
  const page = play.w.pages[play.w.maps[places[0]].first + Number(places[1])]
  if (page.refs === 0) return 'unused'
  play.deviceWrites++
  deviceWrite(play.w.memory, page.frame, play.deviceWrites)
  return `wrote ${play.deviceWrites}`
}

export const DEVICE_STEPS: Readonly<Record<string, Player>> = {
  hmm,
  gup,
  hold,
  lock,
  exclusive,
  dwrite,
  put: (play, { places }) => {
    putSlot(play, Number(places[0]))
    return 'ok'
  },
  unlock: (play, { process, places }) => (unlockAt(play, `${process}/${Number(places[0])}`) ? 'ok' : 'nothing'),
  driver: ({ w }, { places: [map, mode] }) => {
    w.maps[map].driver = mode as 'ok' | 'fail' | 'nofp'
    return 'ok'
  },
  state: ({ k }, { process, places }) => tellState(k, process, ...rangeOf(places)),
}
