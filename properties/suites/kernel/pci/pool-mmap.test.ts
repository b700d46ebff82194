/**
 * The pool mapped by a process, as Linux 6.12.117 has it: AR-10 and CA-6; litmus L39 (mmap rows) and L61. What is
 * expected was read in `drivers/pci/p2pdma.c`.
 */
import { describe, expect, it } from 'vitest'
import { EINVAL, ENODEV, ENOMEM } from '../../../../model/kernel/errno.ts'
import { SUBSECTION } from '../../../../model/kernel/pci/p2pmem-resource.ts'
import {
  forkPage,
  mmapP2pmem,
  pinPage,
  unbind,
  unmapPage,
  unpinPage,
} from '../../../../model/kernel/pci/p2pmem-user.ts'
import { noP2pmem, type P2pmem } from '../../../../model/kernel/pci/p2pmem.ts'
import { PAGE } from '../pages.ts'
import { F, at, one, two, refs, free, alloc, call } from './provider.ts'

describe('AR-10, L39: mmap of the file allocate', () => {
  const rc = (k: P2pmem, more: Partial<typeof call>): number => mmapP2pmem(true, k, F, { ...call, ...more }).rc
  it('must be shared, from the start: else EINVAL', () => {
    expect(rc(one, { shared: false })).toBe(-EINVAL)
    expect(rc(one, { pgoff: 1 })).toBe(-EINVAL)
    expect(rc(one, {})).toBe(0)
  })
  it('is ENODEV without a pool, after that', () => {
    expect(rc(noP2pmem, {})).toBe(-ENODEV)
    expect(rc(noP2pmem, { shared: false })).toBe(-EINVAL)
  })
  it('is ENOMEM where no chunk has the room in one piece', () => {
    expect(rc(two, { pages: SUBSECTION / PAGE + 1 })).toBe(-ENOMEM)
  })
  it('is ENODEV for a chunk or a file that is going away', () => {
    const going = unbind(alloc(one, PAGE).k, F).k
    expect(rc(going, {})).toBe(-ENODEV)
    expect(rc(going, { shared: false })).toBe(-ENODEV)
    const provider = one.providers.get(F)!
    const dying = { ...provider, chunks: provider.chunks.map((chunk) => ({ ...chunk, live: false })) }
    expect(rc({ ...one, providers: new Map([[F, dying]]) }, {})).toBe(-ENODEV)
  })
  it('takes one reference a page, and a page goes back alone when its last holder lets go', () => {
    const { k, phys = at(0) } = mmapP2pmem(true, one, F, call)
    expect(refs(k)).toEqual([3])
    const pinned = pinPage(k, F, phys)
    const unmapped = unmapPage(pinned, F, phys)
    expect([refs(unmapped), free(unmapped)]).toEqual([[3], free(k)])
    const gone = unpinPage(unmapped, F, phys)
    expect([refs(gone), free(gone)]).toEqual([[2], free(k) + 1])
  })
  it('CA-6: a fork holds the same page once more, and copies nothing', () => {
    const { k, phys = at(0) } = mmapP2pmem(true, one, F, { ...call, pages: 1 })
    const child = forkPage(k, F, phys)
    expect(free(child)).toBe(free(k))
    const left = unmapPage(child, F, phys)
    expect(refs(left)).toEqual([1])
    expect(unmapPage(left, F, phys)).toEqual(one)
  })
})

describe('L61: vm_insert_page fails at the third page', () => {
  const failsAt = 2
  it('all is given back, and unbind ends', () => {
    const { k, rc } = mmapP2pmem(true, one, F, { ...call, failsAt })
    expect([rc, k]).toEqual([-ENOMEM, one])
    expect(unbind(k, F).end).toBe('gone')
  })
  it('before the backport one reference was lost, and unbind never ended', () => {
    const { k } = mmapP2pmem(false, one, F, { ...call, failsAt })
    expect([free(k), refs(k)]).toEqual([free(one), [1]])
    expect(unbind(unbind(k, F).k, F).end).toBe('waits')
  })
  it('a failure beyond the last page never comes', () => {
    expect(mmapP2pmem(true, one, F, { ...call, failsAt: 3 }).rc).toBe(0)
  })
})

describe('CA-6: pages that nobody maps', () => {
  const changes = [forkPage, unmapPage, pinPage, unpinPage]
  it('are not counted: free ones, those of the kernel, and what is no page of the pool', () => {
    const { k, phys } = alloc(one, PAGE)
    for (const change of changes) {
      expect(change(one, F, at(0))).toEqual(one)
      expect(change(k, F, phys)).toEqual(k)
      expect(change(one, F, at(-PAGE))).toEqual(one)
      expect(change(one, F, at(SUBSECTION))).toEqual(one)
      expect(change(noP2pmem, F, at(0))).toEqual(noP2pmem)
    }
  })
  it('are those of the chunk that the address lies in', () => {
    const older = alloc(two, SUBSECTION).k
    const { k, phys = at(SUBSECTION) } = mmapP2pmem(true, older, F, { ...call, pages: 1 })
    expect(phys).toBe(at(0))
    expect(unmapPage(k, F, phys)).toEqual(older)
  })
})
