/**
 * The canonical form of a scenario: what is left when names, and the order of siblings that nothing tells apart,
 * are forgotten. Two scenarios with one form are one question, and the exhaustive driver asks it once.
 *
 * 1. `canonical(canonical(s)) = canonical(s)`
 * 2. `canonical(renamed(s)) = canonical(s)`, and of rows in another order, unless `orderMatters(s)`
 * 3. every design breaks the same rules in `canonical(s)` as in `s`
 *
 * A test is named after each law (canonical.test.ts).
 */
import { PAGE } from '../../model/address.ts'
import type { SegmentFile } from '../../model/operations/memory.ts'
import type { Rename } from '../../model/operations/roles.ts'
import type { FunctionFile, HostFile, MachineFile } from '../../model/machine/file.ts'
import { FIRST_WINDOW } from '../../model/machine/windows.ts'
import { type ScenarioFile } from '../../model/scenario/file.ts'
import { kindOf, nameOf, operationOf, renamed, saidAs } from '../../model/operations/steps.ts'
import type { StepFile } from '../../model/operations/index.ts'

/**
 * Whether siblings are told apart by their place: by a port number in an Egress Control Vector, by a list that ends
 * where the next BAR begins, by RAM up to the first BAR, by a bus offset so small that one BAR's bus address is its neighbour's CPU address. Rows
 * then keep their order, and only names are forgotten. Host bridges always do: their windows lie one after another.
 */
export const orderMatters = ({ machine, steps }: ScenarioFile): boolean =>
  machine.hosts.some(({ offset = 0 }) => offset !== 0 && Math.abs(offset) < FAR) ||
  machine.ram?.some(({ base, size }) => base + size === FIRST_WINDOW) === true ||
  machine.functions.some(({ acs, virtualOf }) => virtualOf !== undefined || (acs !== undefined && 'egress' in acs)) ||
  steps.some((step) => saidAs(step, 'list').some((list: SegmentFile[]) => list.some((s) => reachesEnd(machine, s))))

/** Bytes; no host bridge of a machine that we make has so many in BARs. */
const FAR = 0x10000000

const reachesEnd = ({ functions }: MachineFile, s: SegmentFile): boolean => {
  if (!('bar' in s)) return false
  const { bar, offset = 0, length = PAGE } = s
  return offset + length >= (functions.find(({ name }) => name === bar)?.bar?.size ?? 0)
}

/** @param ordered whether rows keep their order */
export const canonical = (file: ScenarioFile, ordered = orderMatters(file)): ScenarioFile => {
  const { machine, steps } = file
  const { names, renamed: rows } = ordered ? renamedMachine(machine) : renamedMachine(machine, mentionsIn(file))
  const mappings = new Map(
    steps.flatMap((step) => nameOf(step) ?? []).map((name, i) => [name, i === 0 ? 'm' : `m${i}`]),
  )
  const name: Rename = (known, space) => (space === 'machine' ? names : mappings).get(known) ?? known
  return { machine: rows, steps: inOrder(steps.map((step) => renamed(step, name))) }
}

/** A machine with its rows in order and its names forgotten, and what each name became. */
interface Renamed {
  readonly names: ReadonlyMap<string, string>
  readonly renamed: MachineFile
}

/** @param mentions left out: rows keep their order */
const renamedMachine = (machine: MachineFile, mentions?: (name: string) => string): Renamed => {
  const said = mentions === undefined ? 'as written' : machine.functions.map((f) => mentions(f.name)).join('\n')
  if (last.machine !== machine) last = { machine, known: new Map() }
  const known = last.known.get(said)
  if (known !== undefined) return known
  const order = mentions === undefined ? asWritten(machine) : sorted(machine, mentions)
  const names = namesFor(order, machine)
  const name: Rename = (one) => names.get(one) ?? one
  const found = {
    names,
    renamed: {
      ...machine,
      hosts: order.hosts.map((host) => ({ ...host, name: name(host.name, 'machine') })),
      functions: order.functions.map((f) => renamedRow(f, name)),
      ...(machine.devices === undefined ? {} : { devices: machine.devices.map((d) => renamedRow(d, name)) }),
      ...(machine.forwards === undefined ? {} : { forwards: machine.forwards.map((row) => renamedIn(row, name)) }),
      ...(machine.interconnects === undefined
        ? {}
        : { interconnects: machine.interconnects.map((row) => renamedIn(row, name)) }),
    },
  }
  last.known.set(said, found)
  return found
}
/** Of the last machine, by what is said of its functions: a scope does thousands of things on one machine, and comes to it once. */
let last: { readonly machine: MachineFile | undefined; readonly known: Map<string, Renamed> } = {
  machine: undefined,
  known: new Map(),
}

/** Keys of the machine whose value is the name of a function or a host bridge. */
const NAMING = new Set('on below childOf virtualOf from to'.split(' '))

/** A row of the machine with every name in it replaced, but its own. */
const renamedIn = <T extends object>(row: T, name: Rename): T =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      NAMING.has(key) && typeof value === 'string' ? name(value, 'machine') : value,
    ]),
  ) as T

const renamedRow = <T extends { readonly name: string }>(row: T, name: Rename): T => ({
  ...renamedIn(row, name),
  name: name(row.name, 'machine'),
})

/** The rows of a machine in some order. */
interface Order {
  readonly hosts: readonly HostFile[]
  readonly functions: readonly FunctionFile[]
}

const asWritten = ({ hosts, functions }: MachineFile): Order => ({ hosts, functions })

/** Parents before children, siblings by what can be said of them without a name. */
const sorted = (machine: MachineFile, mentions: (name: string) => string): Order => {
  const codeOf = (f: FunctionFile): string => JSON.stringify([facts(f), mentions(f.name), codesBelow(f)])
  const codes = new Map<FunctionFile, string>()
  const code = (f: FunctionFile): string => {
    const known = codes.get(f) ?? codeOf(f)
    codes.set(f, known)
    return known
  }
  const codesBelow = (f: FunctionFile): string[] => byCode(childrenOf(machine, 'below', f.name)).map(code)
  const byCode = (siblings: readonly FunctionFile[]): FunctionFile[] =>
    devicesOf(siblings, code).flatMap((device) => device)
  const within = (f: FunctionFile): FunctionFile[] => [
    f,
    ...byCode(childrenOf(machine, 'below', f.name)).flatMap(within),
  ]
  const roots = (h: HostFile): FunctionFile[] => byCode(childrenOf(machine, 'on', h.name))
  return { hosts: machine.hosts, functions: machine.hosts.flatMap(roots).flatMap(within) }
}

const childrenOf = ({ functions }: MachineFile, key: 'on' | 'below', parent: string): FunctionFile[] =>
  functions.filter((f) => f[key] === parent)

/**
 * The functions of one device stay together, by function number; devices are sorted, and those of a root bus that were
 * given a number get one anew.
 */
const devicesOf = (siblings: readonly FunctionFile[], code: (f: FunctionFile) => string): FunctionFile[][] => {
  const numbers = [...new Set(siblings.map(deviceNumber))]
  const devices = numbers
    .map((number) =>
      siblings.filter((f) => deviceNumber(f) === number).toSorted((a, b) => compare(a.at ?? '', b.at ?? '')),
    )
    .flatMap((device) => (device[0].at === undefined ? device.map((f) => [f]) : [device]))
    .toSorted((a, b) => compare(a.map(code).join(), b.map(code).join()))
  let next = FIRST_DEVICE
  return devices.map((device) =>
    device[0].at === undefined || device[0].on === undefined ? device : renumbered(device, (next++).toString(16)),
  )
}

/** Device numbers from here on are free on a root bus: ports without one take the lowest (model/machine/numbers.ts). */
const FIRST_DEVICE = 0x10

const deviceNumber = ({ at }: FunctionFile): string | undefined => at?.split('.')[0]

const renumbered = (device: readonly FunctionFile[], number: string): FunctionFile[] =>
  device.map((f) => ({ ...f, at: `${number}.${f.at!.split('.')[1]}` }))

/** What a function is, wherever it sits and whatever it is called; the same for all that is done on its machine. */
const facts = (f: FunctionFile): unknown => {
  const known = factsOf.get(f)
  if (known !== undefined) return known
  const said = Object.entries(f)
    .filter(([key]) => !PLACING.has(key))
    .toSorted(([a], [b]) => compare(a, b))
  const found = [f.at?.split('.')[1], said]
  factsOf.set(f, found)
  return found
}
const factsOf = new WeakMap<FunctionFile, unknown>()
const PLACING = new Set(['name', 'on', 'below', 'at'])

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Names by place. */
const namesFor = ({ hosts, functions }: Order, { devices = [] }: MachineFile): Map<string, string> => {
  const ports = functions.filter(({ type }) => PREFIX[type] !== undefined)
  const others = functions.filter((f) => !ports.includes(f))
  return new Map([
    ...hosts.map(({ name }, h) => [name, `hb${h}`] as const),
    ...ports.map((f) => [f.name, `${PREFIX[f.type]}${functions.indexOf(f)}`] as const),
    ...others.map(({ name }, i) => [name, letter('A', i)] as const),
    ...devices.map(({ name }, i) => [name, letter('V', i)] as const),
  ])
}

const PREFIX: Partial<Record<FunctionFile['type'], string>> = {
  'root port': 'rp',
  'switch upstream port': 'up',
  'switch downstream port': 'dp',
  'PCIe to PCI bridge': 'br',
  'PCI bridge': 'cb',
}

/** `A`, `B`, ..; five of each kind are enough for letters. */
const letter = (first: string, i: number): string =>
  i < 5 ? String.fromCodePoint(first.codePointAt(0)! + i) : `${first}${i}`

/** Where a name is spoken of. Of steps in a row that do the same to several providers only which row it is. */
const mentionsIn = ({ machine, steps }: ScenarioFile): ((name: string) => string) => {
  const found = new Map<string, string[]>()
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string') found.set(value, [...(found.get(value) ?? []), path])
    else if (typeof value === 'object' && value !== null)
      for (const [key, below] of Object.entries(value)) walk(below, `${path} ${key}`)
  }
  walk([machine.devices, machine.forwards, machine.interconnects ?? []], '')
  steps.forEach((step, i) => walk(step, `${rowOf(steps, i)}`))
  return (name) => (found.get(name) ?? []).toSorted(compare).join()
}

/** The first of the steps in a row that, like this one, may stand in any order. */
const rowOf = (steps: readonly StepFile[], i: number): number => {
  const isOfRow = i > 0 && operationOf(steps[i]).anyOrder && kindOf(steps[i]) === kindOf(steps[i - 1])
  return isOfRow ? rowOf(steps, i - 1) : i
}

const inOrder = (steps: readonly StepFile[]): StepFile[] =>
  steps
    .map((step, i) => ({ step, row: rowOf(steps, i) }))
    .toSorted((a, b) => a.row - b.row || compare(JSON.stringify(a.step), JSON.stringify(b.step)))
    .map(({ step }) => step)
