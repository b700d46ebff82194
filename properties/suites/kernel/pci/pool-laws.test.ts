/**
 * What holds of a pool whatever is done with it (INV-G, INV-H).
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Phys } from '../../../../model/address.ts'
import {
  forkPage,
  mmapP2pmem,
  pinPage,
  unbind,
  unmapPage,
  unpinPage,
} from '../../../../model/kernel/pci/p2pmem-user.ts'
import { allocP2pmem, freeP2pmem, type P2pmem } from '../../../../model/kernel/pci/p2pmem.ts'
import { PAGE } from '../pages.ts'
import { F, two, refs, free, call } from './provider.ts'

interface Action {
  readonly what: 'alloc' | 'free' | 'mmap' | 'unmap' | 'pin' | 'unpin' | 'fork'
  readonly pages: number
  readonly which: number
}
/** Allocations, mappings and their ends, in any order. */
const action: fc.Arbitrary<Action> = fc.record({
  what: fc.constantFrom('alloc', 'free', 'mmap', 'unmap', 'pin', 'unpin', 'fork'),
  pages: fc.integer({ min: 1, max: 4 }),
  which: fc.nat(),
})

/** Whoever holds memory of the pool, by books of the test's own. */
class Holders {
  readonly allocations: { phys: Phys; size: number }[] = []
  readonly ptes: Phys[] = []
  readonly pins: Phys[] = []
  /** Holders of each mapped page. */
  readonly users = new Map<Phys, number>()

  hold(phys: Phys, by: number): void {
    const now = (this.users.get(phys) ?? 0) + by
    if (now === 0) this.users.delete(phys)
    else this.users.set(phys, now)
  }

  /** `k` after the action, where there is something to take it on. */
  after(k: P2pmem, { what, pages, which }: Action): P2pmem {
    const { allocations, ptes, pins } = this
    if (what === 'alloc') {
      const { k: after, phys } = allocP2pmem(k, F, pages * PAGE)
      allocations.push({ phys: phys!, size: pages * PAGE })
      return after
    }
    if (what === 'free' && allocations.length > 0) {
      const [gone] = allocations.splice(which % allocations.length, 1)
      return freeP2pmem(k, F, gone.phys, gone.size)!
    }
    if (what === 'mmap') return this.map(k, pages)
    if ((what === 'fork' || what === 'pin') && ptes.length > 0) {
      const page = ptes[which % ptes.length]
      ;(what === 'fork' ? ptes : pins).push(page)
      this.hold(page, 1)
      return what === 'fork' ? forkPage(k, F, page) : pinPage(k, F, page)
    }
    const [from, undo] = what === 'unmap' ? ([ptes, unmapPage] as const) : ([pins, unpinPage] as const)
    if ((what !== 'unmap' && what !== 'unpin') || from.length === 0) return k
    const [page] = from.splice(which % from.length, 1)
    this.hold(page, -1)
    return undo(k, F, page)
  }

  private map(k: P2pmem, pages: number): P2pmem {
    const { k: after, phys } = mmapP2pmem(true, k, F, { ...call, pages })
    for (let i = 0; i < pages; i++) {
      const page = (phys! + i * PAGE) as Phys
      expect(this.users.has(page)).toBe(false)
      this.ptes.push(page)
      this.hold(page, 1)
    }
    return after
  }
}

describe('whatever is done with the pool (INV-G, INV-H)', () => {
  it('no page is handed out twice, each allocation and mapped page is one reference, and all comes back', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        let k = two
        const holders = new Holders()
        const { allocations, pins, users } = holders
        for (const each of actions) {
          k = holders.after(k, each)
          const taken = allocations.reduce((sum, { size }) => sum + size / PAGE, 0) + users.size
          expect(free(k)).toBe(free(two) - taken)
          expect(refs(k).reduce((a, b) => a + b)).toBe(allocations.length + users.size)
        }
        const { k: waiting, end } = unbind(k, F)
        expect(end).toBe(allocations.length + pins.length > 0 ? 'waits' : 'gone')
        let after = waiting
        for (const { phys, size } of allocations) after = freeP2pmem(after, F, phys, size)!
        for (const page of pins) after = unpinPage(after, F, page)
        expect(unbind(after, F).end).toBe('gone')
      }),
      { seed: 61, numRuns: 300 },
    )
  })
})
