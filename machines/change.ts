/**
 * Changes after which a pair is mapped by bus address. The least set of functions loses its redirection. The answer has the line
 * to type, and what that costs. The kernel's own reader judges the line before it is printed.
 */
import { ROOT, type Hw } from '../model/machine/columns.ts'
import { askable, typeIn } from './answer.ts'
import type { PciOptions } from '../model/kernel/pci/acs-parameters.ts'
import { enableAcs } from '../model/kernel/pci/acs-enable.ts'
import { foundWord, settingsOf, type Asked } from './cases.ts'
import { MENDED, arithmeticIn } from './release.ts'
import type { AcsArithmetic } from '../model/kernel/pci/acs-enable.ts'
import { listOf, nameOf, surelyRedirecting, unreadOnTheWay, type Pair } from './why.ts'

/** The machine booted with other redirections. */
export interface Change {
  /** `pci=disable_acs_redir=0000:0a:00.0;0000:0a:04.0` */
  readonly line: string
  /** What stands behind the equals sign. */
  readonly list: string
  readonly ports: readonly number[]
  readonly after: Hw
}

/** What redirects on the way of a pair that meets below one bridge, or may. */
export const portsOf = (asked: Asked, pair: Pair): number[] =>
  pair.meet === ROOT || pair.type === 'BUS_ADDR'
    ? []
    : [...new Set([...surelyRedirecting(pair), ...unreadOnTheWay(asked, pair)])].toSorted((a, b) => a - b)

/**
 * Any redirect on the way makes the kernel give up the direct way, so the least set is all that redirect. Those of a list
 * that is there already stay in it: only one list counts. Undefined: no such list helps.
 */
export const changeOf = (asked: Asked, pair: Pair): Change | undefined => {
  const ports = portsOf(asked, pair)
  if (ports.length === 0) return undefined
  const list = listNaming(asked, ports)
  const after = booted(asked, { disableAcsRedir: list }, ports)
  return typeIn(asked, after, pair.provider, pair.client) === 'BUS_ADDR'
    ? { line: lineOf(list), list, ports, after }
    : undefined
}

/** The functions, behind those that a list on the command line names already: only the last list counts. */
export const listNaming = (asked: Asked, ports: readonly number[]): string =>
  listWith(
    asked,
    ports.map((f) => nameOf(asked, f)),
  )

/** @param devices as such a list names them */
export const listWith = ({ cmdline }: Asked, devices: readonly string[]): string => {
  const had = (cmdline.options.disableAcsRedir ?? '').split(';').filter((device) => device !== '')
  return [...new Set([...had, ...devices])].join(';')
}

export const lineOf = (list: string): string => `pci=disable_acs_redir=${list}`

/**
 * The machine booted with a list of its own, where everything that was not readable redirects. Each of the ports, which the list
 * names, starts from the word that boot finds (LAT-10); the others have theirs already.
 */
export const booted = (asked: Asked, list: Partial<PciOptions>, ports: readonly number[]): Hw => {
  const before = asked.cases.at(-1)!
  const acsControl = before.acsControl.slice()
  for (const f of ports) acsControl[f] = wordAfter(asked, list, f)
  return { ...before, acsControl }
}

/** The word of one function, booted so. */
export const wordAfter = (asked: Asked, list: Partial<PciOptions>, f: number): number => {
  const { machine } = asked.cases.at(-1)!
  const { release, cmdline } = asked
  const settings = settingsOf({ release, cmdline: { ...cmdline, options: { ...cmdline.options, ...list } } })
  const words = { capability: machine.acsCapability[f], found: foundWord(asked, f, true) }
  return enableAcs(machine, f, words, settings).control
}

/** The machine booted with a list of all the ports, of which each is looked up in a list of its own: a long list is read for long. */
export const bootedEach = (asked: Asked, ports: readonly number[]): Hw => {
  const before = asked.cases.at(-1)!
  const acsControl = before.acsControl.slice()
  for (const f of ports) acsControl[f] = wordAfter(asked, { disableAcsRedir: listNaming(asked, [f]) }, f)
  return { ...before, acsControl }
}

export const changesOf = (asked: Asked, pair: Pair): string[] => {
  if (pair.meet === ROOT)
    return pair.type === 'NOT_SUPPORTED' || pair.type === 'depends'
      ? [
          'to change it, move one of them to another slot, so that one switch is above both; no kernel parameter does that',
        ]
      : []
  const change = changeOf(asked, pair)
  const ports = portsOf(asked, pair)
  if (change === undefined && ports.length > 0 && arithmeticIn(asked.release) === 'by sum')
    return [faultyList(asked, ports)]
  return change === undefined
    ? inTheWay(asked, pair, ports)
    : [
        `to make it BUS_ADDR${knows(asked, change) ? '' : ', whatever the unread ACS words are'}, boot with ${change.line}`,
      ]
}

/** R6.11-2: what a 0 leaves is what the firmware had. */
export const faultyList = (asked: Asked, ports: readonly number[]): string =>
  `this kernel has a fault in disable_acs_redir and config_acs, ${MENDED}: no list switches off a redirect that the firmware had switched on; if only the kernel switched it on, ${lineOf(listNaming(asked, ports))} switches it off`

/** config_acs is read behind disable_acs_redir, and starts from the word that firmware left (LAT-10). */
const inTheWay = (asked: Asked, pair: Pair, ports: readonly number[]): string[] => {
  const { configAcs = '' } = asked.cmdline.options
  if (configAcs === '' || ports.length === 0) return []
  const helps = (options: Partial<PciOptions>): boolean =>
    typeIn(asked, booted(asked, options, ports), pair.provider, pair.client) === 'BUS_ADDR'
  const names = ports.map((f) => nameOf(asked, f))
  const list = listWith(asked, names)
  const inFront = [...names.map((name) => `${REDIRECTS_OFF}@${name}`), configAcs].join(';')
  if (helps({ configAcs: inFront }))
    return [
      `config_acs on the command line speaks of a function on the way, and undoes disable_acs_redir there; to make it BUS_ADDR, put these in front of its list (of two entries for one function the first counts): pci=config_acs=${inFront}`,
    ]
  return helps({ disableAcsRedir: list, configAcs: '' })
    ? [
        `config_acs on the command line speaks of a function on the way, and undoes disable_acs_redir there; to make it BUS_ADDR, leave config_acs out, and boot with ${lineOf(list)}`,
      ]
    : []
}

/** DT and TB as they are, EC, CR and RR off, UF and SV on: the redirects go, and what isolates otherwise stays. */
export const REDIRECTS_OFF = 'x0100x1'

/** With words that were not read the least list is not known, and this one is safe. */
const knows = ({ unread }: Asked, { ports }: Change): boolean => !ports.some((f) => unread.has(f))

/** What a list does to a function that it names, besides what it is for. */
const LIST_COSTS: Readonly<Record<AcsArithmetic, readonly string[]>> = {
  'from the default': [],
  'from what was found': [
    'a function in the list keeps the ACS word of its firmware, without the redirects; if only the kernel had switched on Source Validation and Upstream Forwarding there, they are lost',
  ],
  'by sum': [
    `this kernel has a fault in disable_acs_redir, ${MENDED}: a function in the list gets the redirects of its firmware, and every other ACS bit that it has; one of these is Translation Blocking, which stops address translation services (ATS) below it`,
  ],
}

/** What the change costs: told of one pair, for it looks at the whole machine. */
export const costOf = (asked: Asked, pair: Pair): string[] => {
  const change = changeOf(asked, pair)
  return change === undefined
    ? []
    : [
        'only the last list counts: for several pairs at once, take the list that the command prints without --pair',
        ...costOfList(asked, change, reachedBy(asked, pair, change)),
      ]
}

const GRUB =
  'GRUB ends a command at a semicolon: in /etc/default/grub, put the line in quotes and write \\; for each semicolon (from its manual)'

/** @param reached what is said of who reaches whom then */
export const costOfList = (asked: Asked, change: Change, reached: readonly string[]): string[] => {
  const merged = mergedBy(asked, change)
  return [
    'a boot line counts from the next boot on',
    ...(change.list.includes(';') ? [GRUB] : []),
    ...reached,
    ...LIST_COSTS[arithmeticIn(asked.release)],
    merged.length === 0
      ? 'the IOMMU groups stay as they are'
      : `it costs isolation: ${merged.map((names) => `${listOf(names)} become one IOMMU group`).join('; ')}`,
  ]
}

/** Functions below one bridge: pairs of more are too many to ask. */
const MOST_BELOW = 128

/** Who reaches whose memory then, past the IOMMU, and did not before. */
const reachedBy = (asked: Asked, { meet }: Pair, { after }: Change): string[] => {
  const { parent } = asked.machine
  const isBelow = (f: number): boolean => f === meet || (parent[f] !== ROOT && isBelow(parent[f]))
  const below = askable(asked).filter(isBelow)
  if (below.length > MOST_BELOW) return []
  const before = asked.cases.at(-1)!
  const isNew = (f: number, g: number): boolean =>
    f !== g && typeIn(asked, after, f, g) === 'BUS_ADDR' && typeIn(asked, before, f, g) !== 'BUS_ADDR'
  const some = below.filter((f) => below.some((g) => isNew(f, g)))
  return some.length === 0 ? [] : [reaching(asked, some)]
}

export const reaching = (asked: Asked, some: readonly number[]): string =>
  `then ${listOf(some.map((f) => nameOf(asked, f)))} reach memory of each other that they did not reach before, and no IOMMU is on that way, whatever their groups are`

/** Groups that were several and become one, by the names of the functions in them. */
export const mergedBy = (asked: Asked, { after }: Pick<Change, 'after'>): string[][] => {
  const [before, then] = [groupsOf(asked, asked.cases.at(-1)!), groupsOf(asked, after)]
  const groupBefore = new Map(before.flatMap((group, g) => group.map((f) => [f, g] as const)))
  return then
    .filter((group) => new Set(group.map((f) => groupBefore.get(f))).size > 1)
    .map((group) => group.map((f) => nameOf(asked, f)))
}

/** IOMMU groups as the kernel would make them, functions in order. */
export const groupsOf = ({ parts }: Asked, hw: Hw): number[][] => {
  const groups = new Map<number, number[]>()
  for (const f of hw.machine.parent.keys()) {
    const name = parts.groupOf(hw, f)
    const members = groups.get(name)
    if (members === undefined) groups.set(name, [f])
    else members.push(f)
  }
  return [...groups.values()]
}
