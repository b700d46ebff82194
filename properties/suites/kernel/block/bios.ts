/**
 * Bios and requests for the suites of the block layer.
 */
import { emptyBio, type Bio } from '../../../../model/kernel/block/bio.ts'
import { backMerge, startRequest, type Request } from '../../../../model/kernel/block/blk.ts'
import { blk612, type BlkParts, type Bvec, type Limits } from '../../../../model/kernel/block/bvec.ts'
import type { Page } from '../../../../model/kernel/mm/page.ts'
import { PAGE } from '../pages.ts'

export const WIDE: Limits = { maxSegmentSize: 0x100000, maxSegments: 128 }
/** 6.12.0: no pgmap test between bios, none within a bio. */
export const v612: BlkParts = { ...blk612, sameBio: () => true, sameSegment: () => true }

export const bvec = (page: Page, offset = 0, length = PAGE): Bvec => ({ page, offset, length })
export const bio = (...bvecs: Bvec[]): Bio => ({ ...emptyBio(256), bvecs })
export const request = (limits: Limits, ...bios: Bio[]): Request =>
  bios.slice(1).reduce((r, next) => backMerge(limits, r, next).request, startRequest(limits, bios[0]))
