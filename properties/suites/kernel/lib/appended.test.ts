/** A table to which ranges are appended, by what is known of one that is built at once: SG-5. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendTable } from '../../../../model/kernel/lib/appended.ts'
import { joinAnybodys, joinNeighbours } from '../../../../model/kernel/lib/join.ts'
import { sgTable612, sgTableAnybodys } from '../../../../model/kernel/lib/sg-table.ts'
import { anyRuns } from '../block/bios.ts'

describe('ranges appended one after the other', () => {
  it('make the table that they make at once, since 6.2 and before', () => {
    let joined = 0
    fc.assert(
      fc.property(anyRuns, (runs) => {
        const table = joinNeighbours(runs)
        expect(appendTable(sgTable612)(runs)).toEqual(table)
        expect(appendTable(sgTableAnybodys)(runs)).toEqual(joinAnybodys(runs))
        joined += table.length < runs.length ? 1 : 0
      }),
      { seed: 3, numRuns: 200 },
    )
    expect(joined).toBeGreaterThan(20)
  })
})
