/**
 * Machines without a shape are refused, with a path and a reason: what must hold of names, parents, device
 * numbers and host bridges before anything can be laid out.
 */
import { problem, type Problem } from '../problem.ts'
import type { FunctionFile, FunctionType, MachineFile } from './file.ts'
import { fitProblems } from './fits.ts'
import { WIRES, parseDevfn } from './numbers.ts'
import { siblingsIn, type Siblings } from './siblings.ts'

/** Which types may hang below which, `root bus` included (PCIe 1.3, 1.4). */
const MAY_HANG_BELOW: Readonly<Record<FunctionType, readonly (FunctionType | 'root bus')[]>> = {
  'root port': ['root bus'],
  'switch upstream port': ['root port', 'switch downstream port'],
  'switch downstream port': ['switch upstream port'],
  endpoint: ['root port', 'switch downstream port'],
  'root complex integrated endpoint': ['root bus'],
  'root complex event collector': ['root bus'],
  'PCIe to PCI bridge': ['root port', 'switch downstream port'],
  'PCI bridge': ['root bus', 'PCIe to PCI bridge', 'PCI bridge'],
  conventional: ['root bus', 'root port', 'switch downstream port', 'PCIe to PCI bridge', 'PCI bridge'],
}

/** Problems of names, parents and device numbers: without these a machine has no shape. */
export const shapeProblems = (file: MachineFile): Problem[] => {
  const repeated = [...repeats(file.hosts, 'hosts'), ...repeats(file.functions, 'functions'), ...deviceProblems(file)]
  if (repeated.length > 0) return repeated
  const byName = new Map(file.functions.map((f) => [f.name, f]))
  const placed = file.functions.flatMap((f, index) => placeProblems(file, byName, f, `functions[${index}]`))
  if (placed.length > 0) return placed
  const paths = pathProblems(file, byName)
  // One is enough: whatever hangs below it would say the same.
  if (paths.length > 0) return paths.slice(0, 1)
  const siblings = siblingsIn(file.functions)
  return [
    ...devfnProblems(file, byName, siblings),
    ...fitProblems(file, byName, siblings),
    ...forwardProblems(file, byName),
    ...interconnectProblems(file, byName),
    ...hostProblems(file),
  ]
}

const repeats = (rows: readonly { readonly name: string }[], path: string): Problem[] => {
  const taken = new Set(['any'])
  return rows.flatMap(({ name }, index) => {
    if (taken.has(name)) return [problem(`${path}[${index}].name`, `"${name}"`, 'a name of its own, not "any"')]
    taken.add(name)
    return []
  })
}

/** Devices that are no functions: names of their own, and a function that is there. */
const deviceProblems = ({ devices = [], functions }: MachineFile): Problem[] => {
  const taken = functions.map(({ name }) => name)
  return devices.flatMap(({ name, childOf }, i) => {
    const path = `devices[${i}]`
    if ([...taken, ...devices.slice(0, i).map((d) => d.name), 'any'].includes(name))
      return [problem(`${path}.name`, `"${name}"`, 'a name of its own, not "any"')]
    return childOf === undefined || taken.includes(childOf)
      ? []
      : [problem(`${path}.childOf`, `"${childOf}"`, `a function: ${taken.join(', ')}`)]
  })
}

/** A virtual function is an endpoint on the bus of its physical one (docs/limits.md: no bus numbers of its own). */
const virtualProblems = (byName: ReadonlyMap<string, FunctionFile>, f: FunctionFile, path: string): Problem[] => {
  if (f.virtualOf === undefined) return []
  const pf = byName.get(f.virtualOf)
  const fits = pf !== undefined && pf.virtualOf === undefined && pf.below === f.below && pf.on === f.on
  return fits && f.type === pf.type && pf.type.endsWith('endpoint')
    ? []
    : [problem(`${path}.virtualOf`, `"${f.virtualOf}"`, 'a physical function: an endpoint of the same type and place')]
}

const placeProblems = (
  file: MachineFile,
  byName: ReadonlyMap<string, FunctionFile>,
  f: FunctionFile,
  path: string,
): Problem[] => {
  if ((f.on === undefined) === (f.below === undefined))
    return [problem(path, f.on === undefined ? 'neither `on` nor `below`' : 'both `on` and `below`', 'one of the two')]
  const virtual = virtualProblems(byName, f, path)
  if (virtual.length > 0) return virtual
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

/** Every bridge opens a bus, and a domain has 256: a longer way up is no machine, nor is a cycle. */
const MOST_BRIDGES = 256

const pathProblems = (file: MachineFile, byName: ReadonlyMap<string, FunctionFile>): Problem[] =>
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
      if (seen.size > MOST_BRIDGES)
        return [
          problem(
            `functions[${index}].below`,
            `more than ${MOST_BRIDGES} bridges above it`,
            'at most 256 buses a domain',
          ),
        ]
    }
    return []
  })

const devfnProblems = (
  { functions }: MachineFile,
  byName: ReadonlyMap<string, FunctionFile>,
  siblings: Siblings,
): Problem[] =>
  functions.flatMap((f, index) => {
    const path = `functions[${index}].at`
    if (f.at !== undefined && !/^[01][0-9a-f]\.[0-7]$/.test(f.at))
      return [problem(path, `"${f.at}"`, 'device and function as dd.f, 00.0 to 1f.7, hexadecimal')]
    const twin = siblings.before(f, (g) => g.at !== undefined && g.at === f.at && g.bus === f.bus)
    if (twin !== undefined) return [problem(path, `${f.at}, as ${twin.name} on the same bus`, 'a devfn of its own')]
    return [...linkProblems(siblings, byName, f, path), ...functionZeroProblems(siblings, f, path)]
  })

/** Software finds a device by its function 0, so every device has one (PCIe 7.3.2 from memory). */
const functionZeroProblems = (siblings: Siblings, f: FunctionFile, path: string): Problem[] => {
  if (f.at === undefined || f.at.endsWith('.0') || f.virtualOf !== undefined) return []
  const zero = `${f.at.slice(0, 2)}.0`
  const found = siblings.of(f).some((g) => (g.at ?? '00.0') === zero)
  return found ? [] : [problem(path, `${f.at} without a function ${zero}`, 'a device with a function 0')]
}

/** A PCIe link has one device at its end, number 0; only a switch's inner bus and a root bus have more. */
const linkProblems = (
  siblings: Siblings,
  byName: ReadonlyMap<string, FunctionFile>,
  f: FunctionFile,
  path: string,
): Problem[] => {
  if (f.below === undefined || f.type === 'switch downstream port' || WIRES.has(byName.get(f.below)!.type)) return []
  const [devfn, accepted] = [f.at ?? '00.0', 'one device a link, number 00, functions 0 to 7: `at: 00.1` adds one']
  if (parseDevfn(devfn) >= 8 && f.virtualOf === undefined)
    return [problem(path, `device ${devfn} at the end of a link`, accepted)]
  const twin = siblings.before(f, (g) => (g.at ?? '00.0') === devfn && g.bus === f.bus)
  return twin === undefined ? [] : [problem(path, `${devfn} below ${f.below}, where ${twin.name} is`, accepted)]
}

const forwardProblems = (file: MachineFile, byName: ReadonlyMap<string, FunctionFile>): Problem[] =>
  (file.forwards ?? []).flatMap((forward, index) =>
    (['from', 'to'] as const).flatMap((end) =>
      forward[end] === 'any' || byName.get(forward[end])?.on !== undefined
        ? []
        : [problem(`forwards[${index}].${end}`, `"${forward[end]}"`, 'a function on a root bus, or any')],
    ),
  )

const interconnectProblems = (file: MachineFile, byName: ReadonlyMap<string, FunctionFile>): Problem[] =>
  (file.interconnects ?? []).flatMap((row, index) =>
    (['from', 'to'] as const).flatMap((end) =>
      byName.get(row[end])?.memory !== undefined
        ? []
        : [problem(`interconnects[${index}].${end}`, `"${row[end]}"`, 'a function with `memory`')],
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
        ...hosts.flatMap(({ domain, bus }, h) => {
          const twin = hosts.findIndex(
            (other, i) => i < h && bus !== undefined && other.bus === bus && (other.domain ?? i) === (domain ?? h),
          )
          return twin < 0
            ? []
            : [problem(`hosts[${h}].bus`, `bus ${bus} of domain ${domain ?? h}, as ${hosts[twin].name}`, 'its own')]
        }),
      ]
