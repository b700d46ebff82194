/**
 * QEMU, from start to end: a guest is its initramfs and a machine, and whoever started it hears its console.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PLACES } from './cache.ts'
import { initramfs, type Member } from './initramfs.ts'
import { QEMU } from './tools.ts'

/** The machine that QEMU is, and what its kernel is told. */
export interface Platform {
  readonly cpu: string
  readonly devices: readonly string[]
  readonly commandLine: string
}

/**
 * One boot to its end, which comes in any case: a guest that says nothing for so many milliseconds is ended. Answers how it
 * ended, in words.
 */
export const runGuest = async (
  cache: string,
  platform: Platform,
  members: readonly Member[],
  silence: number,
  hear: (line: string) => void,
): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'p2pdma-spec-'))
  folders.add(folder)
  let qemu: ChildProcess | undefined
  let spoke = false
  let silent: string | undefined
  try {
    writeFileSync(join(folder, 'initramfs'), initramfs(members))
    qemu = spawn(QEMU, argumentsFor(cache, platform, folder), { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const gone = ends(qemu)
    running.add(qemu)
    const dog = watchdog(silence, () => {
      silent = `it was silent for ${silence / 1000} s`
      killGroup(qemu!)
    })
    createInterface({ input: qemu.stdout! }).on('line', (line) => {
      dog.fed()
      spoke = true
      hear(line)
    })
    const { why, failed } = await gone.finally(dog.off)
    // A guest that dies ends QEMU with 0; who refuses its arguments would refuse those of every other boot too.
    if (failed && !spoke) throw new Error(`${QEMU} does not run: ${why}`)
    return silent ?? why
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
