/**
 * What is drawn for a case besides the generator's scenario: limits of segments, virtual functions, ACS that is implemented
 * in part, parameters of the kernel, pools that run dry.
 */
import { ACS_BITS, type AcsBit } from '../../../model/machine/acs.ts'
import { ROOT, type Machine } from '../../../model/machine/columns.ts'
import type { FunctionFile, MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { BAR } from '../../../properties/generate/generate-machine.ts'
import type { Pick } from '../../../properties/generate/pick.ts'
import { SUBSYSTEM, identity, type CaseFile } from './case.ts'

/** Bytes; undefined: as the PCI core has it. */
const SEGMENTS = [undefined, undefined, undefined, 0x1000, 0x2000, 0x3000, 0x20000]
const BOUNDARIES = [undefined, undefined, undefined, 0x1000, 0x2000, 0x4000, 0x10000]

/** Longest segments and boundaries of the devices that map. */
export const withLimits = (pick: Pick, machine: MachineFile): MachineFile => ({
  ...machine,
  functions: machine.functions.map((f) => {
    if (f.bar === undefined) return f
    const maxSegment = pick('longest segment', SEGMENTS)
    const boundary = pick('segment boundary', BOUNDARIES)
    return {
      ...f,
      ...(maxSegment === undefined ? {} : { maxSegment }),
      ...(boundary === undefined ? {} : { boundary }),
    }
  }),
})

/** Perhaps virtual functions of an endpoint that has no other function beside it. */
export const withVirtual = (pick: Pick, machine: MachineFile): MachineFile => {
  const slots = machine.functions.map(({ on, below, at = '00.0' }) => `${on} ${below} ${at.slice(0, 2)}`)
  const alone = machine.functions.filter(
    ({ type }, f) => type.endsWith('endpoint') && slots.filter((slot) => slot === slots[f]).length === 1,
  )
  const physical = pick('physical function', [...Array<undefined>(7), ...alone.slice(0, 1)])
  if (physical === undefined) return machine
  const { name, type, on, below, at = '00.0' } = physical
  const first = pick('first virtual function', [1, 2])
  const virtual = Array.from({ length: pick('virtual functions', [1, 2, 3]) }, (_, i): FunctionFile => {
    const acs = pick('ACS of the virtual function', [undefined, undefined, ['RR'], ['UF']] as const)
    return {
      name: `${name}v${i}`,
      type,
      ...(below === undefined ? { on: on! } : { below }),
      at: `${at.slice(0, 2)}.${first + i}`,
      virtualOf: name,
      bar: { size: BAR },
      ...(acs === undefined ? {} : { acs: [...acs] }),
    }
  })
  return { ...machine, functions: [...machine.functions, ...virtual] }
}

const IMPLEMENTED: readonly (readonly AcsBit[])[] = [
  ACS_BITS,
  ACS_BITS,
  ['SV', 'RR', 'CR', 'UF'],
  ['SV', 'TB', 'RR', 'CR', 'UF', 'DT'],
  ['RR', 'CR'],
  ['EC', 'DT'],
  [],
]

/** Functions with ACS of which some do not implement every bit. */
export const withFewerBits = (pick: Pick, machine: MachineFile): MachineFile => ({
  ...machine,
  functions: machine.functions.map((f) => {
    if (!Array.isArray(f.acs)) return f
    const capability = [...pick('ACS implemented', IMPLEMENTED)]
    return { ...f, acs: { capability, control: f.acs.filter((bit) => capability.includes(bit)) } }
  }),
})

/** A text behind `pci=` that names functions of some of these machines, well or badly. */
export const drawParameter = (pick: Pick, machines: readonly MachineFile[], firstDomain: number): string => {
  const devices = machines.flatMap((machine) => namesOf(layOut(machine), firstDomain))
  const device = (): string => pick('device', [...devices, ...NOBODY])
  const entries = (one: () => string): string =>
    Array.from({ length: pick('entries of the parameter', [1, 2, 3]) }, one).join(';')
  const options = {
    disable_acs_redir: () => `disable_acs_redir=${entries(device)}`,
    config_acs: () => `config_acs=${entries(() => `${flags(pick)}@${device()}`)}`,
    noats: () => 'noats',
  }
  return pick('parameters', PARAMETERS)
    .map((name) => options[name]())
    .join(',')
}

const PARAMETERS = [
  ['disable_acs_redir'],
  ['config_acs'],
  ['config_acs'],
  ['disable_acs_redir', 'config_acs'],
  ['config_acs', 'disable_acs_redir', 'noats'],
  ['noats'],
] as const

/** Of no function, or of all, or no name at all. */
const NOBODY = ['pci:0:0', 'pci:8086:0', 'pci:dead:beef', '10:7f:00.0', 'nonsense', '']

/** From the right SV, TB, RR, CR, UF, EC, DT; more than seven, or another sign, is an error. */
const flags = (pick: Pick): string =>
  pick('flags are odd', [true, false])
    ? pick('flags', ODD_FLAGS)
    : Array.from({ length: 7 }, () => pick('flag', ['0', '1', 'x'])).join('')

const ODD_FLAGS = ['1', 'x0', '1x00x', 'xx0000000', '11111111', '11111111', '011xx11xx', '0q1', '']

/** How functions with ACS, the only ones that matter, can be named: by place, by the way there, and by identity. */
const namesOf = (m: Machine, firstDomain: number): string[] =>
  m.name.flatMap((_, f) => {
    if (m.acsCapability[f] < 0) return []
    const { vendor, device } = firstDomain === 0 ? { vendor: m.vendor[f], device: m.device[f] } : identity(m, f)
    const domain = firstDomain === 0 ? 0 : firstDomain + m.hostDomain[m.host[f]]
    const id = `pci:${hex(vendor)}:${hex(device)}`
    const subsystems = firstDomain === 0 ? [] : [`${id}:${hex(vendor)}:${hex(SUBSYSTEM)}`, `${id}:${hex(vendor)}:1`]
    return [place(m, f, domain), way(m, f, domain), id, ...subsystems]
  })

const hex = (n: number): string => n.toString(16)
const slot = (m: Machine, f: number): string => `${hex(Math.floor(m.devfn[f] / 8)).padStart(2, '0')}.${m.devfn[f] % 8}`
const place = (m: Machine, f: number, domain: number): string =>
  `${hex(domain).padStart(4, '0')}:${hex(m.busNumber[f]).padStart(2, '0')}:${slot(m, f)}`
const way = (m: Machine, f: number, domain: number): string =>
  m.parent[f] === ROOT ? place(m, f, domain) : `${way(m, m.parent[f], domain)}/${slot(m, f)}`

const TAKEN = [0x1000, 0x2000, 0x1234, 0x80000, 0x100000, 0x180000, 0x1ff000, 0x200000, 0x201000, 1, 0]

/** Perhaps a pool that is taken from, given back to, and taken from again. */
export const poolsOf = (pick: Pick, { functions }: MachineFile): Pick1<CaseFile, 'pools'> => {
  if (!pick('pool', [true, false, false, false])) return {}
  const provider = pick(
    'provider of the pool',
    functions.filter(({ bar }) => bar !== undefined),
  )
  const length = pick('pieces', [4, 8, 12])
  const pieces = Array.from({ length }, (_, i) =>
    i > 0 && pick('give', [true, false, false])
      ? {
          give: pick(
            'what is given back',
            Array.from({ length: i }, (__, before) => before),
          ),
        }
      : { take: pick('bytes taken', TAKEN) },
  )
  return { pools: [{ provider: provider.name, pieces }] }
}

/** One field, perhaps left out. */
type Pick1<T, K extends keyof T> = { [P in K]?: T[P] }
