/** The list of a request: BK-1 to BK-3 as a whole, and what releases before 6.12.86 made of it. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blk612, blk62, blkAnybodys } from '../../../../model/kernel/block/bvec.ts'
import { BIOS, requestTable } from '../../../../model/kernel/block/request-table.ts'
import { joinAnybodys, joinNeighbours } from '../../../../model/kernel/lib/join.ts'
import { anyRuns } from './bios.ts'

describe('the list of a request', () => {
  it.each(BIOS)('is the table that the same ranges make as pages, %s, in 6.12.117 as before 6.2', (bios) => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        expect(requestTable(blk612)(runs, bios)).toEqual(joinNeighbours(runs))
        expect(requestTable(blkAnybodys)(runs, bios)).toEqual(joinAnybodys(runs))
      }),
    )
  })

  it('of 6.2 is of one page map in each entry where ranges stand in one bio, and not where each is one (BUG-34)', () => {
    let joined = 0
    fc.assert(
      fc.property(anyRuns, (runs) => {
        expect(requestTable(blk62)(runs, 'together')).toEqual(joinNeighbours(runs))
        expect(requestTable(blk62)(runs, 'each')).toEqual(joinAnybodys(runs))
        joined += Number(joinAnybodys(runs).length < joinNeighbours(runs).length)
      }),
    )
    expect(joined).toBeGreaterThan(20)
  })
})
