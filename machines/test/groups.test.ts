import { describe, expect, it } from 'vitest'
import { groupsDiffer } from '../groups.ts'
import { askText, dumpText } from './asked.ts'

/** The dump with `IOMMU group` lines as lspci has them. */
const grouped = (groups: Readonly<Record<string, number>>): string =>
  Object.entries(groups).reduce(
    (text, [bdf, group]) => text.replace(new RegExp(`^(${bdf} .*\n)`, 'm'), `$1\tIOMMU group: ${group}\n`),
    dumpText('13'),
  )
const told = (groups: Readonly<Record<string, number>>): string[] =>
  groupsDiffer(askText(grouped(groups))).map(({ says }) => says)

describe('IOMMU groups of the dump', () => {
  it('are silent where the model has the same', () => {
    expect(told({ '00:01.0': 1, '02:00.0': 2, '04:00.0': 2, '05:00.0': 2 })).toEqual([])
  })

  it('are told where two functions share a group that their words keep apart', () => {
    expect(told({ '00:01.0': 1, '04:00.0': 1 })).toEqual([
      'IOMMU group 1 has 0000:00:01.0 and 0000:04:00.0; by the ACS words there would be 2 groups: 0000:00:01.0 | 0000:04:00.0',
    ])
  })

  it('are told where two functions are apart that their words do not keep apart', () => {
    expect(told({ '04:00.0': 1, '05:00.0': 2 })).toEqual([
      'IOMMU group 1 has 0000:04:00.0; by the ACS words it would have 0000:04:00.0 and 0000:05:00.0',
      'IOMMU group 2 has 0000:05:00.0; by the ACS words it would have 0000:04:00.0 and 0000:05:00.0',
    ])
  })

  it('are told whole, what is there and what was expected', () => {
    const groups = { '00:01.0': 1, '02:00.0': 2, '04:00.0': 1, '04:00.1': 1, '05:00.0': 2 }
    expect(told(groups)).toEqual([
      'IOMMU group 1 has 0000:00:01.0, 0000:04:00.0 and 0000:04:00.1; by the ACS words there would be 2 groups: 0000:00:01.0 | 0000:02:00.0, 0000:04:00.0, 0000:04:00.1 and 0000:05:00.0',
      'IOMMU group 2 has 0000:02:00.0 and 0000:05:00.0; by the ACS words it would have 0000:02:00.0, 0000:04:00.0, 0000:04:00.1 and 0000:05:00.0',
    ])
  })
})
