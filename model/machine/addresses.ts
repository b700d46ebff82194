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
  physToBus,
} from '../address.ts'
import { problem, type Problem } from '../problem.ts'
import { ROOT, type Machine } from './columns.ts'

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
    ...m.window.map((base, f) => ({
      path: `functions[${f}].window`,
      ends: [base, m.windowSize[f]],
      grain: BRIDGE_GRANULARITY,
    })),
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

const hostWindowProblems = (m: Machine, h: number): Problem[] => {
  const path = `hosts[${h}]`
  const [base, size] = [m.hostWindow[h], m.hostWindowSize[h]]
  const start = physToBus(base, m.hostOffset[h])
  if (size === 0) return []
  if (start < 0 || start + size > ADDRESS_LIMIT || base < 0)
    return [
      problem(
        `${path}.offset`,
        `${m.hostOffset[h]}: the window would start at bus ${start}`,
        'an offset that does not wrap below 0 or past 2^52',
      ),
    ]
  const other = m.hostName.findIndex((_, g) => g < h && overlaps(base, size, m.hostWindow[g], m.hostWindowSize[g]))
  return other < 0
    ? []
    : [
        problem(
          `${path}.window`,
          `${range(base, size)}, which overlaps that of ${m.hostName[other]}`,
          'disjoint host windows',
        ),
      ]
}

const barProblems = (m: Machine, f: number): Problem[] => {
  const [base, size] = [m.bar[f], m.barSize[f]]
  const path = `functions[${f}].bar`
  if (size === 0) return []
  if (size < PAGE || !Number.isInteger(Math.log2(size)))
    return [problem(`${path}.size`, hex(size), 'a power of two of at least 4 KiB')]
  return base % size === 0 ? [] : [problem(`${path}.base`, hex(base), `a multiple of the size, ${hex(size)}`)]
}

/** A range that a function claims on the bus it sits on: its BAR, or what a bridge passes down (RT-11: both). */
interface Claim {
  readonly what: 'bar' | 'window'
  readonly base: number
  readonly size: number
}

const claimsOf = (m: Machine, f: number): Claim[] =>
  [
    { what: 'window' as const, base: m.window[f], size: m.windowSize[f] },
    { what: 'bar' as const, base: m.bar[f], size: m.barSize[f] },
  ].filter(({ size }) => size > 0)

/** What `f` claims lies inside what its parent passes down, and apart from what else is claimed on that bus. */
const claimProblems = (m: Machine, f: number): Problem[] =>
  claimsOf(m, f).flatMap((claim, i, own) => oneClaimProblems(m, f, claim, own.slice(0, i)))

const oneClaimProblems = (m: Machine, f: number, { what, base, size }: Claim, own: readonly Claim[]): Problem[] => {
  const path = `functions[${f}].${what}`
  const h = m.host[f]
  const up = m.parent[f]
  const [outer, outerSize] =
    up === ROOT ? [physToBus(m.hostWindow[h], m.hostOffset[h]), m.hostWindowSize[h]] : [m.window[up], m.windowSize[up]]
  if (base < outer || base + size > outer + outerSize)
    return [problem(path, range(base, size), `a range inside the window above it, ${range(outer, outerSize)}`)]
  const others = m.name.flatMap((name, g) =>
    g < f && m.parent[g] === up && m.host[g] === h ? claimsOf(m, g).map((claim) => ({ ...claim, name })) : [],
  )
  const taken = [...own.map((claim) => ({ ...claim, name: m.name[f] })), ...others].find((claim) =>
    overlaps(base, size, claim.base, claim.size),
  )
  if (taken === undefined) return []
  const found = `${range(base, size)}, which overlaps the ${taken.what === 'bar' ? 'BAR' : 'window'} of ${taken.name}`
  return [problem(path, found, 'disjoint ranges on one bus')]
}

const numberProblems = (m: Machine): Problem[] =>
  m.name.flatMap((name, f) => {
    const path = `functions[${f}]`
    if (m.subordinate[f] > 255)
      return [problem(path, `bus ${m.subordinate[f]} behind ${name}`, 'at most 256 buses a domain')]
    return m.devfn[f] > 255
      ? [problem(path, `device number ${hex(Math.floor(m.devfn[f] / 8))} for ${name}`, 'at most 32 devices a bus')]
      : []
  })

/**
 * RAM apart from every host window, and not visible on a bus at a number that a bridge window there
 * claims: a machine built so would corrupt RAM on its own (HB-6), whatever a kernel does.
 */
const ramProblems = (m: Machine): Problem[] =>
  m.ram.flatMap((ram, index) => {
    const path = `ram[${index}]`
    const host = m.hostName.findIndex((_, h) => overlaps(ram.base, ram.size, m.hostWindow[h], m.hostWindowSize[h]))
    if (host >= 0)
      return [
        problem(
          path,
          `${range(ram.base, ram.size)}, which overlaps the window of ${m.hostName[host]}`,
          'RAM outside every host window',
        ),
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
