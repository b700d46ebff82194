/**
 * IOMMU groups as the running kernel had made them, where the dump has them, against those that the model makes. They differ
 * where Linux knows more of a device than its ACS words (quirks), or where a word was written after the groups were made.
 */
import { groupsOf } from './change.ts'
import type { Asked } from './cases.ts'
import { bdfOf, type Note } from './dumped.ts'
import { allOf } from './why.ts'

export const groupsDiffer = (asked: Asked): Note[] => {
  const { functions } = asked.dump
  const isTold = (f: number): boolean => functions[f].iommuGroup !== undefined
  const model = groupsOf(asked, asked.cases[0]).map((group) => group.filter(isTold))
  const modelOf = new Map(model.flatMap((group) => group.map((f) => [f, group] as const)))
  const dumped = new Map<number, number[]>()
  for (const [f, { iommuGroup }] of functions.entries())
    if (iommuGroup !== undefined) dumped.set(iommuGroup, [...(dumped.get(iommuGroup) ?? []), f])
  return [...dumped].flatMap(([number, members]) => {
    const expected = [...new Set(members.map((f) => modelOf.get(f)!))]
    if (expected.length === 1 && expected[0].length === members.length) return []
    const names = (group: readonly number[]): string => allOf(group.map((f) => bdfOf(functions[f])))
    return [
      {
        line: functions[members[0]].line,
        says: `IOMMU group ${number} has ${names(members)}; by the ACS words ${
          expected.length === 1
            ? `it would have ${names(expected[0])}`
            : `there would be ${expected.length} groups: ${expected.map(names).join(' | ')}`
        }`,
      },
    ]
  })
}
