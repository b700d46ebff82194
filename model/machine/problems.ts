/**
 * Machines that cannot exist are refused, with a path and a reason.
 *
 * First what must hold before anything can be laid out (names, parents, device numbers), then what
 * must hold of the addresses (`hardware.md` PA-22). A check here is a fact of every PCI machine; what
 * merely surprises is left in, for that is what the checker is for.
 */
import { ADDRESS_LIMIT, BRIDGE_GRANULARITY, PAGE, hex, overlaps, physToBus } from '../address.ts'
import { problem, type Problem } from '../problem.ts'
import { ROOT, isBridge, type Machine } from './columns.ts'
import type { FunctionFile, FunctionType, MachineFile } from './file.ts'
import { parseDevfn } from './layout.ts'

/** Which types may hang below which, `root bus` included (PCIe 1.3, 1.4). */
const MAY_HANG_BELOW: Readonly<Record<FunctionType, readonly (FunctionType | 'root bus')[]>> = {
  'root port': ['root bus'],
  'switch upstream port': ['root port', 'switch downstream port'],
  'switch downstream port': ['switch upstream port'],
  endpoint: ['root port', 'switch downstream port'],
  'root complex integrated endpoint': ['root bus'],
  conventional: ['root bus', 'root port', 'switch downstream port'],
}

/** Problems of names, parents and device numbers: without these a machine has no shape. */
export const shapeProblems = (file: MachineFile): Problem[] => {
  const repeated = [
    ...repeats(file.hosts, 'hosts', ({ name }) => name),
    ...repeats(file.functions, 'functions', ({ name }) => name),
  ]
  if (repeated.length > 0) return repeated
  const byName = new Map(file.functions.map((f) => [f.name, f]))
  const placed = file.functions.flatMap((f, index) => placeProblems(file, byName, f, `functions[${index}]`))
  if (placed.length > 0) return placed
  return [
    ...cycleProblems(file, byName),
    ...devfnProblems(file),
    ...forwardProblems(file, byName),
    ...hostProblems(file),
  ]
}

const repeats = <T>(rows: readonly T[], path: string, nameOf: (row: T) => string): Problem[] =>
  rows.flatMap((row, index) =>
    rows.findIndex((other) => nameOf(other) === nameOf(row)) < index || nameOf(row) === 'any'
      ? [problem(`${path}[${index}].name`, `"${nameOf(row)}"`, 'a name of its own, not "any"')]
      : [],
  )

const placeProblems = (
  file: MachineFile,
  byName: ReadonlyMap<string, FunctionFile>,
  f: FunctionFile,
  path: string,
): Problem[] => {
  if ((f.on === undefined) === (f.below === undefined))
    return [problem(path, f.on === undefined ? 'neither `on` nor `below`' : 'both `on` and `below`', 'one of the two')]
  const places = MAY_HANG_BELOW[f.type]
  if (f.on !== undefined) {
    if (!file.hosts.some(({ name }) => name === f.on))
      return [problem(`${path}.on`, `"${f.on}"`, `a host bridge: ${file.hosts.map(({ name }) => name).join(', ')}`)]
    return places.includes('root bus')
      ? []
      : [problem(`${path}.on`, `a ${f.type} on a root bus`, `it below a ${places.join(' or ')}`)]
  }
  const above = byName.get(f.below!)
  if (above === undefined) return [problem(`${path}.below`, `"${f.below}"`, 'the name of a function')]
  return places.includes(above.type)
    ? []
    : [problem(`${path}.below`, `a ${f.type} below a ${above.type}`, `it below a ${places.join(' or ')}`)]
}

const cycleProblems = (file: MachineFile, byName: ReadonlyMap<string, FunctionFile>): Problem[] =>
  file.functions.flatMap((start, index) => {
    const seen = new Set<string>()
    for (let f = start; f.below !== undefined; f = byName.get(f.below)!) {
      if (seen.has(f.name))
        return [
          problem(
            `functions[${index}].below`,
            `a cycle through ${[...seen].join(', ')}`,
            'a path that ends at a host bridge',
          ),
        ]
      seen.add(f.name)
    }
    return []
  })

const devfnProblems = ({ functions }: MachineFile): Problem[] =>
  functions.flatMap((f, index) => {
    const path = `functions[${index}].at`
    if (f.at !== undefined && !/^[01][0-9a-f]\.[0-7]$/.test(f.at))
      return [problem(path, `"${f.at}"`, 'device and function as dd.f, 00.0 to 1f.7, hexadecimal')]
    const twin = functions.find(
      (g, other) => other < index && g.at !== undefined && g.at === f.at && g.on === f.on && g.below === f.below,
    )
    if (twin !== undefined) return [problem(path, `${f.at}, as ${twin.name} on the same bus`, 'a devfn of its own')]
    return [...linkProblems(functions, f, index), ...functionZeroProblems(functions, f, path)]
  })

/** Software finds a device by its function 0, so every device has one (PCIe 7.3.2 from memory). */
const functionZeroProblems = (functions: readonly FunctionFile[], f: FunctionFile, path: string): Problem[] => {
  if (f.at === undefined || f.at.endsWith('.0')) return []
  const zero = `${f.at.slice(0, 2)}.0`
  const found = functions.some((g) => g.on === f.on && g.below === f.below && (g.at ?? '00.0') === zero)
  return found ? [] : [problem(path, `${f.at} without a function ${zero}`, 'a device with a function 0')]
}

/** A PCIe link has one device at its end, number 0; only a switch's inner bus and a root bus have more. */
const linkProblems = (functions: readonly FunctionFile[], f: FunctionFile, index: number): Problem[] => {
  if (f.below === undefined || f.type === 'switch downstream port') return []
  const path = `functions[${index}].at`
  const [devfn, accepted] = [f.at ?? '00.0', 'one device a link, number 00, functions 0 to 7: `at: 00.1` adds one']
  if (parseDevfn(devfn) >= 8) return [problem(path, `device ${devfn} at the end of a link`, accepted)]
  const twin = functions.find((g, other) => other < index && g.below === f.below && (g.at ?? '00.0') === devfn)
  if (twin !== undefined) return [problem(path, `${devfn} below ${f.below}, where ${twin.name} is`, accepted)]
  const shares = f.type === 'switch upstream port' && functions.some((g) => g !== f && g.below === f.below)
  return shares
    ? [problem(path, `${f.name} with sibling functions`, 'an upstream port alone on its link (docs/limits.md)')]
    : []
}

const forwardProblems = (file: MachineFile, byName: ReadonlyMap<string, FunctionFile>): Problem[] =>
  (file.forwards ?? []).flatMap((forward, index) =>
    (['from', 'to'] as const).flatMap((end) =>
      forward[end] === 'any' || byName.get(forward[end])?.on !== undefined
        ? []
        : [problem(`forwards[${index}].${end}`, `"${forward[end]}"`, 'a function on a root bus, or any')],
    ),
  )

const hostProblems = ({ hosts }: MachineFile): Problem[] =>
  hosts.length === 0
    ? [problem('hosts', 'none', 'at least one host bridge')]
    : [
        ...hosts.flatMap(({ offset }, h) =>
          offset === undefined || Number.isSafeInteger(offset)
            ? []
            : [problem(`hosts[${h}].offset`, String(offset), 'a whole number of bytes, either sign, below 2^53')],
        ),
        ...repeats(
          hosts.map(({ domain }, h) => ({ domain: domain ?? h })),
          'hosts',
          ({ domain }) => `domain ${domain}`,
        ).map(({ path, found }) => problem(path.replace('.name', '.domain'), found, 'a domain of its own')),
      ]

/** Problems of the addresses of a machine that was laid out. */
export const addressProblems = (m: Machine): Problem[] => {
  const first = [...granularityProblems(m), ...m.hostName.flatMap((_, h) => hostWindowProblems(m, h))]
  if (first.length > 0) return first
  const claims = m.name.flatMap((_, f) => [...barProblems(m, f), ...claimProblems(m, f)])
  return [...claims, ...busNumberProblems(m), ...ramProblems(m)]
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
  if (isBridge(m.kind[f])) return [problem(path, `a BAR of a bridge`, 'BARs of endpoints only (docs/limits.md)')]
  if (size < PAGE || !Number.isInteger(Math.log2(size)))
    return [problem(`${path}.size`, hex(size), 'a power of two of at least 4 KiB')]
  return base % size === 0 ? [] : [problem(`${path}.base`, hex(base), `a multiple of the size, ${hex(size)}`)]
}

/** What `f` claims lies inside what its parent passes down, and apart from what its siblings claim. */
const claimProblems = (m: Machine, f: number): Problem[] => {
  const [base, size] = claim(m, f)
  if (size === 0) return []
  const what = isBridge(m.kind[f]) ? 'window' : 'bar'
  const path = `functions[${f}].${what}`
  const h = m.host[f]
  const up = m.parent[f]
  const [outer, outerSize] =
    up === ROOT ? [physToBus(m.hostWindow[h], m.hostOffset[h]), m.hostWindowSize[h]] : [m.window[up], m.windowSize[up]]
  if (base < outer || base + size > outer + outerSize)
    return [problem(path, range(base, size), `a range inside the window above it, ${range(outer, outerSize)}`)]
  const sibling = m.name.findIndex(
    (_, g) => g < f && m.parent[g] === up && m.host[g] === h && overlaps(base, size, ...claim(m, g)),
  )
  return sibling < 0
    ? []
    : [
        problem(
          path,
          `${range(base, size)}, which overlaps the ${isBridge(m.kind[sibling]) ? 'window' : 'BAR'} of ${m.name[sibling]}`,
          'disjoint ranges on one bus',
        ),
      ]
}

const claim = (m: Machine, f: number): [base: number, size: number] =>
  isBridge(m.kind[f]) ? [m.window[f], m.windowSize[f]] : [m.bar[f], m.barSize[f]]

const busNumberProblems = (m: Machine): Problem[] =>
  m.name.flatMap((name, f) =>
    m.subordinate[f] > 255
      ? [problem(`functions[${f}]`, `bus ${m.subordinate[f]} behind ${name}`, 'at most 256 buses a domain')]
      : [],
  )

/**
 * RAM apart from every host window, and not visible on a bus at a number that a bridge window there
 * claims: a machine built so would corrupt RAM on its own (`hardware.md` HB-6), whatever a kernel does.
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
    return m.hostName.flatMap((_, h) => imageProblems(m, h, ram.base, ram.size, path))
  })

const imageProblems = (m: Machine, h: number, base: number, size: number, path: string): Problem[] =>
  m.hostInbound[h].flatMap((inbound) => {
    const start = Math.max(base, inbound.phys)
    const length = Math.min(base + size, inbound.phys + inbound.size) - start
    if (length <= 0) return []
    const image = start - inbound.phys + inbound.bus
    const f = m.name.findIndex(
      (_, g) => m.host[g] === h && m.parent[g] === ROOT && overlaps(image, length, ...claim(m, g)),
    )
    return f < 0
      ? []
      : [
          problem(
            path,
            `RAM seen at bus ${range(image, length)} below ${m.hostName[h]}, where ${m.name[f]} claims ${range(...claim(m, f))}`,
            'RAM whose inbound image avoids the windows of that bus',
          ),
        ]
  })

const range = (base: number, size: number): string => `${hex(base)}..${hex(base + size - 1)}`
