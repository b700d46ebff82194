/**
 * Bios and requests for the suites of the block layer.
 */
import * as fc from 'fast-check'
import type { Phys } from '../../../../model/address.ts'
import { emptyBio, type Bio } from '../../../../model/kernel/block/bio.ts'
import { backMerge, startRequest, type Request } from '../../../../model/kernel/block/blk.ts'
import { blk612, type BlkParts, type Bvec, type Limits } from '../../../../model/kernel/block/bvec.ts'
import { NO_PROVIDER, type SgEntry, type Table } from '../../../../model/kernel/lib/scatterlist.ts'
import { NO_PGMAP, type Page } from '../../../../model/kernel/mm/page.ts'
import { PAGE } from '../pages.ts'

export const WIDE: Limits = { maxSegmentSize: 0x100000, maxSegments: 128 }
/** 6.12.0: no pgmap test between bios, none within a bio. */
export const v612: BlkParts = { ...blk612, sameBio: () => true, sameSegment: () => true }

export const bvec = (page: Page, offset = 0, length = PAGE): Bvec => ({ page, offset, length })
export const bio = (...bvecs: Bvec[]): Bio => ({ ...emptyBio(256), bvecs })
export const request = (limits: Limits, ...bios: Bio[]): Request =>
  bios.slice(1).reduce((r, next) => backMerge(limits, r, next).request, startRequest(limits, bios[0]))

/** Ranges of a few pages, of RAM or of a BAR, most of them where the one before ends. */
export const anyRuns: fc.Arbitrary<Table> = fc
  .array(
    fc.record({
      provider: fc.constantFrom(NO_PROVIDER, 3, 5),
      pages: fc.integer({ min: 1, max: 3 }),
      gap: fc.constantFrom(0, 0, 1),
    }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((all) => {
    let at = 16 * PAGE
    return all.map(({ provider, pages, gap }): SgEntry => {
      const phys = (at + gap * PAGE) as Phys
      at = phys + pages * PAGE
      return {
        provider,
        pgmap: provider === NO_PROVIDER ? NO_PGMAP : provider,
        phys,
        length: pages * PAGE,
        dma: undefined,
        dmaLength: undefined,
        marked: false,
        swiotlb: undefined,
      }
    })
  })
