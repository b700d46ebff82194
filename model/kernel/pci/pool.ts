/**
 * Belief: the pools of a kernel, asked for by drivers, processes and the end of a driver (`drivers/pci/p2pdma.c`, Linux 6.12.117).
 *
 * Rules AR-8, AR-10 and AR-11, each as one part of a design; what they do to a pool is in `p2pmem*.ts`.
 */
import type { Parts } from '../parts.ts'
import type { Kernel } from '../state.ts'
import { allocP2pmem, freeP2pmem, type P2pmem } from './p2pmem.ts'
import { withoutRegistered } from '../mm/pgmap/registrar.ts'
import { endOfCache } from './p2pdma.ts'
import { mmapP2pmem, unbind as unbindPool } from './p2pmem-user.ts'

const having = (k: Kernel, pools: P2pmem): Kernel => ({ ...k, pools })

export const alloc: Parts['alloc'] = (k, provider, bytes) => {
  const { k: pools, phys } = allocP2pmem(k.pools, provider, bytes)
  return phys === undefined ? { k } : { k: having(k, pools), phys }
}

export const free: Parts['free'] = (k, provider, phys, bytes) => {
  const pools = freeP2pmem(k.pools, provider, phys, bytes)
  return pools === undefined ? { k, end: 'BUG' } : { k: having(k, pools), end: 'done' }
}

/** @param putsRef as {@link mmapP2pmem} has it */
export const mmapWith =
  (putsRef: boolean): Parts['mmap'] =>
  (k, provider, request) => {
    const { k: pools, ...answer } = mmapP2pmem(putsRef, k.pools, provider, request)
    return { k: having(k, pools), ...answer }
  }

/** AR-11, and with the pool the map types that were stored with it (MT-14), and page maps that its driver registered itself. */
export const unbind: Parts['unbind'] = (k, provider) => {
  const { k: pools, end } = unbindPool(k.pools, provider)
  const after = having(k, pools)
  return { k: end === 'gone' ? withoutRegistered(endOfCache(after, provider), provider) : after, end }
}
