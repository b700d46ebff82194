/**
 * Scenarios in, QEMU boots, answers out. A guest that dies or falls silent costs the scenario that it was at;
 * the rest goes to another boot.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CpuVendor } from '../../../model/machine/columns.ts'
import { listener, type Guest, type Heard } from './answers.ts'
import { PLACES } from './cache.ts'
import { CHARACTER_DEVICE, FILE, FOLDER, PROGRAM, type Member } from './initramfs.ts'
import { runGuest, type Platform } from './qemu.ts'
import { BUSYBOX, onPath } from './tools.ts'

export interface Limits {
  /** Milliseconds that a guest may say nothing. */
  readonly silence: number
}
export const LIMITS: Limits = { silence: 120_000 }

/** Another first process than the one that only asks, and who hears what it says. */
export interface First {
  /** A file beside this one. */
  readonly init: string
  /** Whether the line was meant for it. */
  readonly hears: (line: string) => boolean
}
const ASKING: First = { init: 'init.sh', hears: () => false }

/** A text for the guest, known by its number. */
export interface GuestText {
  readonly number: number
  readonly text: string
}

/** QEMU's name for a CPU: its two usual models, or `max` as somebody else's. */
export const cpuModel = (vendor: CpuVendor, family: number): string => {
  if (vendor === 'AMD' && family === 15) return 'max'
  if (vendor === 'AMD' && family === 0x17) return 'EPYC'
  return `max,vendor=${VENDOR_STRING[vendor]},family=${family}`
}
const VENDOR_STRING: Readonly<Record<CpuVendor, string>> = {
  Intel: 'GenuineIntel',
  AMD: 'AuthenticAMD',
  Hygon: 'HygonGenuine',
  other: 'TCGTCGTCGTCG',
}

/**
 * Every scenario, over as many boots as it takes; each boot gets on with at least one. What the console garbled is
 * asked once more, and reported if that comes to the same.
 */
export const askAll = async (
  cache: string,
  platform: Platform,
  asked: readonly GuestText[],
  limits = LIMITS,
  progress: (heard: number) => void = () => {},
): Promise<{ readonly heard: ReadonlyMap<number, Heard>; readonly hello: string; readonly boots: number }> => {
  const heard = new Map<number, Heard>()
  const garbled = new Set<number>()
  let hello = ''
  let boots = 0
  let restarted = false
  for (let left = asked; left.length > 0; left = left.filter(({ number }) => !heard.has(number))) {
    const guest = await bootGuest(cache, platform, left.map(({ text }) => text).join(''), limits)
    boots++
    hello = guest.hello ?? hello
    for (const [number, one] of guest.scenarios) {
      const again = one.garbled === true && !garbled.has(number)
      if (again) garbled.add(number)
      else heard.set(number, one)
    }
    // A guest that never began, twice: nobody knows at which scenario it would have.
    const never = guest.scenarios.size === 0
    restarted = never && !restarted
    if (never && !restarted)
      heard.set(left[0].number, {
        answers: [],
        whole: false,
        ram: NaN,
        trouble: guest.trouble ?? 'the guest asked nothing',
      })
    progress(heard.size)
  }
  return { heard, hello, boots }
}

/** One boot to its end, which comes in any case. */
export const bootGuest = async (
  cache: string,
  platform: Platform,
  text: string,
  { silence }: Limits,
  first: First = ASKING,
): Promise<Guest> => {
  const { guest, hear, stopped } = listener()
  const members = membersWith(cache, text, first.init)
  const why = await runGuest(cache, platform, members, silence, (line) => {
    if (!first.hears(line)) hear(line)
  })
  stopped(why)
  return guest
}

const membersWith = (cache: string, text: string, init: string): readonly Member[] => [
  { name: 'bin', mode: FOLDER },
  { name: 'dev', mode: FOLDER },
  { name: 'sys', mode: FOLDER },
  { name: 'dev/console', mode: CHARACTER_DEVICE, device: [5, 1] },
  { name: 'bin/busybox', mode: PROGRAM, content: readFileSync(onPath(BUSYBOX)!) },
  { name: 'init', mode: PROGRAM, content: readFileSync(join(import.meta.dirname, init)) },
  { name: 'p2pspec.ko', mode: FILE, content: readFileSync(PLACES(cache).module) },
  { name: 'scenarios.txt', mode: FILE, content: Buffer.from(text) },
]
