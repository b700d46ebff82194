/**
 * IOMMU groups as the running kernel had made them, where the dump has them, against those that the model makes. They differ
 * where Linux knows more of a device than its ACS words (quirks), or where a word was written after the groups were made.
 */
import { groupsOf } from './change.ts'
import type { Asked } from './cases.ts'
import { bdfOf, type Note } from './dumped.ts'

export const groupsDiffer = (asked: Asked): Note[] => {
  const { functions } = asked.dump
  const model: number[] = []
  for (const [g, group] of groupsOf(asked, asked.cases[0]).entries()) for (const f of group) model[f] = g
  const dumped = new Map<number, number[]>()
  for (const [f, { iommuGroup }] of functions.entries())
    if (iommuGroup !== undefined) dumped.set(iommuGroup, [...(dumped.get(iommuGroup) ?? []), f])
  return [...dumped].flatMap(([number, members]) => {
    const apart = members.find((f) => model[f] !== model[members[0]])
    const joined = functions.findIndex(
      ({ iommuGroup }, f) => iommuGroup !== undefined && iommuGroup !== number && model[f] === model[members[0]],
    )
    const line = functions[members[0]].line
    const name = (f: number): string => bdfOf(functions[f])
    return [
      ...(apart === undefined
        ? []
        : [
            {
              line,
              says: `IOMMU group ${number} has ${name(members[0])} and ${name(apart)}; by their ACS words they are in different groups`,
            },
          ]),
      ...(joined < 0
        ? []
        : [
            {
              line,
              says: `IOMMU group ${number} has ${name(members[0])} and not ${name(joined)}; by their ACS words they are in one group`,
            },
          ]),
    ]
  })
}
