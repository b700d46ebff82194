/**
 * Machines whose addresses cannot be are refused, with a path and a reason (PA-22).
 *
 * A check here is a fact of every PCI machine; what merely surprises is left in, for that is what the
 * checker is for.
 */
import {
  ADDRESS_LIMIT,
  BRIDGE_GRANULARITY,
  INTERRUPT_BASE,
  INTERRUPT_SIZE,
  PAGE,
  hex,
  overlaps,
  phys,
  physToBus,
} from '../address.ts'
import { problem, type Problem } from '../problem.ts'
import { claimsOf, hostWindowsOf, windowsOf, type Claim } from './claims.ts'
import { ROOT, type Machine } from './columns.ts'
import { numberProblems } from './number-problems.ts'

/** Problems of the addresses of a machine that was laid out. */
export const addressProblems = (m: Machine): Problem[] => {
  const first = [
    ...granularityProblems(m),
    ...inboundProblems(m),
    ...m.hostName.flatMap((_, h) => hostWindowProblems(m, h)),
  ]
  if (first.length > 0) return first
  const claims = m.name.flatMap((_, f) => [...barProblems(m, f), ...claimProblems(m, f)])
  return [...claims, ...numberProblems(m), ...ramProblems(m)]
}

/** A page has one landing (RT-5), so nothing may begin or end inside one; bridge windows are coarser (RT-8). */
const granularityProblems = (m: Machine): Problem[] => {
  const ranges = [
    ...m.ram.map(({ base, size }, i) => ({ path: `ram[${i}]`, ends: [base, size], grain: PAGE })),
    ...m.hostInbound.flatMap((rows, h) =>
      rows.map((r, i) => ({ path: `hosts[${h}].inbound[${i}]`, ends: [r.bus, r.phys, r.size], grain: PAGE })),
    ),
    ...m.hostOffset.map((offset, h) => ({ path: `hosts[${h}].offset`, ends: [offset], grain: PAGE })),
    ...m.window.flatMap((_, f) =>
      windowsOf(m, f).map(({ base, size, at }) => ({
        path: `functions[${f}].${at}`,
        ends: [base, size],
        grain: BRIDGE_GRANULARITY,
      })),
    ),
  ]
  return ranges.flatMap(({ path, ends, grain }) => {
    const odd = ends.find((end) => end % grain !== 0)
    return odd === undefined ? [] : [problem(path, hex(odd), `multiples of ${hex(grain)}`)]
  })
}

/** Two inbound windows for one bus address would leave open what it means. */
const inboundProblems = (m: Machine): Problem[] =>
  m.hostInbound.flatMap((rows, h) =>
    rows.flatMap((r, i) =>
      rows.slice(0, i).some((s) => overlaps(r.bus, r.size, s.bus, s.size))
        ? [problem(`hosts[${h}].inbound[${i}]`, range(r.bus, r.size), 'inbound windows that are disjoint on the bus')]
        : [],
    ),
  )

const hostWindowProblems = (m: Machine, h: number): Problem[] =>
  hostWindowsOf(m, h).flatMap((window, i, all) => oneHostWindowProblems(m, h, window, all.slice(0, i)))

const oneHostWindowProblems = (m: Machine, h: number, { base, size, at }: Claim, own: readonly Claim[]): Problem[] => {
  const path = `hosts[${h}]`
  const start = physToBus(phys(base), m.hostOffset[h])
  if (start < 0 || start + size > ADDRESS_LIMIT || base < 0)
    return [
      problem(
        `${path}.offset`,
        `${m.hostOffset[h]}: the window would start at bus ${start}`,
        'an offset that does not wrap below 0 or past 2^52',
      ),
    ]
  const meets = (other: Claim): boolean => overlaps(base, size, other.base, other.size)
  const other = m.hostName.findIndex((_, g) => (g === h ? own.some(meets) : g < h && hostWindowsOf(m, g).some(meets)))
  return other < 0
    ? []
    : [
        problem(
          `${path}.${at}`,
          `${range(base, size)}, which overlaps that of ${m.hostName[other]}`,
          'disjoint host windows',
        ),
      ]
}

/** The low four bits of a memory BAR say what it is, so none is smaller (PCI 3.0 6.2.5.1). */
const LEAST_BAR = 16

const barProblems = (m: Machine, f: number): Problem[] =>
  claimsOf(m, f).flatMap(({ what, base, size, at }) => {
    const path = `functions[${f}].${at}`
    if (what === 'window') return []
    if (size < LEAST_BAR || !Number.isInteger(Math.log2(size)))
      return [problem(`${path}.size`, hex(size), 'a power of two of at least 16 bytes')]
    return base % size === 0 ? [] : [problem(`${path}.base`, hex(base), `a multiple of the size, ${hex(size)}`)]
  })

/** What `f` claims lies inside what its parent passes down, and apart from what else is claimed on that bus. */
const claimProblems = (m: Machine, f: number): Problem[] =>
  claimsOf(m, f).flatMap((claim, i, own) => oneClaimProblems(m, f, claim, own.slice(0, i)))

const oneClaimProblems = (m: Machine, f: number, { at, base, size }: Claim, own: readonly Claim[]): Problem[] => {
  const path = `functions[${f}].${at}`
  const up = m.parent[f]
  const outer = up === ROOT ? busWindows(m, m.host[f]) : windowsOf(m, up)
  if (!outer.some((window) => base >= window.base && base + size <= window.base + window.size))
    return [problem(path, range(base, size), `a range inside the window above it, ${ranges(outer)}`)]
  const others = busMates(m, f).flatMap((g) =>
    g < f ? claimsOf(m, g).map((claim) => ({ ...claim, name: m.name[g] })) : [],
  )
  const taken = [...own.map((claim) => ({ ...claim, name: m.name[f] })), ...others].find((claim) =>
    overlaps(base, size, claim.base, claim.size),
  )
  if (taken === undefined) return []
  const found = `${range(base, size)}, which overlaps the ${taken.what === 'bar' ? 'BAR' : 'window'} of ${taken.name}`
  return [problem(path, found, 'disjoint ranges on one bus')]
}

const busMates = ({ parent, host, below }: Machine, f: number): readonly number[] =>
  parent[f] === ROOT
    ? [...parent.keys()].filter((g) => parent[g] === ROOT && host[g] === host[f])
    : below[parent[f]].toSorted((a, b) => a - b)

/** The windows of a host bridge as the bus sees them. */
const busWindows = (m: Machine, h: number): Claim[] =>
  hostWindowsOf(m, h).map((claim) => ({ ...claim, base: physToBus(phys(claim.base), m.hostOffset[h]) }))

/** What is closed is told as a range of nothing at 0. */
const ranges = (claims: readonly Claim[]): string =>
  (claims.length === 0 ? [{ base: 0, size: 0 }] : claims).map(({ base, size }) => range(base, size)).join(' or ')

/**
 * RAM apart from every host window, and not visible on a bus at a number that a bridge window there
 * claims: a machine built so would corrupt RAM on its own (HB-6), whatever a kernel does.
 */
const ramProblems = (m: Machine): Problem[] =>
  m.ram.flatMap((ram, index) => {
    const path = `ram[${index}]`
    const host = m.hostName.findIndex((_, h) =>
      hostWindowsOf(m, h).some(({ base, size }) => overlaps(ram.base, ram.size, base, size)),
    )
    if (host >= 0)
      return [
        problem(
          path,
          `${range(ram.base, ram.size)}, which overlaps the window of ${m.hostName[host]}`,
          'RAM outside every host window',
        ),
      ]
    if (ram.base + ram.size > m.cpuReach)
      return [
        problem(path, range(ram.base, ram.size), `RAM below ${hex(m.cpuReach)}: the CPU has no more address bits`),
      ]
    const twin = m.ram.findIndex((row, other) => other < index && overlaps(ram.base, ram.size, row.base, row.size))
    if (twin >= 0)
      return [problem(path, `${range(ram.base, ram.size)}, which overlaps ram[${twin}]`, 'disjoint pieces of RAM')]
    const seen = m.hostName.flatMap((_, h) => imageProblems(m, h, ram.base, ram.size, path))
    const interrupts = m.cpuVendor !== 'other' && overlaps(ram.base, ram.size, INTERRUPT_BASE, INTERRUPT_SIZE)
    return seen.length > 0 || !interrupts
      ? seen
      : [problem(path, range(ram.base, ram.size), `RAM outside the x86 interrupt range ${hex(INTERRUPT_BASE)}`)]
  })

const imageProblems = (m: Machine, h: number, base: number, size: number, path: string): Problem[] =>
  m.hostInbound[h].flatMap((inbound) => {
    const start = Math.max(base, inbound.phys)
    const length = Math.min(base + size, inbound.phys + inbound.size) - start
    if (length <= 0) return []
    const image = start - inbound.phys + inbound.bus
    const onRootBus = m.name.flatMap((name, f) =>
      m.host[f] === h && m.parent[f] === ROOT ? claimsOf(m, f).map((claim) => ({ ...claim, name })) : [],
    )
    const taken = onRootBus.find((claim) => overlaps(image, length, claim.base, claim.size))
    if (taken === undefined) return []
    const found = `RAM seen at bus ${range(image, length)} below ${m.hostName[h]}, where ${taken.name} claims ${range(taken.base, taken.size)}`
    return [problem(path, found, 'RAM whose inbound image avoids the windows of that bus')]
  })

const range = (base: number, size: number): string => `${hex(base)}..${hex(base + size - 1)}`
