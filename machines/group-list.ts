/**
 * A list of IOMMU groups by itself, as people have it: paths of /sys/kernel/iommu_groups, lines of the kernel's log, or what the
 * scripts print that everybody copies.
 */
import { problem, Refused, WHOLE_FILE } from '../model/problem.ts'
import { readLspci } from './lspci.ts'
import { bdfOf, readPlace, ridOf, type Dump, type Note, type Place } from './dumped.ts'
import { listOf } from './why.ts'

const BDF = '((?:[\\da-f]{4,8}:)?[\\da-f]{2}:[01][\\da-f]\\.[0-7])\\b'
/** Scripts put a word or two in front: `Group Device:`, `[1002:73bf] [R]`, a dash. */
const MEMBER = new RegExp(`^\\s*(?:\\S+\\s+){0,3}?${BDF}`, 'i')
const EVERY_PLACE = new RegExp(`(?<![\\w:])${BDF}`, 'gi')
const FORMS = [
  { form: new RegExp(`iommu_groups/(\\d{1,6})/devices/${BDF}`, 'gi'), group: 1, place: 2 },
  { form: new RegExp(`${BDF}: (?:Adding to|Added to) iommu group (\\d{1,6})`, 'gi'), group: 2, place: 1 },
]
/** `IOMMU Group 13:`, `IOMMU Group: 13`, `Group 13`, with functions in the same line or in those below. */
const HEAD = /^\W*(?:IOMMU[ _])?Group:?\s*#?(\d{1,6})\b:?(.*)$/i
/** What `ls` says of each folder `/sys/kernel/iommu_groups/13/devices`, or `13/devices`: then a name a line, or names in columns. */
const FOLDER = /^\W*(?:\S*\/)?(\d{1,6})\/devices\/?'?:\s*$/
/** `ls -l` says after the name where it leads. */
const LEADS_TO = /\s->\s.*$/

/** A function in a list, and the line of the list; without a group it stands above the first one. */
interface Member {
  readonly line: number
  readonly place: Place
  readonly group?: number
}

/** Members by routing ID, and what is odd about the list. */
export interface GroupList {
  readonly members: ReadonlyMap<number, Required<Member>>
  readonly notes: readonly Note[]
}

/** Throws Refused. */
export const readGroups = (text: string): GroupList => {
  const inDump = isDump(text) ? membersOf(readLspci(text)) : []
  const list = gathered(inDump.length > 0 ? inDump : membersListed(text))
  if (list.members.size > 0) return list
  throw new Refused([
    problem(
      WHOLE_FILE,
      'no line with a group and a PCI address',
      'what find /sys/kernel/iommu_groups -type l or ls /sys/kernel/iommu_groups/*/devices prints, or "IOMMU Group 13 0000:03:00.0" a line, or "IOMMU Group 13:" with functions in the lines below, or lines of dmesg',
    ),
  ])
}

/** `lspci -v` puts the group below its function; a list has no function above its first group. */
const isDump = (text: string): boolean => {
  const first = text.split(/\r?\n/).find((line) => isHead(line) || MEMBER.test(line) || wholeIn(line).length > 0)
  return first !== undefined && !isHead(first) && wholeIn(first).length === 0
}

const isHead = (line: string): boolean => HEAD.test(line) || FOLDER.test(line)

/** Groups and addresses that stand together in a line. */
const wholeIn = (line: string): { readonly bdf: string; readonly group: string }[] =>
  FORMS.flatMap(({ form, group, place }) =>
    [...line.matchAll(form)].map((found) => ({ bdf: found[place], group: found[group] })),
  )

const membersOf = ({ functions }: Dump): Member[] =>
  functions.flatMap((f) => (f.iommuGroup === undefined ? [] : [{ line: f.line, place: f, group: f.iommuGroup }]))

const membersListed = (text: string): Member[] => {
  let head: { readonly group: string; readonly isFolder: boolean } | undefined
  const members = text.split(/\r?\n/).flatMap((row, i) => {
    const member = (bdf: string | undefined, group: string | undefined): Member[] => {
      const place = readPlace(bdf ?? '')
      if (place === undefined) return []
      return [{ line: i + 1, place, ...(group === undefined ? {} : { group: Number(group) }) }]
    }
    const whole = wholeIn(row)
    if (whole.length > 0) return whole.flatMap(({ bdf, group }) => member(bdf, group))
    const folder = FOLDER.exec(row)?.[1]
    const [, number, rest] = HEAD.exec(row) ?? []
    const group = folder ?? number
    if (group !== undefined) head = { group, isFolder: folder !== undefined }
    if (head?.isFolder === true)
      return [...row.replace(LEADS_TO, '').matchAll(EVERY_PLACE)].flatMap(([, bdf]) => member(bdf, head?.group))
    return member(MEMBER.exec(rest ?? row)?.[1], head?.group)
  })
  // Without a line for a group nothing stands above it: those are lines of a log that speak of other things.
  return head === undefined ? members.filter(({ group }) => group !== undefined) : members
}

/** Of a function that is in two groups the last counts: the kernel's log says so where a device was added again. */
const gathered = (all: readonly Member[]): GroupList => {
  const members = new Map<number, Required<Member>>()
  const notes: Note[] = []
  for (const { line, place, group } of all) {
    if (group === undefined) continue
    const before = members.get(ridOf(place))
    if (before !== undefined && before.group !== group)
      notes.push({
        says: `the IOMMU groups have ${bdfOf(place)} in group ${before.group} (their line ${before.line}) and in group ${group} (line ${line}); the latter counts`,
      })
    members.set(ridOf(place), { line, place, group })
  }
  // Other text may name functions, too: only what is in no group at all is told.
  const above = all.filter(({ group, place }) => group === undefined && !members.has(ridOf(place)))
  return { members, notes: [...noteOf('above the first of the IOMMU groups, and so in none', above), ...notes] }
}

const noteOf = (what: string, members: readonly Member[]): Note[] =>
  members.length === 0
    ? []
    : [{ says: `${what}: ${listOf(members.map(({ place, line }) => `${bdfOf(place)} (their line ${line})`))}` }]

/** The dump with those groups in place of its own, and what is odd about them. */
export const withGroups = (dump: Dump, { members, notes }: GroupList): Dump => {
  const known = new Set(dump.functions.map(ridOf))
  const strangers = [...members].flatMap(([rid, member]) => (known.has(rid) ? [] : [member]))
  return {
    functions: dump.functions.map((f) => {
      const { iommuGroup: own, ...rest } = f
      const group = members.get(ridOf(f))?.group
      return group === undefined ? rest : own === group ? f : { ...rest, iommuGroup: group }
    }),
    contradicts: [...dump.contradicts, ...notes, ...noteOf('in the IOMMU groups, and not in the dump', strangers)],
  }
}
