/**
 * A list of IOMMU groups by itself, as people have it: paths of /sys/kernel/iommu_groups, lines of the kernel's log, or what the
 * scripts print that everybody copies.
 */
import { problem, Refused, WHOLE_FILE } from '../model/problem.ts'
import { readPlace, ridOf, type Dump } from './dumped.ts'

const BDF = '((?:[\\da-f]{4,8}:)?[\\da-f]{2}:[01][\\da-f]\\.[0-7])'
const FORMS = [
  { form: new RegExp(`iommu_groups/(\\d{1,6})/devices/${BDF}`, 'i'), group: 1, place: 2 },
  { form: new RegExp(`${BDF}: (?:Adding to|Added to) iommu group (\\d{1,6})`, 'i'), group: 2, place: 1 },
  { form: new RegExp(`^\\s*IOMMU Group (\\d{1,6})[: ]+${BDF}`, 'i'), group: 1, place: 2 },
]
/** `IOMMU Group 13:` with its functions in the lines below. */
const HEAD = /^\s*IOMMU Group (\d{1,6}):?\s*$/i
const MEMBER = new RegExp(`^\\s+(?:\\S+ )?${BDF}\\b`, 'i')

/** The groups by routing ID. Throws Refused. */
export const readGroups = (text: string): ReadonlyMap<number, number> => {
  const groups = new Map<number, number>()
  let head: number | undefined
  const add = (bdf: string, group: number): void => {
    const place = readPlace(bdf)
    if (place !== undefined) groups.set(ridOf(place), group)
  }
  for (const line of text.split(/\r?\n/)) {
    const found = FORMS.map(({ form, group, place }) => ({ match: form.exec(line), group, place })).find(
      ({ match }) => match !== null,
    )
    if (found !== undefined) add(found.match![found.place], Number(found.match![found.group]))
    else if (HEAD.test(line)) head = Number(HEAD.exec(line)![1])
    else if (head !== undefined) add(MEMBER.exec(line)?.[1] ?? '', head)
  }
  if (groups.size > 0) return groups
  throw new Refused([
    problem(
      WHOLE_FILE,
      'no line with a group and a PCI address',
      'what find /sys/kernel/iommu_groups -type l prints, or "IOMMU Group 13 0000:03:00.0" a line, or lines of dmesg',
    ),
  ])
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
