/**
 * Other lines to type for one change: by way instead of by number, bit by bit, or at run time. Each is read by the kernel's own reader
 * before it is printed, but for setpci, which asks nobody.
 */
import { REDIRECTS } from './redirects.ts'
import { matchDevice } from '../model/kernel/pci/acs-device.ts'
import { bitNames, bothWords } from '../model/machine/acs.ts'
import { ROOT, type Hw } from '../model/machine/columns.ts'
import { typeIn } from './answer.ts'
import type { Asked } from './cases.ts'
import { MENDED_IN, arithmeticIn, knowsConfigAcs } from './release.ts'
import { REDIRECTS_OFF, booted, changeOf, lineOf, listWith, portsOf, type Change } from './change.ts'
import { listOf, nameOf, type Pair } from './why.ts'

export const otherLines = (asked: Asked, pair: Pair): string[] => {
  const change = changeOf(asked, pair)
  if (change === undefined) return atRunTime(asked, portsOf(asked, pair))
  return linesFor(asked, change, (after) => typeIn(asked, after, pair.provider, pair.client) === 'BUS_ADDR')
}

/** @param helps whether the machine, booted with another list, is as it has to be */
export const linesFor = (asked: Asked, change: Change, helps: (after: Hw) => boolean): string[] => [
  ...byBits(asked, change, helps),
  ...byWay(asked, change),
  ...atRunTime(asked, change.ports),
]

/** Not where a 0 gives a bit back to firmware (R6.11-2). */
const readsBits = ({ release, cmdline }: Asked): boolean =>
  cmdline.options.configAcs === undefined && knowsConfigAcs(release) && arithmeticIn(release) === 'from what was found'

const byBits = (asked: Asked, { ports }: Change, helps: (after: Hw) => boolean): string[] => {
  if (!readsBits(asked)) return []
  const list = ports.map((f) => `${REDIRECTS_OFF}@${nameOf(asked, f)}`).join(';')
  return helps(booted(asked, { configAcs: list }, ports))
    ? [
        `or, on a kernel where config_acs is mended (${MENDED_IN.join(', ')}), with pci=config_acs=${list}, which leaves Source Validation on`,
      ]
    : []
}

/** From the root bus down, device by device: numbers of buses that are given anew do not change it. */
const wayOf = ({ machine: m, dump }: Asked, f: number): string => {
  const { parent, devfn } = m
  if (parent[f] === ROOT) return nameOf({ dump }, f)
  return `${wayOf({ machine: m, dump } as Asked, parent[f])}/${Math.floor(devfn[f] / 8)
    .toString(16)
    .padStart(2, '0')}.${devfn[f] % 8}`
}

const byWay = (asked: Asked, { ports }: Change): string[] => {
  const { machine: m } = asked
  const below = ports.filter((f) => m.parent[f] !== ROOT)
  const ways = ports.map((f) => wayOf(asked, f))
  const isSure = ports.every((f, i) =>
    // A way ends in the device and function that it names, so nothing else can be meant.
    m.devfn.every((devfn, g) => devfn !== m.devfn[f] || (matchDevice(m, g, ways[i]).answer === 'match') === (g === f)),
  )
  if (below.length === 0 || !isSure) return []
  return [
    `bus numbers change when a card is added or taken out, and the list then names other functions; with the same functions named by their path, the line is ${lineOf(listWith(asked, ways))}`,
  ]
}

/** Value and mask: bits outside the mask keep what they have. */
const atRunTime = (asked: Asked, ports: readonly number[]): string[] => {
  const known = ports.filter((f) => !asked.unread.has(f))
  if (known.length === 0 || known.length < ports.length) return []
  const commands = known.map((f) => {
    const { acsAt } = asked.dump.functions[f]
    const at = acsAt === undefined ? 'ECAP_ACS+6' : (acsAt + 6).toString(16)
    const on = bothWords(asked.machine.acsCapability[f], REDIRECTS)
    return `setpci -s ${nameOf(asked, f)} ${at}.w=0000:${on.toString(16).padStart(4, '0')}`
  })
  return [
    `or until the next reset, as root: ${commands.join('; ')} (it clears ${bitNames(REDIRECTS).join(', ')}, where they exist). That is too late for a driver that has asked already: Linux keeps the map type of a pair until the provider's driver is bound anew. And IOMMU groups stay as they were made at boot, although ${listOf(known.map((f) => nameOf(asked, f)))} no longer ${known.length === 1 ? 'isolates' : 'isolate'}`,
  ]
}
