/**
 * Peer memory as what it is, in lists too: MMIO, of which the IOMMU is told (`DMA_ATTR_MMIO`, Linux 6.18), and which no CPU flushes
 * or copies, for it has no page to do that to.
 */
import { PAGE, overlaps, within } from '../../address.ts'
import { EINVAL } from '../../kernel/errno.ts'
import type { Effects } from '../../kernel/effects.ts'
import { iommuPage } from '../../kernel/iommu/dma-iommu.ts'
import { isP2p, type Table } from '../../kernel/lib/scatterlist.ts'
import type { Parts } from '../../kernel/parts.ts'
import { tableOf, withTable } from '../../kernel/iommu/domain.ts'
import { NO_FUNCTION, type Hw } from '../../machine/columns.ts'
import type { Translation } from '../../machine/domain.ts'
import { parts as linux612 } from '../releases/linux-6.12.ts'
import { syncRam } from './sync.ts'

/** The answer without the cache maintenance of peer memory. */
const unflushed = <Answer extends Effects>(answer: Answer, table: Table): Answer => {
  if (answer.cpu === undefined) return answer
  const peers = table.filter(isP2p)
  const isPeer = (phys: number): boolean => peers.some((peer) => within(phys, peer.phys, peer.length))
  return { ...answer, cpu: answer.cpu.filter(({ phys, how }) => how !== 'cache maintenance' || !isPeer(phys)) }
}

/** The domains after a call, and what it added for function `f` that leads to peer memory of the list marked as MMIO. */
const asMmio = (hw: Hw, f: number, domains: Hw['domains'], table: Table): Hw['domains'] => {
  const peers = table.filter(isP2p)
  const before = tableOf(hw, f)
  const isPeers = (row: Translation): boolean =>
    peers.some((peer) => overlaps(row.phys, row.size, peer.phys, peer.length))
  const rows = tableOf({ attached: hw.attached, domains }, f).map((row) =>
    !before.includes(row) && isPeers(row) ? { ...row, mmio: true as const } : row,
  )
  return withTable({ attached: hw.attached, domains }, f, rows)
}

export const mmioParts = {
  directPage: (call, client, direction, page) => unflushed(linux612.directPage(call, client, direction, page), [page]),
  directUnmapPage: (own, call, request) => unflushed(linux612.directUnmapPage(own, call, request), request.table),
  directUnmapSg: (own, call, request, nents) =>
    unflushed(linux612.directUnmapSg(own, call, request, nents), request.table),
  iommuMapSg: (own, call, request) => {
    const mapped = unflushed(linux612.iommuMapSg(own, call, request), request.table)
    if (mapped.rc !== 0 || mapped.domains === undefined) return mapped
    const f = call.hw.machine.clientFunction[request.client]
    return { ...mapped, domains: asMmio(call.hw, f, mapped.domains, request.table) }
  },
  iommuUnmapPage: (own, call, request) => unflushed(linux612.iommuUnmapPage(own, call, request), request.table),
  iommuUnmapSg: (own, call, request, nents) =>
    unflushed(linux612.iommuUnmapSg(own, call, request, nents), request.table),
  /** What would have to bounce is an error (A5-22). */
  iommuPage: (call, client, direction, page) => {
    const { hw, k } = call
    if (!isP2p(page)) return linux612.iommuPage(call, client, direction, page)
    const f = hw.machine.clientFunction[client]
    const isWhole = page.phys % PAGE === 0 && page.length % PAGE === 0
    if (hw.machine.untrusted[f] && !isWhole) return { k, dma: undefined }
    return iommuPage(call, client, direction, page, true)
  },
  syncSg: syncRam,
  /** A device on no bus copies by the CPU, and what has no page cannot be copied (A1-15). */
  mapPage: (own, call, client, direction, page) =>
    isP2p(page) && call.hw.machine.clientFunction[client] === NO_FUNCTION
      ? { k: call.k, dma: undefined }
      : linux612.mapPage(own, call, client, direction, page),
  virtMapSg: (own, call, request) =>
    request.table.some(isP2p)
      ? { k: call.k, rc: -EINVAL, table: request.table, nents: 0 }
      : linux612.virtMapSg(own, call, request),
} satisfies Partial<Parts>
