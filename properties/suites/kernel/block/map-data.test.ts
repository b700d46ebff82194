/** What the NVMe driver hands to the DMA layer, of ranges in one bio: DX-13. */
import { describe, expect, it } from 'vitest'
import { blk612 } from '../../../../model/kernel/block/bvec.ts'
import { NO_PROVIDER, type SgEntry, type Table } from '../../../../model/kernel/lib/scatterlist.ts'
import { NO_PGMAP } from '../../../../model/kernel/mm/page.ts'
import { nvmeData } from '../../../../model/kernel/nvme/map-data.ts'
import { nvme612 } from '../../../../model/kernel/nvme/nvme.ts'
import { phys } from '../../../../model/address.ts'
import { PAGE } from '../pages.ts'

const range = (at: number, pages: number, provider = NO_PROVIDER): SgEntry => ({
  provider,
  pgmap: provider === NO_PROVIDER ? NO_PGMAP : provider,
  phys: phys(at * PAGE),
  length: pages * PAGE,
  marked: false,
})
const asked = (runs: Table, dataSgls = false): unknown[] => {
  const { path, table } = nvmeData(nvme612, blk612)(runs, { metadataSgls: false, dataSgls })
  return [path, table.map(({ length }) => length / PAGE)]
}

describe('what the NVMe driver maps by itself', () => {
  it('is one segment of RAM, of two pages at most unless SGLs describe it', () => {
    expect(asked([range(1, 1), range(2, 1)])).toEqual(['prp simple', [2]])
    expect(asked([range(1, 3)])).toEqual(['table', [3]])
    expect(asked([range(1, 3)], true)).toEqual(['sgl simple', [3]])
    expect(asked([range(1, 1), range(4, 1)], true)).toEqual(['table', [1, 1]])
  })
  it('is never peer memory, and nothing of an empty request', () => {
    expect(asked([range(1, 1, 7)], true)).toEqual(['table', [1]])
    expect(asked([], true)).toEqual(['table', []])
  })
})
