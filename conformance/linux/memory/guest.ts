/** Memory scripts played by the booted kernel, over as many boots as it takes. */
import { readFileSync } from 'node:fs'
import { PLACES } from '../guest/cache.ts'
import { CHARACTER_DEVICE, FILE, FOLDER, PROGRAM, type Member } from '../guest/initramfs.ts'
import { runGuest, type Platform } from '../guest/qemu.ts'
import { listener, type Guest, type Played } from './listen.ts'

/** Where the RAM lies that is coherent memory of a device: the kernel leaves it alone. */
const COHERENT = 0x1c000000
const PEER_BYTES = 4 * 1024 * 1024

const DEVICES = [
  '-object',
  `memory-backend-ram,id=peer,size=${PEER_BYTES},share=on`,
  '-device',
  'ivshmem-plain,memdev=peer',
]

/** Where the kernel's WARN_ONCE remembers that it warned: kallsyms does not know it. */
const onceAt = (cache: string): string[] => {
  const map = readFileSync(PLACES(cache).systemMap, 'utf8')
  return ['start', 'end'].map((end) => {
    const found = new RegExp(`^([0-9a-f]+) \\w __${end}_once$`, 'm').exec(map)
    if (found === null) throw new Error(`${PLACES(cache).systemMap}: found no __${end}_once\n  npm run linux:build`)
    return `once_${end}=0x${found[1]}`
  })
}

/** No huge pages; 4 MiB of RAM that are a device's, and a device of QEMU's whose BAR is peer-to-peer memory. */
const platformOf = (cache: string): Platform => {
  const parameters = [`coherent_at=0x${COHERENT.toString(16)}`, ...onceAt(cache)].join(',')
  return {
    cpu: 'max',
    devices: DEVICES,
    commandLine: `transparent_hugepage=never memmap=4M$0x${COHERENT.toString(16)} module=${parameters}`,
  }
}

/** Milliseconds after which a step does not come back, as the recordings had it. */
export const TIMEOUT = 12_000

const membersWith = (cache: string, text: string): readonly Member[] => [
  { name: 'dev', mode: FOLDER },
  { name: 'proc', mode: FOLDER },
  { name: 'sys', mode: FOLDER },
  { name: 'dev/console', mode: CHARACTER_DEVICE, device: [5, 1] },
  { name: 'init', mode: PROGRAM, content: readFileSync(PLACES(cache).memoryProgram) },
  { name: 'p2pspec-memory.ko', mode: FILE, content: readFileSync(PLACES(cache).memoryModule) },
  { name: 'scripts.txt', mode: FILE, content: Buffer.from(text) },
]

export type Script = readonly string[]

const textOf = (scripts: readonly (readonly [number, Script])[]): string =>
  scripts.map(([number, steps]) => [`# ${number}`, ...steps, ''].join('\n')).join('')

/** One boot; a step that was under way when it ended was the kernel's end, or never came back. */
const boot = async (
  cache: string,
  scripts: readonly (readonly [number, Script])[],
  silence: number,
): Promise<Guest> => {
  const { guest, hear } = listener()
  const why = await runGuest(cache, platformOf(cache), membersWith(cache, textOf(scripts)), silence, hear)
  const played = guest.current === undefined ? undefined : guest.played.get(guest.current)
  if (played === undefined || guest.garbled !== undefined) return guest
  if (played.steps.length > played.answers.length) played.answers.push(guest.died ? 'killed' : 'TIMEOUT')
  else played.trouble = guest.complaint ?? why
  return guest
}

export interface Asked {
  readonly played: ReadonlyMap<number, Played>
  readonly boots: number
  readonly hello: string
}

/** A guest that could not be heard is asked once more; then that is the end. */
export const playAll = async (
  cache: string,
  scripts: readonly Script[],
  progress: (done: number) => void = () => {},
  silence = TIMEOUT,
): Promise<Asked> => {
  const played = new Map<number, Played>()
  let left = scripts.map((steps, i) => [i, steps] as const)
  let [boots, failures, hello] = [0, 0, '']
  while (left.length > 0) {
    const guest = await boot(cache, left, silence)
    boots++
    hello = guest.hello ?? hello
    const done = [...guest.played].filter(
      ([number, { over }]) => over || (number === guest.current && guest.garbled === undefined),
    )
    for (const [number, one] of done) played.set(number, one)
    failures = done.length === 0 ? failures + 1 : 0
    if (failures > 1) throw new Error(`the guest plays no script: ${guest.garbled ?? 'it says nothing'}`)
    left = left.filter(([number]) => !played.has(number))
    progress(played.size)
  }
  return { played, boots, hello }
}
