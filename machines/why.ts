/**
 * Why Linux answers so for a pair, in sentences: where the two meet, which ports redirect, what is believed of the host
 * bridge, and on what an answer depends.
 */
import { REDIRECTS } from './redirects.ts'
import { cpuSupportsP2pdma, hostBridgeListed } from '../model/kernel/pci/allowlist.ts'
import type { MapType } from '../model/kernel/pci/map-type.ts'
import { ROOT, type Hw } from '../model/machine/columns.ts'
import { bitNames, bothWords } from '../model/machine/acs.ts'
import { wayUp, type Answer } from './answer.ts'
import type { Asked, Doubt } from './cases.ts'
import { tellCpu } from './cpu.ts'
import { bdfOf, idOf } from './dumped.ts'
import { asksCpu, hasList } from './release.ts'

export interface Pair extends Answer {
  readonly provider: number
  readonly client: number
}

export const nameOf = ({ dump }: Pick<Asked, 'dump'>, f: number): string => bdfOf(dump.functions[f])

/** A root bus, named as in /sys/devices/pci0000:00. */
export const rootBus = ({ tree }: Pick<Asked, 'tree'>, host: number): string => {
  const { domain, bus } = tree.hosts[host]
  return `${domain.toString(16).padStart(4, '0')}:${bus.toString(16).padStart(2, '0')}`
}

const LSPCI_BITS = { RR: 'ReqRedir', CR: 'CmpltRedir', EC: 'EgressCtrl' } as const

/** `0000:03:08.0 (ReqRedir+ CmpltRedir+)` */
export const redirecting = (asked: Asked, hw: Hw, f: number): string => {
  const bits = bitNames(bothWords(hw.acsControl[f], REDIRECTS)).map((bit) => `${LSPCI_BITS[bit as 'RR']}+`)
  return `${nameOf(asked, f)} (${bits.join(' ')})`
}

/** Functions that redirect whatever the doubts are, on the way of the pair. */
export const surelyRedirecting = ({ redirecting: all }: Answer): readonly number[] =>
  all[0].filter((f) => all.every((one) => one.includes(f))).toSorted((a, b) => a - b)

/** Functions on the way whose ACS word was not readable. */
export const unreadOnTheWay = (asked: Asked, { provider, client, meet }: Pair): number[] => {
  if (meet === ROOT) return []
  const { parent } = asked.machine
  const above = new Set(wayUp(parent, meet).slice(1))
  const way = new Set([...wayUp(parent, provider), ...wayUp(parent, client)])
  return [...way].filter((f) => !above.has(f) && asked.unread.has(f)).toSorted((a, b) => a - b)
}

export const whyOf = (asked: Asked, pair: Pair): string => {
  const sure = surelyRedirecting(pair)
  const { meet } = pair
  if (pair.provider === pair.client)
    return 'they are one function: a request for its own memory does not leave it, and Linux counts no hop'
  if (meet === ROOT)
    return `no bridge is above both, so the way leads through ${complexOf(asked, pair)}; ${trust(asked, pair)}`
  const meets = `they meet at ${nameOf(asked, meet)}`
  if (pair.type === 'BUS_ADDR') return `${meets}, and no function on the way redirects`
  if (sure.length === 0 && pair.type === 'depends') return `${meets}; ${trust(asked, pair)}`
  const ports = sure.map((f) => redirecting(asked, asked.cases[0], f))
  return `${meets}, but ${listOf(ports)} ${ports.length === 1 ? 'redirects' : 'redirect'} requests to the root complex; ${trust(asked, pair)}`
}

/** In the order of the dump, so that both directions of a pair are told in the same words. */
export const hostsOf = (
  { machine: { host } }: Asked,
  { provider, client }: Pick<Pair, 'provider' | 'client'>,
): number[] => [...new Set([host[provider], host[client]])].toSorted((a, b) => a - b)

const complexOf = (asked: Asked, pair: Pair): string => {
  const names = hostsOf(asked, pair).map((h) => rootBus(asked, h))
  return names.length === 1
    ? `the root complex of root bus ${names[0]}`
    : `the root complexes of root buses ${listOf(names)}`
}

/**
 * What Linux believes of the two host bridges, or on what that hangs.
 *
 * @param nameOne how a host bridge is called; equal names are told once
 */
export const trust = (
  asked: Asked,
  pair: Pick<Pair, 'provider' | 'client' | 'type' | 'types'>,
  nameOne: typeof hostBridgeName = hostBridgeName,
): string => {
  if (pair.type === 'depends') return dependsOn(asked, pair)
  const { machine } = asked.cases[0]
  if (!hasList(asked.release)) return 'before 5.4, Linux does not believe that any host bridge forwards'
  if (asksCpu(asked.release) && asked.cases.every((hw) => cpuSupportsP2pdma(hw.machine)))
    return `Linux believes that the CPU (${tellCpu(asked.cpu)}) forwards between root ports`
  const hosts = hostsOf(asked, pair)
  const names = [...new Set(hosts.map((h) => nameOne(asked, h)))].toSorted()
  const bridges = listOf(names)
  if (pair.type === 'NOT_SUPPORTED' && hosts.length > 1 && hosts.every((h) => hostBridgeListed(machine, h, true)))
    return `Linux's list of host bridges has ${bridges}, but only for two functions below the same one`
  return pair.type === 'NOT_SUPPORTED'
    ? `${asksCpu(asked.release) ? 'the CPU is not an AMD CPU of the Zen family or later, and ' : ''}Linux's list of host bridges does not have ${names.length > 1 ? 'both ' : ''}${bridges}`
    : `Linux's list of host bridges has ${bridges}`
}

export const hostBridgeName = (asked: Asked, host: number): string => {
  const device = asked.hostDevices[host]
  if (device < 0) return `root bus ${rootBus(asked, host)} (its first function is neither 00.0 nor a root port)`
  return `${nameOf(asked, device)} ${idOf(asked.dump.functions[device]) ?? '(no id in the dump)'}`
}

/** Of host bridges that are many the id alone, by which Linux looks them up. */
export const hostBridgeId = (asked: Asked, host: number): string => {
  const device = asked.hostDevices[host]
  return (device < 0 ? undefined : idOf(asked.dump.functions[device])) ?? hostBridgeName(asked, host)
}

/** `depends on ...: if ..., BUS_ADDR; else ...`: each doubt is spoken of only where it makes a difference. */
export const dependsOn = (asked: Asked, pair: Pair | Pick<Pair, 'types'>): string => {
  const branches = branch(asked, pair, asked.doubts, pair.types)
  return `depends on ${listOf(mattering(asked.doubts, pair.types).map((doubt) => aboutOf(asked, doubt)))}: ${branches}`
}

const ABOUT: Readonly<Record<Doubt, string>> = {
  redirects: 'ACS words that could not be read',
  zen: 'the CPU, which nobody named',
  listed: 'the id of a host bridge, which the dump does not show',
}

/** An AMD CPU without a family may be one of Zen, or older. */
const aboutOf = ({ cpu }: Asked, doubt: Doubt): string =>
  doubt === 'zen' && cpu?.vendor === 'AMD' ? 'the family of the AMD CPU, which nobody named' : ABOUT[doubt]

const agree = (types: readonly MapType[]): boolean => types.every((type) => type === types[0])
const halves = (types: readonly MapType[]): readonly [MapType[], MapType[]] => [
  types.slice(0, types.length / 2),
  types.slice(types.length / 2),
]
const isSame = (a: readonly MapType[], b: readonly MapType[]): boolean => a.every((type, i) => type === b[i])

const mattering = (doubts: readonly Doubt[], types: readonly MapType[]): Doubt[] => {
  if (doubts.length === 0 || agree(types)) return []
  const [first, ...rest] = doubts
  const [without, having] = halves(types)
  const below = new Set([...mattering(rest, without), ...mattering(rest, having)])
  return [...(isSame(without, having) ? [] : [first]), ...rest.filter((doubt) => below.has(doubt))]
}

const branch = (
  asked: Asked,
  pair: Pair | Pick<Pair, 'types'>,
  doubts: readonly Doubt[],
  types: readonly MapType[],
): string => {
  if (agree(types)) return types[0]
  const [first, ...rest] = doubts
  const [without, having] = halves(types)
  if (isSame(without, having)) return branch(asked, pair, rest, without)
  const [no, yes] = [branch(asked, pair, rest, without), branch(asked, pair, rest, having)]
  return first === 'redirects'
    ? `if ${condition(asked, pair, first)}, ${no}; else ${yes}`
    : `if ${condition(asked, pair, first)}, ${yes}; else ${no}`
}

/** Of many pairs at once the functions are not named. */
const condition = (asked: Asked, pair: Pair | Pick<Pair, 'types'>, doubt: Doubt): string => {
  if (doubt === 'zen') return 'the CPU is an AMD CPU of the Zen family or later'
  if (doubt === 'listed')
    return `${listOf(asked.unnamed.map((f) => nameOf(asked, f)))} ${asked.unnamed.length === 1 ? 'is' : 'are'} in Linux's list of host bridges (as 8086:2030 is)`
  if (!('meet' in pair)) return 'none of those on the way has ReqRedir, CmpltRedir or EgressCtrl on'
  const unread = unreadOnTheWay(asked, pair)
  return `none of ${listOf(unread.map((f) => nameOf(asked, f)))} has ReqRedir, CmpltRedir or EgressCtrl on`
}

/** `a`, `a and b`, `a, b and c`; of many the first few. */
export const listOf = (words: readonly string[]): string =>
  words.length > 8 ? `${words.slice(0, 7).join(', ')} and ${words.length - 7} more` : allOf(words)

/** The same, and of many all. */
export const allOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
