/**
 * Belief: ranges of a BAR made a list for DMA only (`dma_buf_phys_vec_to_sgt`, `dma_buf_free_sgt`,
 * drivers/dma-buf/dma-buf-mapping.c, Linux 6.19; NW-8): read in its source, and judged by nobody.
 *
 * Nobody asks for struct pages, and the list has none: of the memory it says nothing but addresses.
 */
import { advance, handOver, phys, type Dma } from '../../address.ts'
import { isFunction } from '../../machine/columns.ts'
import type { Call } from '../design.ts'
import type { DmaOnlyList, DmaOnlyPiece, PhysRange, RangesMapped, RangesRequest, RangesTaken } from './dma-only.ts'
import type { IovaState } from '../iommu/iova-state.ts'
import { EINVAL, EIO } from '../errno.ts'
import { NO_PGMAP } from '../mm/page.ts'
import { freeIova, link, tryAlloc, unlink } from '../iommu/dma-iova.ts'
import { withDomains } from '../iommu/domain.ts'
import { NO_PROVIDER, withDma, type SgEntry } from '../lib/scatterlist.ts'
import type { Parts } from '../parts.ts'
import type { Kernel } from '../state.ts'

/** The most that an entry of a list can say: `UINT_MAX` bytes. */
export const LONGEST_PIECE = 2 ** 32 - 1

/** How many bytes behind the first address piece `i` of a range begins. */
export type PieceOffset = (i: number) => number
export const pieceOffset: PieceOffset = (i) => i * LONGEST_PIECE

type Answer = RangesMapped<Kernel>
type Asked = (parts: Parts, call: Call<Kernel>, request: RangesRequest) => Answer

/** By map type: a bus address a range; or one IOVA for all of them; or, where there is none to be had, each by itself. */
export const physVecWith =
  (offsetOf: PieceOffset): Asked =>
  (parts, call, request) => {
    const { hw, k } = call
    const { client, provider, ranges } = request
    // Asked anew: of the answer that a provider keeps nothing is modelled (docs/decisions/0021).
    const type = isFunction(hw.machine, client)
      ? parts.classify(parts, hw, provider, client).type
      : ('NOT_SUPPORTED' as const)
    if (type === 'NOT_SUPPORTED') return { k, rc: -EINVAL, because: 'not supported', list: NOTHING }
    if (type === 'BUS_ADDR') {
      const { machine: m } = hw
      const pieces = ranges.flatMap(({ phys: at, length }) =>
        piecesOf(parts.busAddress(at, -m.hostOffset[m.host[provider]]), length, offsetOf),
      )
      return { k, rc: 0, list: { pieces, bus: true } }
    }
    const range = tryAlloc(call, client, sum(ranges))
    return range === undefined
      ? mapEach(parts, call, request, offsetOf)
      : linkAll(parts, { ...call, k: range.k }, request, range.state, offsetOf)
  }

const NOTHING: DmaOnlyList = { pieces: [], bus: false }

const sum = (ranges: readonly PhysRange[]): number => ranges.reduce((bytes, { length }) => bytes + length, 0)

const piecesOf = (dma: Dma, length: number, offsetOf: PieceOffset): DmaOnlyPiece[] =>
  Array.from({ length: Math.ceil(length / LONGEST_PIECE) }, (_, i) => ({
    dma: advance(dma, offsetOf(i)),
    length: Math.min(LONGEST_PIECE, length - i * LONGEST_PIECE),
  }))

/** NW-8: each range is linked at the first byte, so that a second one meets the first. So it is up to 7.3.4. */
const linkAll = (
  parts: Parts,
  call: Call<Kernel>,
  { client, direction, ranges }: RangesRequest,
  state: IovaState,
  offsetOf: PieceOffset,
): Answer => {
  let { hw } = call
  let linked = 0
  for (const { phys: at, length } of ranges) {
    const domains = link(hw, client, state, direction, { offset: 0, phys: at, length, mmio: true })
    if (typeof domains === 'number') {
      const left = linked === 0 ? hw.domains : unlink(parts, hw, client, state, 0, linked)
      return {
        k: freeIova(call, client, state),
        rc: domains,
        because: 'linked over another',
        list: NOTHING,
        domains: left,
      }
    }
    hw = withDomains(hw, domains)
    linked += length
  }
  const list = { pieces: piecesOf(handOver(state.base), linked, offsetOf), bus: false, state }
  return { k: call.k, rc: 0, list, domains: hw.domains }
}

/** `dma_map_phys` with `DMA_ATTR_MMIO`, which is what `dma_map_resource` was before. */
const mapEach = (parts: Parts, call: Call<Kernel>, request: RangesRequest, offsetOf: PieceOffset): Answer => {
  const { client, direction, provider, ranges } = request
  const pieces: DmaOnlyPiece[] = []
  let { k, hw } = call
  for (const range of ranges) {
    const mapped = parts.mapResource(parts, { ...call, k, hw }, client, direction, bytesOf(provider, range))
    ;({ k } = mapped)
    hw = withDomains(hw, mapped.domains)
    if (mapped.dma === undefined) {
      const left = takeEach(parts, { ...call, k, hw }, { client, direction, list: { pieces, bus: false } })
      return { k: left.k, rc: -EIO, because: 'unreachable', list: NOTHING, domains: left.domains ?? hw.domains }
    }
    pieces.push(...piecesOf(mapped.dma, range.length, offsetOf))
  }
  return { k, rc: 0, list: { pieces, bus: false }, domains: hw.domains }
}

const bytesOf = (provider: number, { phys: at, length }: PhysRange): SgEntry => ({
  provider,
  pgmap: NO_PGMAP,
  phys: at,
  length,
  marked: false,
})

/** `dma_buf_free_sgt`: the range unlinked and freed; or each by itself; of bus addresses there is nothing to take back. */
export const freeSgt = (parts: Parts, call: Call<Kernel>, taken: RangesTaken): Unmapped => {
  const { client, list } = taken
  const { k, hw } = call
  if (list.bus) return { k }
  if (list.state === undefined) return takeEach(parts, call, taken)
  const { base, size } = list.state
  const domains = unlink(parts, hw, client, list.state, 0, size)
  return { k: freeIova(call, client, list.state), domains, unmapped: [{ iova: base, size }] }
}

type Unmapped = Omit<ReturnType<Parts['unmapResource']>, 'table'>

const takeEach = (parts: Parts, call: Call<Kernel>, { client, direction, list }: RangesTaken): Unmapped => {
  // Where the memory lies the list does not say, and nobody asks.
  const table = list.pieces.map(({ dma, length }) =>
    withDma(bytesOf(NO_PROVIDER, { phys: phys(0), length }), dma, length),
  )
  const { table: _, ...taken } = parts.unmapResource(parts, call, { client, direction, table })
  return taken
}
