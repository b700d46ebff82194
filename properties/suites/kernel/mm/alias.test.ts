/**
 * Private memory that HMM tells of though it is somebody else's: through a page of its device's BAR (NW-11, `get_dma_pfn_for_device`), or
 * because its page map has a method that allows it (A2-10, `devmem_allowed`). Both were read in mails.
 */
import { describe, expect, it } from 'vitest'
import type { Hw } from '../../../../model/machine/columns.ts'
import { aliasOf, shownBy } from '../../../../model/kernel/mm/device/alias.ts'
import type { HmmArgs } from '../../../../model/kernel/mm/device/hmm.ts'
import { insertNotifier } from '../../../../model/kernel/mm/device/notifier.ts'
import { privateEntry, setEntry } from '../../../../model/kernel/mm/page/pte.ts'
import type { Mm, MmParts } from '../../../../model/kernel/mm/parts.ts'
import type { MapSpec } from '../../../../model/kernel/mm/state.ts'
import { called, newMm } from './stepping.ts'

const [GPU, OTHER, NIC, BLIND] = [7, 8, 9, 10]
const MAPS: readonly MapSpec[] = [
  { name: 'A', type: 'private', owner: 'A', pages: 3, home: GPU },
  { name: 'other BAR', type: 'p2pdma', pages: 2, barOf: OTHER },
  { name: 'BAR', type: 'p2pdma', pages: 2, barOf: GPU },
  { name: 'B', type: 'private', owner: 'B', pages: 1, home: BLIND },
]
const [FIRST, SECOND, THIRD] = [1, 2, 3]
const [BAR0, BAR1] = [6, 7]
const WITHOUT_BAR = 8

const withHw = (parts: Partial<MmParts> = {}): Mm => {
  const k = { ...newMm(MAPS, parts), hw: {} as Hw }
  for (const frame of [FIRST, SECOND, THIRD, WITHOUT_BAR]) k.w.pages[frame].refs = 1
  return k
}

describe('a page of a BAR that shows private memory', () => {
  it('stays the same for one that is shown, and is the next free one else', () => {
    const k = withHw()
    expect([FIRST, SECOND, FIRST, SECOND].map((frame) => shownBy(k, frame))).toEqual([BAR0, BAR1, BAR0, BAR1])
    expect(k.w.memory.windows).toEqual({ [GPU]: [FIRST, SECOND], [OTHER]: [undefined, undefined] })
  })

  it('is none where all show what is in use (A2-06), and one again when that is free', () => {
    const k = withHw()
    expect([FIRST, SECOND, THIRD].map((frame) => shownBy(k, frame))).toEqual([BAR0, BAR1, undefined])
    k.w.pages[SECOND].refs = 0
    expect([shownBy(k, THIRD), shownBy(k, FIRST)]).toEqual([BAR1, BAR0])
  })

  it('shows the new page in the place of another, where its window slides (A3-57)', () => {
    const k = withHw({ slides: true })
    expect([FIRST, SECOND, THIRD].map((frame) => shownBy(k, frame))).toEqual([BAR0, BAR1, BAR0])
  })

  it('is there for whom it may be, of a device that has one', () => {
    const k = withHw({ aliases: (_, home, asking) => home === GPU && asking === NIC })
    expect([aliasOf(k, FIRST, NIC), aliasOf(k, FIRST, OTHER)]).toEqual([BAR0, undefined])
    expect([shownBy(k, WITHOUT_BAR), aliasOf(k, WITHOUT_BAR, NIC)]).toEqual([undefined, undefined])
    expect(aliasOf({ w: k.w, parts: k.parts }, FIRST, NIC)).toBeUndefined()
    expect(aliasOf(withHw({ aliases: () => true }), WITHOUT_BAR, NIC)).toBeUndefined()
  })
})

describe('hmm_range_fault of private memory of another owner', () => {
  let k: Mm
  const asked = (asks: Partial<HmmArgs>, frame = FIRST, write = false, parts: Partial<MmParts> = {}): unknown => {
    k = withHw({ aliases: () => true, faultsForeign: false, ...parts })
    called(k, 'vm_mmap', { process: 0, start: 0, end: 1, protection: { read: true, write: true }, vma: 'anon' })
    setEntry(k, 0, 0, privateEntry(frame, write))
    insertNotifier(k, 0, NIC, 0, 1, undefined, NIC)
    insertNotifier(k, 0, 1, 0, 1, undefined)
    const READ = { valid: true, write: false }
    const range = { process: 0, start: 0, end: 1, owner: 'B', defaults: READ, mask: READ, notifier: NIC }
    return called(k, 'hmm_range_fault', { ...range, inputs: [{ valid: false, write: false, error: false }], ...asks })
  }
  const WRITE = { valid: true, write: true }
  const told = (entry: object): object => ({ rc: 0, entries: [{ valid: true, error: false, ...entry }] })
  const REFUSED = { rc: -14 }

  it.each([
    ['a page that may be read, for reading', false, undefined, told({ write: false, frame: BAR0 })],
    ['a page that may be written, for reading', true, undefined, told({ write: true, frame: BAR0 })],
    ['a page that may be written, for writing', true, WRITE, told({ write: true, frame: BAR0 })],
    ['a page that may be read, for writing', false, WRITE, REFUSED],
  ])('through the BAR, %s', (_, write, defaults, result) => {
    expect(asked({ p2p: NIC, ...(defaults && { defaults }) }, FIRST, write)).toMatchObject(result)
  })

  it('not through the BAR for whoever takes no such page, who needs none, or where there is none', () => {
    expect(asked({})).toMatchObject(REFUSED)
    expect(asked({ p2p: NIC, defaults: { valid: false, write: false } })).toMatchObject({
      rc: 0,
      entries: [{ valid: false }],
    })
    expect(k.w.memory.windows[GPU]).toEqual([undefined, undefined])
    expect(asked({ p2p: NIC }, WITHOUT_BAR, false, { aliases: () => true, toldTo: () => false })).toMatchObject(REFUSED)
  })

  const allows =
    (byAddress: boolean): MmParts['allows'] =>
    (_, home, client) =>
      home === GPU && client.device === NIC && client.byAddress === byAddress

  it.each([
    ['one that takes addresses', { p2p: NIC }, true],
    ['one that does not', {}, false],
  ])('as it is, for a client that the page map allows: %s', (_, asks, byAddress) => {
    const own = { aliases: () => false }
    const frame = { ...told({ write: true, frame: FIRST, allowed: true }) }
    expect(asked(asks, FIRST, true, { ...own, allows: allows(byAddress) })).toEqual(frame)
    expect(asked(asks, FIRST, true, { ...own, allows: allows(!byAddress) })).toMatchObject(REFUSED)
  })

  it('as it is for nobody whose device is not known, nor of memory without a home', () => {
    expect(asked({ notifier: 1 }, FIRST, true, { allows: () => true })).toMatchObject(REFUSED)
    const homeless = { name: 'H', type: 'private', owner: 'H', pages: 1 } as const
    const none = { ...newMm([homeless], { allows: () => true, faultsForeign: false }), hw: {} as Hw }
    called(none, 'vm_mmap', { process: 0, start: 0, end: 1, protection: { read: true, write: true }, vma: 'anon' })
    none.w.pages[1].refs = 1
    setEntry(none, 0, 0, privateEntry(1, true))
    insertNotifier(none, 0, NIC, 0, 1, undefined, NIC)
    const [READ, inputs] = [{ valid: true, write: false }, [{ valid: false, write: false, error: false }]]
    const range = { process: 0, start: 0, end: 1, owner: 'B', defaults: READ, mask: READ, notifier: NIC, inputs }
    expect(called(none, 'hmm_range_fault', range)).toMatchObject(REFUSED)
  })
})

describe('hmm_range_fault of an empty range', () => {
  it.each([
    ['is an error', 1, -22],
    ['is tried again first where something changed (`mmu_interval_check_retry`)', 0, -16],
  ])('%s', (_, sequence, rc) => {
    const k = withHw()
    insertNotifier(k, 0, NIC, 0, 1, undefined)
    const NONE = { valid: false, write: false }
    const range = { process: 0, start: 1, end: 1, owner: 'B', defaults: NONE, mask: NONE, notifier: NIC, inputs: [] }
    expect(called(k, 'hmm_range_fault', { ...range, sequence })).toEqual({ rc, entries: [] })
  })
})
