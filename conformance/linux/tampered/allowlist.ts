/** Wrong beliefs in host bridges: `cpu_supports_p2pdma` and `host_bridge_whitelist`, `drivers/pci/p2pdma.c`. */
import { parts } from '../../../model/designs/releases/linux-6.12.ts'
import type { Parts } from '../../../model/kernel/parts.ts'
import { cpuSupportsP2pdma, hostBridgeListed } from '../../../model/kernel/pci/allowlist.ts'
import { KIND, ROOT, type Machine } from '../../../model/machine/columns.ts'
import { breaks, type Wrong, type Wrongs } from './make.ts'

/** The right belief about another machine. */
const told = (change: (m: Machine) => Partial<Machine>): Partial<Parts> => ({
  bridgesForward: (m, p, c) => parts.bridgesForward({ ...m, ...change(m) }, p, c),
})

const firstOn = (m: Machine, host: number): number =>
  m.parent
    .flatMap((p, f) => (p === ROOT && m.host[f] === host ? [f] : []))
    .reduce((first, f) => (first < 0 || m.devfn[f] < m.devfn[first] ? f : first), -1)

/** The first device of the root bus is neither 00.0 nor a root port. */
const hasNoRootDevice = (m: Machine, host: number): boolean => {
  const first = firstOn(m, host)
  return first < 0 || (m.devfn[first] !== 0 && m.kind[first] !== KIND.rootPort)
}

const INTEL = 0x8086
/** Device ids of the list. */
export const LISTED = [0x3c00, 0x3c01, 0x2f00, 0x2f01, 0x2030, 0x2031, 0x2032, 0x2033, 0x2020, 0x09a2] as const

const isNotListed = (id: number): [string, Wrong] => [
  `8086:${id.toString(16).padStart(4, '0')} is not on the list`,
  breaks(
    'MT-9',
    told((m) => ({ device: m.device.map((device) => (device === id ? 0 : device)) })),
  ),
]

export const ALLOWLIST: Wrongs = {
  'no CPU is enough': breaks(
    'MT-6',
    told(() => ({ cpuFamily: 0 })),
  ),
  'every AMD is a Zen': breaks(
    'MT-6',
    told(() => ({ cpuFamily: 0x17 })),
  ),
  'Hygon is a Zen': breaks(
    'MT-6',
    told((m) => (m.cpuVendor === 'Hygon' ? { cpuVendor: 'AMD' } : {})),
  ),
  'Zen ends with family 0x17': breaks(
    'MT-6',
    told((m) => (m.cpuFamily > 0x17 ? { cpuFamily: 0 } : {})),
  ),
  'a Zen forwards within one host bridge only': breaks('MT-6', {
    bridgesForward: (m, p, c) => (p === c || !cpuSupportsP2pdma(m)) && parts.bridgesForward(m, p, c),
  }),
  'the same-bridge flag is ignored': breaks('MT-7 MT-9', {
    bridgesForward: (m, p, c) => parts.bridgesForward(m, p, p) && parts.bridgesForward(m, c, c),
  }),
  'two host bridges never forward to each other': breaks('MT-7', {
    bridgesForward: (m, p, c) => p === c && parts.bridgesForward(m, p, c),
  }),
  'only the provider has to be below a listed one': breaks('MT-7', {
    bridgesForward: (m, p, c) => parts.bridgesForward(m, p, c) || hostBridgeListed(m, p, false),
  }),
  'only the client has to be below a listed one': breaks('MT-7', {
    bridgesForward: (m, p, c) => parts.bridgesForward(m, p, c) || hostBridgeListed(m, c, false),
  }),
  'no root device is as good as a listed one': breaks('MT-8', {
    bridgesForward: (m, p, c) => parts.bridgesForward(m, p, c) || (hasNoRootDevice(m, p) && hasNoRootDevice(m, c)),
  }),
  'a root port is no root device': breaks(
    'MT-8',
    told((m) => ({ kind: m.kind.map((kind) => (kind === KIND.rootPort ? KIND.conventional : kind)) })),
  ),
  'whatever comes first is the root device': breaks(
    'MT-8',
    told((m) => ({ kind: m.kind.map(() => KIND.rootPort) })),
  ),
  'whose device it is does not matter': breaks(
    'MT-8',
    told((m) => ({ vendor: m.vendor.map(() => INTEL) })),
  ),
  ...Object.fromEntries(LISTED.map(isNotListed)),
}
