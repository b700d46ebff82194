/**
 * Addresses that a dump shows: the memory BARs of a function, and the windows of a bridge.
 */

/** A memory BAR. `base` left out: it got no address; `size` left out: the dump has addresses only. */
export interface DumpedBar {
  readonly index: number
  readonly base?: number
  readonly size?: number
  readonly prefetchable: boolean
}

/** What a bridge passes down; one that is closed is not among them. */
export interface DumpedWindow {
  readonly base: number
  readonly size: number
  readonly prefetchable: boolean
}

export interface Ranges {
  readonly bars: readonly DumpedBar[]
  /** Left out: no bridge, or its windows were not shown. */
  readonly windows?: readonly DumpedWindow[]
}

const REGION =
  /^\s*Region (\d): (?:\[virtual\] )?Memory at (?:([\da-f]{1,16})|<(?:unassigned|ignored)>)([^[]*)(?:.*\[size=(\d+)([KMGTP]?)\])?/i
const WINDOW =
  /^\s*(Prefetchable memory|Memory) (?:behind bridge|window \d): (?:([\da-f]{1,16})-([\da-f]{1,16})|None|\[disabled\])(.*)$/i
const UNITS = ['', 'K', 'M', 'G', 'T', 'P']

/** From the lines of `lspci -v`. Those below a capability are of virtual functions. */
export const rangesOf = (lines: readonly string[]): Ranges => {
  const end = lines.findIndex((line) => /^\s*Capabilities:/.test(line))
  const own = end < 0 ? lines : lines.slice(0, end)
  const bars = own
    .map((line) => REGION.exec(line))
    .filter((found, i, all) => !isUpperHalf(found, all.slice(0, i)))
    .flatMap(barOf)
  const shown = own.map((line) => WINDOW.exec(line)).filter((found) => found !== null)
  return { bars, ...(shown.length === 0 ? {} : { windows: shown.flatMap(windowOf) }) }
}

/** Of bytes alone lspci prints the upper half of a 64-bit BAR as one more. */
const isUpperHalf = (found: RegExpExecArray | null, before: readonly (RegExpExecArray | null)[]): boolean => {
  const last = before.findLast((one) => one !== null)
  return found !== null && last != null && last[3].includes('64-bit') && Number(found[1]) === Number(last[1]) + 1
}

const barOf = (found: RegExpExecArray | null): DumpedBar[] => {
  if (found === null) return []
  const [, index, base, kind, digits, unit] = found
  const size = digits === undefined ? undefined : Number(digits) * 1024 ** UNITS.indexOf(unit.toUpperCase())
  return [
    {
      index: Number(index),
      ...(base === undefined ? {} : { base: Number.parseInt(base, 16) }),
      ...(size === undefined ? {} : { size }),
      prefetchable: /(?:^|[^-])prefetchable/.test(kind),
    },
  ]
}

const windowOf = ([, what, first, last, rest]: RegExpExecArray): DumpedWindow[] =>
  first === undefined
    ? []
    : window(
        Number.parseInt(first, 16),
        Number.parseInt(last, 16),
        /^Pref/i.test(what) || /\(prefetchable\)/.test(rest),
      )

/** A limit below the base closes a window; so does a base of 0, which is what nobody wrote, and where RAM is. */
export const window = (first: number, last: number, prefetchable: boolean): DumpedWindow[] =>
  first > 0 && last > first ? [{ base: first, size: last - first + 1, prefetchable }] : []
