/**
 * What is not known about a machine, and the machines it may be: one for each way to resolve the doubts. Whoever asks asks
 * all of them; where they agree the doubt does not matter.
 */
import { REDIRECTS } from './redirects.ts'
import { enableAcs, type AcsSettings } from '../model/kernel/pci/acs-enable.ts'
import { hostBridgeDev } from '../model/kernel/pci/allowlist.ts'
import type { Parts } from '../model/kernel/parts.ts'
import { ACS_ALL, NO_ACS, anyBit, bitsOf } from '../model/machine/acs.ts'
import { KIND, type Hw, type Machine } from '../model/machine/columns.ts'
import { NO_CMDLINE, readCmdline, type Cmdline } from './cmdline.ts'
import { NOT_ZEN, ZEN, isTold, type Cpu } from './cpu.ts'
import { columnsOf } from './columns.ts'
import { contradictionsOf } from './contradicts.ts'
import type { Dump, Note } from './dumped.ts'
import { arithmeticIn, asksCpu, hasList, knowsConfigAcs, listedBy, partsIn, type Release } from './release.ts'
import { treeOf, type Tree } from './tree.ts'

/** The parts of a kernel that answer. */
export type Answering = Parts

/** `redirects`: what could not be read redirects; `zen`: the CPU is an AMD from Zen on; `listed`: unnamed host bridges are listed. */
export type Doubt = 'redirects' | 'zen' | 'listed'

/** Everything that is asked: a machine, the kernel, and what is not known. */
export interface Asked {
  readonly dump: Dump
  readonly tree: Tree
  /** Where the dump contradicts itself. */
  readonly contradicts: readonly Note[]
  readonly machine: Machine
  /** The function by which Linux judges each host bridge (`pci_host_bridge_dev`), or -1. */
  readonly hostDevices: readonly number[]
  readonly parts: Answering
  readonly kernel?: string
  /** The release that is asked. */
  readonly release: Release
  readonly cpu: Cpu | undefined
  readonly cmdline: Cmdline
  readonly doubts: readonly Doubt[]
  /** One for each way to resolve them, in the order of {@link waysOf}. */
  readonly cases: readonly Hw[]
  /** Functions whose ACS word was not readable. */
  readonly unread: ReadonlySet<number>
  /** Host bridge devices without an id. */
  readonly unnamed: readonly number[]
  /** The first case, had an IOMMU driver asked for ACS at boot. */
  readonly withIommu: Hw
  /** The first case, if ports redirect whose extended capabilities nobody saw; left out: they were seen. */
  readonly ifUnseen?: Hw
}

export interface Told {
  readonly parts: Answering
  readonly cpu?: Cpu
  readonly cmdline?: string
  /** The kernel that made the dump was booted with that command line. */
  readonly inForce?: boolean
  /** What runs there, as uname -r prints it. */
  readonly kernel?: string
  /** The release that is asked; left out: 6.12. */
  readonly release?: Release
}

const USUAL: Release = { major: 6, minor: 12 }

export const ask = (
  dump: Dump,
  { parts, cpu, cmdline: text, inForce = false, kernel, release = USUAL }: Told,
  tree = treeOf(dump),
): Asked => {
  const contradicts = [...dump.contradicts, ...tree.notes, ...contradictionsOf(dump, tree)]
  const machine = columnsOf(dump, tree)
  const cmdline = text === undefined ? NO_CMDLINE : readCmdline(machine, text, kernel, inForce)
  const unread = new Set(dump.functions.flatMap((_, f) => (isUnread(dump, f) ? [f] : [])))
  const hostDevices = tree.hosts.map((_, h) => hostBridgeDev(machine, h))
  const unnamed = hostDevices.filter((device) => device >= 0 && dump.functions[device].id === undefined)
  const isZen = isTold(cpu) && cpu.vendor === 'AMD' && (cpu.family ?? 0) >= 0x17
  const doubts: Doubt[] = [
    ...(unread.size > 0 ? ['redirects' as const] : []),
    ...(isTold(cpu) || !asksCpu(release) ? [] : ['zen' as const]),
    ...(unnamed.length > 0 && !(isZen && asksCpu(release)) && hasList(release) ? ['listed' as const] : []),
  ]
  const asked = {
    ...(kernel === undefined ? {} : { kernel }),
    dump,
    tree,
    contradicts,
    machine,
    hostDevices,
    parts: partsIn(parts, release),
    release,
    cpu,
    cmdline,
    doubts,
    unread,
    unnamed,
  }
  const cases = waysOf(doubts).map((way) => caseOf(asked, way))
  const unseen = dump.functions.some(({ hasExtended }) => hasExtended) || unread.size > 0 ? [] : portsOf(machine)
  return {
    ...asked,
    cases,
    withIommu: caseOf({ ...asked, cmdline: requesting(cmdline) }, new Set()),
    ...(unseen.length === 0 ? {} : { ifUnseen: caseOf({ ...asked, unread: new Set(unseen) }, new Set(['redirects'])) }),
  }
}

/** The next boot with an IOMMU driver that asks for ACS; the one that made the dump, if it had one. */
const requesting = (cmdline: Cmdline): Cmdline =>
  cmdline.requestsAcs ? cmdline : { ...cmdline, requestsAcs: true, inForce: false }

/** All subsets of the doubts, the empty one first; the first doubt changes slowest. */
export const waysOf = (doubts: readonly Doubt[]): ReadonlySet<Doubt>[] => {
  if (doubts.length === 0) return [new Set()]
  const [first, ...others] = doubts
  const rest = waysOf(others)
  return [...rest, ...rest.map((way) => new Set([first, ...way]))]
}

const portsOf = ({ kind }: Machine): number[] =>
  kind.flatMap((one, f) => (one === KIND.rootPort || one === KIND.switchDown ? [f] : []))

/** On no list. */
const UNLISTED = { vendor: 0, device: 0 }

/** A control word that was not seen matters where it can have a redirect on. */
const isUnread = ({ functions }: Dump, f: number): boolean => {
  const { acs } = functions[f]
  return (
    acs === 'unknown' || (typeof acs === 'object' && acs.control === undefined && anyBit(acs.capability, REDIRECTS))
  )
}

type Doubtful = Pick<Asked, 'release' | 'machine' | 'cpu' | 'cmdline' | 'unread' | 'unnamed'>

/** One way to resolve the doubts, and the ACS words as the kernel leaves them with that command line. */
const caseOf = (asked: Doubtful, way: ReadonlySet<Doubt>): Hw => {
  const { machine: m, unread, unnamed, cmdline } = asked
  const cpu = isTold(asked.cpu) ? asked.cpu : way.has('zen') ? ZEN : NOT_ZEN
  const name = way.has('listed') ? listedBy(asked.release) : UNLISTED
  const isOn = (f: number): boolean => way.has('redirects') && unread.has(f)
  const machine: Machine = {
    ...m,
    cpuVendor: cpu.vendor,
    cpuFamily: cpu.family ?? 0,
    vendor: m.vendor.map((vendor, f) => (unnamed.includes(f) ? name.vendor : vendor)),
    device: m.device.map((device, f) => (unnamed.includes(f) ? name.device : device)),
    acsCapability: m.acsCapability.map((word, f) => (isOn(f) && word === NO_ACS ? ACS_ALL : word)),
  }
  const found = m.acsControl.map((_, f) => foundWord(asked, f, way.has('redirects')))
  return {
    machine,
    acsControl: found.map((word, f) => boot(asked.release, machine, f, word, cmdline)),
    decodes: machine.decodes,
    masters: machine.masters,
    linkUp: machine.linkUp,
    attached: [],
    domains: new Map(),
    kept: new Map(),
    contents: [],
  }
}

/** The word that a boot finds: the dump's, or what an unread one may be. */
export const foundWord = (
  { machine, unread }: Pick<Asked, 'machine' | 'unread'>,
  f: number,
  redirects: boolean,
): number => (redirects && unread.has(f) ? bitsOf(['SV', 'RR', 'CR', 'UF']) : machine.acsControl[f])

/** What `pci_enable_acs` makes of a word: the dump's is taken for the one that this boot finds, unless it is what this boot left. */
const boot = (release: Release, m: Machine, f: number, found: number, cmdline: Cmdline): number =>
  cmdline.inForce || (cmdline.options === NO_CMDLINE.options && !cmdline.requestsAcs)
    ? found
    : enableAcs(m, f, { capability: m.acsCapability[f], found }, settingsOf({ release, cmdline })).control

/** How the release writes ACS words with that command line. */
export const settingsOf = ({ release, cmdline }: Pick<Asked, 'release' | 'cmdline'>): AcsSettings => {
  const { configAcs, ...others } = cmdline.options
  const options = configAcs === undefined || !knowsConfigAcs(release) ? others : cmdline.options
  return { options, requested: cmdline.requestsAcs, outside: false, arithmetic: arithmeticIn(release) }
}
