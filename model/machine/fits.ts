/**
 * Fields that only some types of function have, and values that contradict each other, refused with path
 * and reason: a setting that nothing reads would look as if it did something.
 */
import { PAGE, hex, overlaps } from '../address.ts'
import { problem, type Problem } from '../problem.ts'
import type { AcsBit } from './acs.ts'
import type { FunctionFile, FunctionType, MachineFile } from './file.ts'
import { WIRES } from './numbers.ts'
import { hostsOfSenders, senderProblems } from './senders.ts'
import type { Siblings } from './siblings.ts'

const DOWNWARD = ['root port', 'switch downstream port'] as const
const BRIDGES = [...DOWNWARD, 'switch upstream port', 'PCIe to PCI bridge', 'PCI bridge'] as const
/** What may use memory: neither a bridge nor an event collector. */
export const NO_BRIDGE: readonly FunctionType[] = ['endpoint', 'root complex integrated endpoint', 'conventional']

/** Which types a field means something for; every field that is not here, for all. */
const ONLY_ON: readonly (readonly [field: keyof FunctionFile, types: readonly FunctionType[]])[] = [
  ['window', BRIDGES],
  ['otherWindows', BRIDGES],
  ['buses', BRIDGES],
  ['linkUp', DOWNWARD],
  ['enhancedAcs', DOWNWARD],
  ['portBarRequests', DOWNWARD],
  ['portNumber', DOWNWARD],
  ['decodesVirtual', ['endpoint', 'root complex integrated endpoint']],
  ['addressBits', NO_BRIDGE],
  ['rmrr', NO_BRIDGE],
  ['ats', ['endpoint', 'root complex integrated endpoint']],
]

const isBridge = ({ type }: FunctionFile): boolean => (BRIDGES as readonly FunctionType[]).includes(type)

/** What a part may do without an ACS capability (PA-3). */
const WITHOUT_CAPABILITY: readonly AcsBit[] = ['SV', 'RR', 'CR', 'UF']

export const fitProblems = (
  { functions }: MachineFile,
  byName: ReadonlyMap<string, FunctionFile>,
  siblings: Siblings,
): Problem[] => {
  const senders = hostsOfSenders(functions, byName)
  return functions.flatMap((f, index) => {
    const path = `functions[${index}]`
    return [
      ...strayFields(f, path),
      ...acsProblems(f, path),
      ...virtualProblems(functions, f, path),
      ...payloadProblems(f, path),
      ...rmrrProblems(functions, f, path),
      ...senderProblems(f, byName, senders, isBridge(f), path),
      ...portNumberProblems(siblings, f, `${path}.portNumber`),
      ...shownProblems(f, `${path}.memory.shown`),
      ...cmbProblems(f, path),
    ]
  })
}

const strayFields = (f: FunctionFile, path: string): Problem[] =>
  ONLY_ON.flatMap(([field, types]) =>
    f[field] === undefined || types.includes(f.type)
      ? []
      : [problem(`${path}.${field}`, `it on a ${f.type}`, `it on a ${types.join(' or ')} only`)],
  )

/** A controller memory buffer is of a device, and is the BAR that lists and pools are about. */
const cmbProblems = ({ type, bar, otherBars = [] }: FunctionFile, path: string): Problem[] => [
  ...(bar?.cmb === undefined || NO_BRIDGE.includes(type)
    ? []
    : [problem(`${path}.bar.cmb`, `it on a ${type}`, `it on a ${NO_BRIDGE.join(' or ')} only`)]),
  ...otherBars.flatMap(({ cmb }, i) =>
    cmb === undefined ? [] : [problem(`${path}.otherBars[${i}].cmb`, 'it on another BAR', 'it on `bar` only')],
  ),
]

/** Memory that the CPU reaches has addresses of its own; what a BAR shows is a page of it each. */
const shownProblems = ({ bar, memory }: FunctionFile, path: string): Problem[] => {
  if (memory?.shown === undefined) return []
  if (memory.type !== undefined && memory.type !== 'private')
    return [problem(path, `it on ${memory.type} memory`, 'it on private memory only')]
  const most = Math.min(memory.pages, Math.floor((bar?.size ?? 0) / PAGE))
  if (memory.shown <= most) return []
  const accepted = most === 0 ? 'it on a function with a `bar`' : `at most ${most}: pages of its memory, and of its BAR`
  return [problem(path, `${memory.shown} of ${memory.pages} pages`, accepted)]
}

const acsProblems = (f: FunctionFile, path: string): Problem[] => {
  // No ACS on a conventional bus, nor for it (RT-24, HW-AC-6).
  if (WIRES.has(f.type) && (f.acs ?? f.implicitAcs) !== undefined)
    return [problem(`${path}.acs`, `ACS of a ${f.type}`, 'none: such a bridge has no ACS')]
  const stray = f.implicitAcs?.find((bit) => !WITHOUT_CAPABILITY.includes(bit))
  if (stray !== undefined) return [problem(`${path}.implicitAcs`, stray, `some of ${WITHOUT_CAPABILITY.join(', ')}`)]
  if (f.implicitAcs !== undefined && f.acs !== undefined)
    return [problem(`${path}.implicitAcs`, '`acs` and `implicitAcs`', 'one of the two: only without a capability')]
  return f.enhancedAcs !== undefined && f.portBarRequests !== undefined
    ? [problem(`${path}.portBarRequests`, '`enhancedAcs` and `portBarRequests`', 'one of the two')]
    : []
}

/** RT-6: one bit of the physical function, and one size, for all its virtual functions. */
const virtualProblems = (functions: readonly FunctionFile[], f: FunctionFile, path: string): Problem[] => {
  if (f.virtualOf === undefined)
    return f.bus === undefined
      ? []
      : [problem(`${path}.bus`, 'it on a function that is no virtual one', 'no bus: it is on that of the bridge above')]
  if ((f.decodes ?? f.decodesVirtual) !== undefined)
    return [
      problem(`${path}.decodes`, 'it on a virtual function', `\`decodesVirtual\` of ${f.virtualOf}, for all at once`),
    ]
  const first = functions.find(({ virtualOf }) => virtualOf === f.virtualOf)!
  return f.bar?.size === first.bar?.size
    ? []
    : [
        problem(
          `${path}.bar`,
          `${f.bar?.size ?? 'none'}`,
          `the size that ${first.name} has, ${first.bar?.size ?? 'none'}`,
        ),
      ]
}

/** What two functions share they share as a whole: a domain has one row for it. */
const rmrrProblems = (functions: readonly FunctionFile[], { rmrr = [] }: FunctionFile, path: string): Problem[] => {
  if (rmrr.length === 0) return []
  const others = functions.flatMap((f) => f.rmrr ?? [])
  return rmrr.flatMap((one, i) => {
    const at = `${path}.rmrr[${i}]`
    const said = `${hex(one.base)}+${hex(one.size)}`
    if (one.size === 0 || one.base % PAGE !== 0 || one.size % PAGE !== 0)
      return [problem(at, said, `whole pages of ${PAGE} bytes, one at least`)]
    const half = others.find(
      (other) =>
        overlaps(one.base, one.size, other.base, other.size) && !(other.base === one.base && other.size === one.size),
    )
    return half === undefined
      ? []
      : [
          problem(
            at,
            `${said}, which meets ${hex(half.base)}+${hex(half.size)}`,
            'the same range, or one that does not meet it',
          ),
        ]
  })
}

const payloadProblems = ({ maxPayload }: FunctionFile, path: string): Problem[] =>
  maxPayload === undefined || (maxPayload >= 128 && maxPayload <= 4096 && Number.isInteger(Math.log2(maxPayload)))
    ? []
    : [problem(`${path}.maxPayload`, String(maxPayload), '128, 256, 512, 1024, 2048 or 4096 bytes')]

/** Two ports of one switch with one number would leave open which of them a vector means. */
const portNumberProblems = (siblings: Siblings, f: FunctionFile, path: string): Problem[] => {
  const { portNumber } = f
  if (portNumber === undefined) return []
  const twin = siblings.before(f, (g) => g.portNumber === portNumber)
  return twin === undefined ? [] : [problem(path, `${portNumber}, as ${twin.name}`, 'a number of its own')]
}
