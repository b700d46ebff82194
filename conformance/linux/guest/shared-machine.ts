/**
 * Machines of QEMU's own devices on which functions share: several functions of a device, root ports that are one device,
 * switches, and conventional PCI behind a bridge, before an IOMMU that translates strictly, lazily, or passes through.
 */
import type { Choose } from '../../../model/choose.ts'
import { isTranslating, type Iommu } from '../../../model/machine/domain.ts'
import type { FunctionFile, MachineFile } from '../../../model/machine/file.ts'
import { BAR } from '../../../properties/generate/generate-machine.ts'
import { picking, type Pick } from '../../../properties/generate/pick.ts'
import {
  AMD_IOMMU,
  HOST_BRIDGE,
  IVSHMEM,
  PCIE_PCI_BRIDGE,
  PCI_BRIDGE,
  ROOT_PORT,
  ROOT_PORT_ACS,
  conventional,
} from './qemu-machine.ts'

const CPUS = [
  { vendor: 'AMD', family: 0x17 },
  { vendor: 'Intel', family: 6 },
] as const
/** Linux uses no flush queue before the AMD IOMMU of QEMU (`IOMMU_CAP_NPCACHE`). */
const BEFORE_AMD = ['translating', 'translating', 'translating', 'passthrough'] as const
const BEFORE_INTEL = ['translating', 'translating lazily', 'translating lazily', 'translating', 'passthrough'] as const

/** As many as QEMU's Intel IOMMU translates; its AMD one translates more than the model has numbers for. */
const BITS = 39

export const generateSharedMachine = (choose: Choose): MachineFile => {
  const pick = picking(choose)
  const cpu = pick('CPU', CPUS)
  const amd = pick('whose IOMMU', [false, false, true])
  const iommu: Iommu = pick('IOMMU', amd ? BEFORE_AMD : BEFORE_INTEL)
  return {
    cpu,
    hosts: [{ name: 'hb0', iommu }],
    functions: [
      conventional('mch', '00.0', HOST_BRIDGE),
      // Linux puts the IOMMU's own function into no group.
      ...(amd ? [{ ...conventional('amdvi', '01.0', AMD_IOMMU), iommu: 'off' as const }] : []),
      ...named(behindPorts(pick)).map((f) =>
        f.bar === undefined || !isTranslating(iommu) ? f : { ...f, dmaBits: BITS },
      ),
      conventional('lpc', '1f.0', '8086:2918'),
      conventional('sata', '1f.2', '8086:2922'),
      conventional('smbus', '1f.3', '8086:2930'),
    ],
  }
}

/** Bridges have a name; devices get theirs, in their order. */
type Unnamed = Omit<FunctionFile, 'name'> & { readonly name?: string }

const named = (functions: readonly Unnamed[]): FunctionFile[] => {
  const letters = 'ABCDEFGHIJKL'.split('')
  return functions.map((f) => ({ ...f, name: f.name ?? letters.shift()! }))
}

/** Two or three root ports, one after the other or as one device, and what is behind each. */
const behindPorts = (pick: Pick): Unnamed[] => {
  const isOneDevice = pick('root ports are one device', [false, false, true])
  return Array.from({ length: pick('root ports', [2, 2, 3]) }, (_, i) => {
    const acs = pick('ACS of the root port', [true, true, false])
    const name = `rp${i}`
    const port: Unnamed = { name, type: 'root port', on: 'hb0', at: isOneDevice ? `10.${i}` : `1${i}.0`, id: ROOT_PORT }
    return [
      { ...port, ...(acs ? { acs: { capability: [...ROOT_PORT_ACS], control: [] } } : {}) },
      ...pick('behind the root port', [oneDevice, oneDevice, aSwitch, conventionalPci, conventionalPci])(pick, name),
    ]
  }).flat()
}

const device = (below: string, at: string): Unnamed => ({
  type: 'conventional',
  below,
  at,
  id: IVSHMEM,
  bar: { size: BAR },
})

const oneDevice = (pick: Pick, below: string): Unnamed[] =>
  (pick('functions', [1, 2]) === 1 ? ['00.0'] : ['00.0', '00.1']).map((at) => device(below, at))

const aSwitch = (pick: Pick, below: string): Unnamed[] => {
  const up = `up${below}`
  return [
    { name: up, type: 'switch upstream port', below, at: '00.0', id: '104c:8232' },
    ...['00.0', '01.0'].flatMap((at): Unnamed[] => {
      const name = `d${at[1]}${below}`
      const port: Unnamed = { name, type: 'switch downstream port', below: up, at, id: '104c:8233' }
      return [port, ...pick('behind the switch', [oneDevice, oneDevice, conventionalPci])(pick, name)]
    }),
  ]
}

/** A bridge, one or two devices on its bus, perhaps another bridge with one more. */
const conventionalPci = (pick: Pick, below: string): Unnamed[] => {
  const bridge = `pb${below}`
  const other = `cb${below}`
  const slots = pick('devices on the conventional bus', [['01.0'], ['01.0', '02.0']] as const)
  const isDeep = pick('a bridge behind the bridge', [false, true])
  return [
    { name: bridge, type: 'PCIe to PCI bridge', below, at: '00.0', id: PCIE_PCI_BRIDGE },
    ...slots.map((at) => device(bridge, at)),
    ...(isDeep
      ? [{ name: other, type: 'PCI bridge' as const, below: bridge, at: '05.0', id: PCI_BRIDGE }, device(other, '03.0')]
      : []),
  ]
}
