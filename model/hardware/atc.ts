/**
 * Truth of what a function with ATS remembers: translations that it asked for (ATC, device TLB; IO-15 to IO-17).
 *
 * It asks once, keeps the answer, and goes by it until it is told to forget it: no IOMMU looks into a table for a
 * translated request (IO-6), so what was unmapped is reached as before. It forgets when it is told to, by a command in the
 * invalidation queue, and a command is over only when somebody waited for it.
 */
import { PAGE, advance, alignDown, bus, overlaps, within, type Bus } from '../address.ts'
import type { Hw } from '../machine/columns.ts'
import type { Invalidation, Kept } from '../machine/domain.ts'
import { translationFor } from './ats.ts'
import { allows } from './iommu.ts'
import { staleOf } from './iotlb.ts'
import type { Access } from './request.ts'

/** Whether what may happen does; what that is stands in words. */
export type Happens = (what: string) => boolean

/** What a function is to use in a translated request, and the machine in which it keeps that. */
export interface Translated {
  readonly hw: Hw
  readonly address: Bus
  /** It had it before, and asked nobody. */
  readonly isKept: boolean
}

/** What `f` uses for `address`: what it keeps, or else what it is given when it asks; undefined: it is given nothing. */
export const translatedFor = (
  hw: Hw,
  f: number,
  address: Bus,
  access: Access,
  happens: Happens,
): Translated | undefined => {
  const old = keptBy(hw, f).find((row) => within(address, row.iova, PAGE) && allows(row, access))
  if (
    old !== undefined &&
    !(old.told === true && !happens('an invalidation that nobody waited for is still under way'))
  )
    return { hw, address: advance(old.address, address - old.iova), isKept: true }
  const row = asked(hw, f, address, access)
  if (row === undefined) return undefined
  const others = keptBy(hw, f).filter((one) => one !== old)
  return { hw: withKept(hw, f, [...others, row]), address: advance(row.address, address - row.iova), isKept: false }
}

/** The whole page, with what the function may do there: a completion says both (IO-15). */
const asked = (hw: Hw, f: number, address: Bus, access: Access): Kept | undefined => {
  const target = translationFor(hw, f, address, access)
  if (target === undefined) return undefined
  const inPage = address - alignDown(address, PAGE)
  const may = (other: Access): boolean => translationFor(hw, f, address, other) === target
  return { iova: bus(address - inPage), address: bus(target - inPage), read: may('read'), write: may('write') }
}

const keptBy = ({ kept }: Hw, f: number): readonly Kept[] => kept.get(f) ?? []

const withKept = (hw: Hw, f: number, rows: readonly Kept[]): Hw => {
  const kept = new Map(hw.kept)
  if (rows.length === 0) kept.delete(f)
  else kept.set(f, rows)
  return { ...hw, kept }
}

/** A reset, or another device in its place, keeps nothing (IO-17). */
export const keepsNothing = (hw: Hw, functions: readonly number[]): Hw =>
  functions.reduce((now, f) => (now.kept.has(f) ? withKept(now, f, []) : now), hw)

/**
 * A device is told to forget a range. If the IOTLB was not told before it, the device may ask again at once, and the IOTLB gives it the
 * old translation. It then keeps that: the command is over, and no other one follows.
 */
export const told = (
  hw: Hw,
  { function: f, range }: Extract<Invalidation, { kind: 'device TLB' }>,
  happens: Happens,
): Hw => {
  const isMeant = ({ iova }: Kept): boolean => overlaps(iova, PAGE, range.iova, range.size)
  if (!keptBy(hw, f).some(isMeant)) return hw
  const fromIotlb = (row: Kept): boolean =>
    staleOf(hw, f).some(({ iova, size }) => within(row.iova, iova, size)) &&
    translationFor(hw, f, row.iova, row.read ? 'read' : 'write') === row.address
  const again = keptBy(hw, f).filter((row) => isMeant(row) && fromIotlb(row))
  const asks = again.length > 0 && happens('a device asks again before the IOTLB is told')
  const rows = keptBy(hw, f).map((row): Kept => {
    if (!isMeant(row) || (asks && again.includes(row))) return row
    return { ...row, told: true }
  })
  return withKept(hw, f, rows)
}

/** What they were told, all functions of the domain have done. */
export const waitedFor = (hw: Hw, name: number): Hw =>
  [...hw.kept].reduce(
    (now, [f, rows]) =>
      hw.attached[f] === name && rows.some((row) => row.told)
        ? withKept(
            now,
            f,
            rows.filter((row) => !row.told),
          )
        : now,
    hw,
  )
