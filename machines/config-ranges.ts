/**
 * BARs and windows as configuration space has them (PCI 3.0 6.2.5.1, PCI-to-PCI Bridge 1.2 3.2.5; of CardBus from the
 * PC Card Standard; offsets from memory, names of include/uapi/linux/pci_regs.h). Sizes are not there: they are found by writing.
 */
import { longAt, wordAt, type Bytes } from './bytes.ts'
import { window, type DumpedBar, type DumpedWindow, type Ranges } from './ranges.ts'

const FIRST_BAR = 0x10
/** How many BARs a header of type 0, 1 and 2 has. */
const BARS = [6, 2, 1]
const MIB = 0x100000
const FOUR_GIB = 2 ** 32

export const configRanges = (bytes: Bytes, headerType: number): Ranges => {
  const bars = barsOf(bytes, BARS[headerType] ?? 0)
  const windows = headerType === 1 ? bridgeWindows(bytes) : headerType === 2 ? cardbusWindows(bytes) : undefined
  return { bars, ...(windows === undefined ? {} : { windows }) }
}

const barsOf = (bytes: Bytes, count: number): DumpedBar[] => {
  const bars: DumpedBar[] = []
  for (let index = 0; index < count; index++) {
    const low = longAt(bytes, FIRST_BAR + 4 * index)
    // 0: none, or none that got an address; the bytes do not tell which.
    if (low === undefined || low === 0 || low % 2 === 1) continue
    const is64 = Math.floor(low / 2) % 4 === 2
    const high = is64 ? longAt(bytes, FIRST_BAR + 4 * index + 4) : 0
    const base = high === undefined ? undefined : high * FOUR_GIB + low - (low % 0x10)
    const prefetchable = Math.floor(low / 8) % 2 === 1
    bars.push({ index, ...(base === undefined || base === 0 ? {} : { base }), prefetchable })
    if (is64) index++
  }
  return bars
}

/** Memory Base and Limit, then the prefetchable ones, which may have upper halves. */
const bridgeWindows = (bytes: Bytes): DumpedWindow[] | undefined => {
  const [base, limit, prefBase, prefLimit] = [0x20, 0x22, 0x24, 0x26].map((at) => wordAt(bytes, at))
  if (base === undefined || limit === undefined || prefBase === undefined || prefLimit === undefined) return undefined
  const has64 = prefBase % 0x10 === 1
  const [upperBase, upperLimit] = has64 ? [longAt(bytes, 0x28), longAt(bytes, 0x2c)] : [0, 0]
  const first = (register: number): number => Math.floor(register / 0x10) * MIB
  return [
    ...window(first(base), first(limit) + MIB - 1, false),
    ...(upperBase === undefined || upperLimit === undefined
      ? []
      : window(upperBase * FOUR_GIB + first(prefBase), upperLimit * FOUR_GIB + first(prefLimit) + MIB - 1, true)),
  ]
}

/** Two windows of memory, in pages; bits of the Bridge Control register say which is prefetchable. */
const cardbusWindows = (bytes: Bytes): DumpedWindow[] | undefined => {
  const control = wordAt(bytes, 0x3e)
  const ends = [0x1c, 0x20, 0x24, 0x28].map((at) => longAt(bytes, at))
  if (control === undefined || ends.includes(undefined)) return undefined
  const page = (register: number): number => register - (register % 0x1000)
  const [base0, limit0, base1, limit1] = ends.map((register) => page(register!))
  const isPrefetchable = (n: number): boolean => Math.floor(control / 2 ** (8 + n)) % 2 === 1
  return [...window(base0, limit0 + 0xfff, isPrefetchable(0)), ...window(base1, limit1 + 0xfff, isPrefetchable(1))]
}
