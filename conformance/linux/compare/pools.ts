/**
 * What the model says of memory taken from a provider's pool, kept, and given back.
 */
import { PAGE, busToPhys, hex, type Phys } from '../../../model/address.ts'
import { addP2pResource } from '../../../model/kernel/pci/p2pmem-resource.ts'
import { allocP2pmem, freeP2pmem, noP2pmem, virtToBus, type P2pmem } from '../../../model/kernel/pci/p2pmem.ts'
import type { Machine } from '../../../model/machine/columns.ts'

/** The pools of all functions, and what was taken from them. */
export interface Pools {
  readonly k: P2pmem
  /** By question. */
  readonly held: ReadonlyMap<number, { readonly f: number; readonly at: Phys; readonly size: number }>
}
export const noPools: Pools = { k: noP2pmem, held: new Map() }

/** Bytes that `alloc` asks for. */
export const ALLOCATED = 2 * PAGE

/** AR-5: the whole BAR is one pool, from the first question about it on. */
const withPool = ({ k }: Pools, m: Machine, f: number): P2pmem => {
  if (k.providers.has(f)) return k
  const start = busToPhys(m.bar[f], m.hostOffset[m.host[f]])
  const bar = { isMemory: true, length: m.barSize[f], start, bus: m.bar[f] }
  return addP2pResource(k, f, bar, 0, 0).k
}

/** AR-8: `bytes` taken, and where they lie. */
export const take = (pools: Pools, m: Machine, f: number, question: number, bytes: number) => {
  const { k, phys: at } = allocP2pmem(withPool(pools, m, f), f, bytes)
  if (at === undefined) return { says: 'none', pools: { ...pools, k } }
  const held = new Map(pools.held).set(question, { f, at, size: bytes })
  return { says: `phys=${hex(at)} bus=${hex(virtToBus(k, f, at))}`, pools: { k, held } }
}

/** AR-8: what a question took given back; skipped where it took nothing. */
export const give = (pools: Pools, question: number) => {
  const piece = pools.held.get(question)
  const k = piece && freeP2pmem(pools.k, piece.f, piece.at, piece.size)
  if (k === undefined) return { says: 'skipped', pools }
  return { says: 'given', pools: { k, held: new Map([...pools.held].filter(([other]) => other !== question)) } }
}
