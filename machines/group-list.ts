/**
 * A list of IOMMU groups by itself, as people have it: paths of /sys/kernel/iommu_groups, lines of the kernel's log, or what the
 * scripts print that everybody copies.
 */
import { problem, Refused, WHOLE_FILE } from '../model/problem.ts'
import { readLspci } from './lspci.ts'
import { readPlace, ridOf, type Dump } from './dumped.ts'

const BDF = '((?:[\\da-f]{4,8}:)?[\\da-f]{2}:[01][\\da-f]\\.[0-7])\\b'
/** Scripts put a word or two in front: `Group Device:`, `[1002:73bf] [R]`, a dash. */
const MEMBER = new RegExp(`^\\s*(?:\\S+\\s+){0,3}?${BDF}`, 'i')
const FORMS = [
  { form: new RegExp(`iommu_groups/(\\d{1,6})/devices/${BDF}`, 'i'), group: 1, place: 2 },
  { form: new RegExp(`${BDF}: (?:Adding to|Added to) iommu group (\\d{1,6})`, 'i'), group: 2, place: 1 },
]
/** `IOMMU Group 13:`, `IOMMU Group: 13`, `Group 13`, with functions in the same line or in those below. */
const HEAD = /^\W*(?:IOMMU[ _])?Group:?\s*#?(\d{1,6})\b:?(.*)$/i

/** The groups by routing ID. Throws Refused. */
export const readGroups = (text: string): ReadonlyMap<number, number> => {
  const groups = isDump(text) ? groupsIn(readLspci(text)) : groupsListed(text)
  if (groups.size > 0) return groups
  throw new Refused([
    problem(
      WHOLE_FILE,
      'no line with a group and a PCI address',
      'what find /sys/kernel/iommu_groups -type l prints, or "IOMMU Group 13 0000:03:00.0" a line, or "IOMMU Group 13:" with functions in the lines below, or lines of dmesg',
    ),
  ])
}

/** `lspci -v` puts the group below its function; a list has no function above its first group. */
const isDump = (text: string): boolean => {
  const lines = text.split(/\r?\n/)
  const first = lines.find((line) => [HEAD, MEMBER, ...FORMS.map(({ form }) => form)].some((form) => form.test(line)))
  return first !== undefined && !HEAD.test(first) && !FORMS.some(({ form }) => form.test(first))
}

const groupsIn = ({ functions }: Dump): Map<number, number> =>
  new Map(functions.flatMap((f) => (f.iommuGroup === undefined ? [] : [[ridOf(f), f.iommuGroup] as const])))

const groupsListed = (text: string): Map<number, number> => {
  const groups = new Map<number, number>()
  let head: string | undefined
  const add = (bdf: string | undefined, group: string | undefined): void => {
    const place = readPlace(bdf ?? '')
    if (place !== undefined && group !== undefined) groups.set(ridOf(place), Number(group))
  }
  for (const line of text.split(/\r?\n/)) {
    const whole = FORMS.map(({ form, group, place }) => ({ found: form.exec(line), group, place })).find(
      ({ found }) => found !== null,
    )
    const [, number, rest] = HEAD.exec(line) ?? []
    head = number ?? head
    if (whole !== undefined) add(whole.found![whole.place], whole.found![whole.group])
    else add(MEMBER.exec(rest ?? line)?.[1], head)
  }
  return groups
}

/** The dump with those groups in place of its own. */
export const withGroups = (dump: Dump, groups: ReadonlyMap<number, number>): Dump => ({
  ...dump,
  functions: dump.functions.map((f) => {
    const { iommuGroup: own, ...rest } = f
    const group = groups.get(ridOf(f))
    return group === undefined ? rest : own === group ? f : { ...rest, iommuGroup: group }
  }),
})
