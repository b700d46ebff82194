/**
 * Scenarios in, QEMU boots, answers out. A guest that dies or falls silent costs the scenario that it was at;
 * the rest goes to another boot.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { CpuVendor } from '../../../model/machine/columns.ts'
import { listener, type Guest, type Heard } from './answers.ts'
import { PLACES } from './cache.ts'
import { CHARACTER_DEVICE, FILE, FOLDER, PROGRAM, initramfs } from './initramfs.ts'
import { BUSYBOX, QEMU, onPath } from './tools.ts'

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

/** The machine that QEMU is, and what its kernel is told. */
export interface Platform {
  readonly cpu: string
  readonly devices: readonly string[]
  readonly commandLine: string
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
  const folder = mkdtempSync(join(tmpdir(), 'p2pdma-spec-'))
  folders.add(folder)
  const { guest, hear, stopped } = listener()
  let qemu: ChildProcess | undefined
  let spoke = false
  try {
    writeFileSync(join(folder, 'initramfs'), initramfsWith(cache, text, first.init))
    qemu = spawn(QEMU, argumentsFor(cache, platform, folder), { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const gone = ends(qemu)
    running.add(qemu)
    const dog = watchdog(silence, () => {
      stopped(`it was silent for ${silence / 1000} s`)
      killGroup(qemu!)
    })
    createInterface({ input: qemu.stdout! }).on('line', (line) => {
      dog.fed()
      spoke = true
      if (!first.hears(line)) hear(line)
    })
    const { why, failed } = await gone.finally(dog.off)
    // A guest that dies ends QEMU with 0; who refuses its arguments would refuse those of every other boot too.
    if (failed && !spoke) throw new Error(`${QEMU} does not run: ${why}`)
    stopped(why)
    return guest
  } finally {
    if (qemu !== undefined) {
      killGroup(qemu)
      running.delete(qemu)
    }
    remove(folder)
    folders.delete(folder)
  }
}
const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true })

const MACHINE = '-accel tcg -machine q35 -nodefaults -nographic -serial stdio -no-reboot -m 512'.split(' ')
/** On a busy machine an emulated timer comes late, and Linux panics over it unless it is told not to look. */
const COMMAND_LINE = 'console=ttyS0 panic=-1 oops=panic loglevel=6 no_timer_check'

const argumentsFor = (cache: string, platform: Platform, folder: string): string[] => {
  const image = ['-kernel', PLACES(cache).bzImage, '-initrd', join(folder, 'initramfs')]
  return [
    ...MACHINE,
    '-cpu',
    platform.cpu,
    ...platform.devices,
    ...image,
    '-append',
    `${COMMAND_LINE} ${platform.commandLine}`.trim(),
  ]
}

const initramfsWith = (cache: string, text: string, init: string): Uint8Array =>
  initramfs([
    { name: 'bin', mode: FOLDER },
    { name: 'dev', mode: FOLDER },
    { name: 'sys', mode: FOLDER },
    { name: 'dev/console', mode: CHARACTER_DEVICE, device: [5, 1] },
    { name: 'bin/busybox', mode: PROGRAM, content: readFileSync(onPath(BUSYBOX)!) },
    { name: 'init', mode: PROGRAM, content: readFileSync(join(import.meta.dirname, init)) },
    { name: 'p2pspec.ko', mode: FILE, content: readFileSync(PLACES(cache).module) },
    { name: 'scenarios.txt', mode: FILE, content: Buffer.from(text) },
  ])

/** How it ended, in words, and whether by itself with an error, once its output is read to the end. */
const ends = (qemu: ChildProcess): Promise<{ readonly why: string; readonly failed: boolean }> =>
  new Promise((resolve, reject) => {
    let errors = ''
    qemu.stderr!.on('data', (chunk) => (errors += chunk))
    qemu.on('error', ({ message }) => reject(new Error(`${QEMU} cannot be started: ${message}`)))
    qemu.on('close', (code, signal) =>
      resolve({ why: `QEMU ended (${signal ?? code}) ${errors.trim()}`.trim(), failed: (code ?? 0) !== 0 }),
    )
  })

const watchdog = (silence: number, bark: () => void) => {
  let timer = setTimeout(bark, silence)
  const off = (): void => clearTimeout(timer)
  const fed = (): void => {
    off()
    timer = setTimeout(bark, silence)
  }
  return { fed, off }
}

/** Guests that run now, and their files: nothing outlives us. */
const running = new Set<ChildProcess>()
const folders = new Set<string>()
const killGroup = ({ pid, exitCode, signalCode }: ChildProcess): void => {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It went by itself between the look and the kill.
  }
}
const killAll = (): void => running.forEach(killGroup)
process.on('exit', () => {
  killAll()
  folders.forEach(remove)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))
