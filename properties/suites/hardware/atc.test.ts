/**
 * What a function keeps of the translations that it asked for, and how it forgets them (IO-15 to IO-17).
 */
import { describe, expect, it } from 'vitest'
import { PAGE, bus, iova, phys } from '../../../model/address.ts'
import { keepsNothing, translatedFor, type Happens } from '../../../model/hardware/atc.ts'
import { carriedOut } from '../../../model/hardware/invalidations.ts'
import { staleOf } from '../../../model/hardware/iotlb.ts'
import { power, type Hw } from '../../../model/machine/columns.ts'
import type { Domain, Invalidation, Kept, Translation } from '../../../model/machine/domain.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { T_O, atsOn, changed } from './machines.ts'
import { indexOf } from './rows.ts'

const m = layOut(changed(T_O, [atsOn('EPA')]))
const EPA = indexOf(m, 'EPA')
const ALWAYS: Happens = () => true
const NEVER: Happens = () => false
const row = (at: number, to: number, may: Partial<Translation> = {}): Translation => ({
  iova: iova(at),
  phys: phys(to),
  size: PAGE,
  read: true,
  write: true,
  ...may,
})
const behind = (table: readonly Translation[], queue?: readonly Invalidation[], kept = power(m).kept): Hw => {
  const domain: Domain = { kind: 'translate', table, ...(queue === undefined ? {} : { queue }) }
  return { ...power(m), domains: new Map([[EPA, domain]]), kept }
}
const use = (hw: Hw, address: number, access: 'read' | 'write' | 'atomic' = 'write', happens = ALWAYS) =>
  translatedFor(hw, EPA, bus(address), access, happens)
const keptIn = (hw: Hw): readonly Kept[] => hw.kept.get(EPA) ?? []

describe('what a function keeps (IO-15)', () => {
  const asked = use(behind([row(0x1000, 0x5000)]), 0x1234)!

  it('is the whole page of what it asked for, and what it may do there', () => {
    expect(asked).toMatchObject({ address: 0x5234, isKept: false })
    expect(keptIn(asked.hw)).toEqual([{ iova: 0x1000, address: 0x5000, read: true, write: true }])
    const readable = use(behind([row(0x1000, 0x5000, { write: false })]), 0x1000, 'read')!
    expect(keptIn(readable.hw)).toEqual([{ iova: 0x1000, address: 0x5000, read: true, write: false }])
  })
  it('it goes by, whatever the table says since', () => {
    const later = { ...asked.hw, domains: behind([]).domains }
    expect(use(later, 0x1ff8, 'read')).toEqual({ hw: later, address: 0x5ff8, isKept: true })
    expect(use(later, 0x2000)).toBeUndefined()
    expect(use({ ...later, kept: new Map() }, 0x1ff8)).toBeUndefined()
  })
  it('it does not go by for what that does not let it do: it asks again, and keeps the new answer', () => {
    const readable = use(behind([row(0x1000, 0x5000, { write: false })]), 0x1000, 'read')!
    expect(use(readable.hw, 0x1000, 'write')).toBeUndefined()
    const both = use({ ...readable.hw, domains: behind([row(0x1000, 0x6000)]).domains }, 0x1000, 'atomic')!
    expect(both).toMatchObject({ address: 0x6000, isKept: false })
  })
  it('is nothing after a reset (IO-17), and others keep theirs', () => {
    expect(keptIn(keepsNothing(asked.hw, [EPA]))).toEqual([])
    expect(keepsNothing(asked.hw, [indexOf(m, 'EPB')])).toBe(asked.hw)
  })
})

describe('a queue of invalidations (IO-16)', () => {
  const before = use(use(behind([row(0x1000, 0x5000), row(0x2000, 0x7000)]), 0x1000)!.hw, 0x2000)!.hw
  const [one, other] = keptIn(before)
  const range = { iova: iova(0x1000), size: PAGE }
  const IOTLB = { kind: 'IOTLB', range } as const
  const DEVICE = { kind: 'device TLB', function: EPA, range } as const
  const WAIT = { kind: 'wait' } as const
  /** The first page was unmapped, and then these commands. */
  const after = (queue: readonly Invalidation[], happens = ALWAYS) =>
    carriedOut(before, behind([row(0x2000, 0x7000)], queue, before.kept), happens)

  it.each([
    ['nobody', [IOTLB, WAIT], [one, other]],
    ['the device, after the IOTLB, with a wait', [IOTLB, DEVICE, WAIT], [other]],
    ['the device, and nobody waits', [IOTLB, DEVICE], [{ ...one, told: true }, other]],
    ['the device, before the IOTLB', [DEVICE, IOTLB, WAIT], [one, other]],
    ['another range', [IOTLB, { ...DEVICE, range: { ...range, iova: iova(0x3000) } }, WAIT], [one, other]],
  ] as const)('tells %s', (_, queue, left) => {
    const hw = after(queue)
    expect(keptIn(hw)).toEqual(left)
    expect(hw.domains).toEqual(behind([row(0x2000, 0x7000)]).domains)
  })
  it.each([
    ['that does not name it', [DEVICE, WAIT], [row(0x1000, 0x5000)]],
    ['that names another range', [{ ...IOTLB, range: { ...range, iova: iova(0x3000) } }], [row(0x1000, 0x5000)]],
    ['that names it', [IOTLB], []],
  ] as const)('%s: what left the table the IOTLB may hold, or not (IO-14)', (_, queue, stale) => {
    const hw = after(queue)
    expect(staleOf(hw, EPA)).toEqual(stale)
    expect(use({ ...hw, kept: new Map() }, 0x1234)?.address).toBe(stale.length === 0 ? undefined : 0x5234)
    expect(staleOf(carriedOut(hw, { ...hw, domains: behind([], [IOTLB]).domains }, ALWAYS), EPA)).toHaveLength(1)
  })
  it('need not name what never left a table, nor what is left of a row that was cut', () => {
    const [long, rest] = [row(0x1000, 0x5000, { size: 3 * PAGE }), row(0x2000, 0x6000)]
    const tail = row(0x3000, 0x7000)
    const cut = carriedOut(behind([long]), behind([rest]), ALWAYS)
    expect(staleOf(cut, EPA)).toEqual([row(0x1000, 0x5000), tail])
    expect(staleOf(carriedOut(behind([long]), behind([long, row(0x9000, 0)]), ALWAYS), EPA)).toEqual([])
  })
  it('that names every range empties all', () => {
    const all = { iova: iova(0), size: Infinity }
    expect(keptIn(after([{ ...IOTLB, range: all }, { ...DEVICE, range: all }, WAIT]))).toEqual([])
  })
  it('leaves a device that does not ask again with nothing, in whatever order', () => {
    expect(keptIn(after([DEVICE, IOTLB, WAIT], NEVER))).toEqual([other])
  })
  it('is over for a device that nobody waited for at some time that nobody knows', () => {
    const hw = after([IOTLB, DEVICE])
    expect(use(hw, 0x1000, 'write', ALWAYS)).toMatchObject({ address: 0x5000, isKept: true })
    expect(use(hw, 0x1000, 'write', NEVER)).toBeUndefined()
    expect(keptIn(carriedOut(hw, behind([], [WAIT], hw.kept), ALWAYS))).toEqual([other])
  })
})
