/**
 * `npm run linux:machine [-- --machines N] [--seed N] [--cache DIR]` compares two answers about a guest: that of `p2pspec machine`, which
 * reads the guest's sysfs, and that of the guest's kernel. They are asked for `pci_p2pdma_distance` of every pair of devices, and for
 * the IOMMU groups.
 *
 * Exit status: 0 they agree, 1 they differ or a guest was in trouble, 2 something is missing or wrong.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { ask, type Asked } from '../../../machines/cases.ts'
import { groupsDiffer } from '../../../machines/groups.ts'
import { functionsNamed, onePair } from '../../../machines/report.ts'
import { readSysfs } from '../../../machines/sysfs.ts'
import { parts } from '../../../model/designs/releases/linux-6.12.ts'
import { bdf } from '../../../model/machine/columns.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { generated } from '../../../properties/drivers/random.ts'
import { platformOf } from '../compare/ask.ts'
import { LIMITS, bootGuest } from '../guest/boot.ts'
import { collector } from '../guest/collected.ts'
import { guestText } from '../guest/guest.ts'
import { generateQemuMachine } from '../guest/qemu-machine.ts'
import { DEFAULT_CACHE } from '../guest/tools.ts'
import { argumentsOf, command, kernelToAsk, say, wholeNumber } from './command.ts'

const options = {
  machines: { type: 'string', default: '12' },
  seed: { type: 'string', default: '1' },
  cache: { type: 'string', default: DEFAULT_CACHE },
} as const

interface Told {
  readonly pairs: number
  readonly differences: readonly string[]
}

const main = async (): Promise<number> => {
  const { values } = argumentsOf({ options }, process.argv.slice(2))
  const [numRuns, seed] = [wholeNumber('--machines', values.machines), wholeNumber('--seed', values.seed)]
  const { cache, built } = kernelToAsk(values.cache)
  say(`Linux ${built.kernel}, config ${built.config}, module ${built.module}`)
  let [pairs, wrong] = [0, 0]
  for (const machine of fc.sample(
    generated(generateQemuMachine, () => []),
    { numRuns, seed },
  )) {
    const told = await compared(cache, machine)
    pairs += told.pairs
    wrong += told.differences.length
    for (const difference of told.differences) say(difference)
  }
  say(`${numRuns} machines, ${pairs} pairs, ${wrong} differences`)
  return wrong > 0 || pairs === 0 ? 1 : 0
}

/** One boot: what sysfs has of it, then what its kernel answers. */
const compared = async (cache: string, machine: MachineFile): Promise<Told> => {
  const devices = machine.functions.filter(({ bar }) => bar !== undefined).map(({ name }) => name)
  const asked = devices.flatMap((provider) =>
    devices.flatMap((client) => (client === provider ? [] : [{ provider, client }])),
  )
  const steps = asked.map(({ provider, client }) => ({ pci_p2pdma_distance_many: { provider, clients: [client] } }))
  const text = guestText(0, { machine, steps })
  if (E.isLeft(text)) throw new Error(text.left)
  const { trouble, answers, files } = await bootedWhole(cache, machine, text.right.text)
  if (trouble !== undefined) return { pairs: 0, differences: [`in trouble: ${trouble}`] }
  const distances = answers.flatMap(([first]) => /^distance (-?\d+)$/.exec(first)?.[1] ?? []).map(Number)
  const read = ask(readSysfs(files), { parts, ...(machine.cpu === undefined ? {} : { cpu: machine.cpu }) })
  const m = layOut(machine)
  const at = (name: string): string => bdf(m, m.name.indexOf(name))
  return {
    pairs: distances.length,
    differences: [
      ...(distances.length === asked.length ? [] : [`${asked.length} pairs asked, ${distances.length} answered`]),
      ...asked.flatMap(({ provider, client }, i) => differs(read, at(provider), at(client), distances[i])),
      ...groupsDiffer(read).map(({ says }) => says),
    ],
  }
}

/** Boots of one machine, at most: a console that lost a piece is asked again. */
const MOST_BOOTS = 3

const bootedWhole = async (cache: string, machine: MachineFile, text: string): ReturnType<typeof booted> => {
  let told = await booted(cache, machine, text)
  for (let boots = 1; told.trouble !== undefined && boots < MOST_BOOTS; boots++)
    told = await booted(cache, machine, text)
  return told
}

const booted = async (cache: string, machine: MachineFile, text: string) => {
  const { hears, files, isWhole } = collector()
  const guest = await bootGuest(cache, platformOf(machine), text, LIMITS, { init: 'collect.sh', hears })
  const heard = guest.scenarios.get(0)
  const silent = heard === undefined ? (guest.trouble ?? 'the guest asked nothing') : undefined
  const trouble = silent ?? heard?.trouble ?? (isWhole() ? undefined : 'the console lost lines of sysfs')
  return { files, trouble, answers: heard?.answers ?? [] }
}

/** `pci_p2pdma_distance` answers -1 where the pair is not supported. */
const differs = (asked: Asked, provider: string, client: string, theirs: number | undefined): string[] => {
  const [a, b] = [provider, client].map((name) => functionsNamed(asked, name).at(0))
  if (a === undefined || b === undefined) return [`${provider} or ${client} is not in sysfs`]
  const { type, distance } = onePair(asked, a, b)
  const ours = type === 'NOT_SUPPORTED' ? -1 : distance
  return ours === theirs ? [] : [`${client} to memory of ${provider}: machine says ${type}, ${ours}; Linux ${theirs}`]
}

await command('linux:machine', main)
