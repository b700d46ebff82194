/**
 * Machines of QEMU's own devices, which an IOMMU does see: q35 with root ports, switches and ivshmem devices, each
 * with a BAR. A machine whose first function is q35's host bridge is one.
 *
 * QEMU decides what these functions are like: IDs, types, and ACS only at root ports, where Linux turns it on if there is
 * an IOMMU (`pci_enable_acs`).
 */
import type { Choose } from '../../../model/choose.ts'
import type { AcsBit } from '../../../model/machine/acs.ts'
import type { FunctionFile, MachineFile } from '../../../model/machine/file.ts'
import { BAR } from '../../../properties/generate/generate-machine.ts'
import { picking, type Pick } from '../../../properties/generate/pick.ts'

export const HOST_BRIDGE = '8086:29c0'
export const AMD_IOMMU = '1022:1419'
export const ROOT_PORT = '1b36:000c'
export const IVSHMEM = '1af4:1110'
/** The BAR of an ivshmem that is its memory. */
export const IVSHMEM_BAR = 2
const INTEL = 'intel-iommu,intremap=off'
/** What QEMU's root ports implement; firmware switches nothing on. */
export const ROOT_PORT_ACS: readonly AcsBit[] = ['SV', 'TB', 'RR', 'CR', 'UF', 'DT']

/** Functions of which QEMU has a kind, by the kinds of IDs that they have there. */
export const PCIE_PCI_BRIDGE = '1b36:000e'
export const PCI_BRIDGE = '1b36:0001'

export const isQemuMachine = ({ functions: [first] }: MachineFile): boolean =>
  first?.type === 'conventional' && first.at === '00.0' && first.id === HOST_BRIDGE

export const conventional = (name: string, at: string, id: string): FunctionFile => ({
  name,
  type: 'conventional',
  on: 'hb0',
  at,
  id,
})

/** A machine of up to three root ports, a switch, and two to four devices. */
export const generateQemuMachine = (choose: Choose): MachineFile => {
  const pick = picking(choose)
  const cpu = pick('CPU', [
    { vendor: 'AMD', family: 15 },
    { vendor: 'AMD', family: 0x17 },
    { vendor: 'Intel', family: 6 },
  ] as const)
  const iommu = pick('IOMMU', ['off', 'passthrough', 'translating', 'translating', 'translating'] as const)
  const amd = cpu.vendor === 'AMD' && iommu !== 'off' && pick('whose IOMMU', [true, false])
  const places = placesOf(pick)
  return {
    cpu,
    hosts: [{ name: 'hb0', ...(iommu === 'off' ? {} : { iommu }) }],
    functions: [
      conventional('mch', '00.0', HOST_BRIDGE),
      ...(amd ? [conventional('amdvi', '01.0', AMD_IOMMU)] : []),
      ...places.ports,
      ...devicesAt(pick, places.free),
      conventional('lpc', '1f.0', '8086:2918'),
      conventional('sata', '1f.2', '8086:2922'),
      conventional('smbus', '1f.3', '8086:2930'),
    ],
  }
}

const placesOf = (pick: Pick): { ports: FunctionFile[]; free: string[] } => {
  const ports: FunctionFile[] = []
  const free: string[] = []
  const count = pick('root ports', [1, 2, 3])
  for (let i = 0; i < count; i++) {
    const has = pick('ACS of the root port', [true, true, false])
    const acs = { acs: { capability: [...ROOT_PORT_ACS], control: [] } }
    const at = `1${i}.0`
    ports.push({ name: `rp${i}`, type: 'root port', on: 'hb0', at, id: ROOT_PORT, ...(has ? acs : {}) })
    if (i > 0 || !pick('switch', [true, false])) {
      free.push(`rp${i}`)
      continue
    }
    ports.push({ name: 'up', type: 'switch upstream port', below: 'rp0', at: '00.0', id: '104c:8232' })
    for (const at of ['00.0', '01.0']) {
      ports.push({ name: `dp${at[1]}`, type: 'switch downstream port', below: 'up', at, id: '104c:8233' })
      free.push(`dp${at[1]}`)
    }
  }
  return { ports, free }
}

/** One device at each free port, perhaps with a second function. */
const devicesAt = (pick: Pick, free: readonly string[]): FunctionFile[] =>
  free
    .flatMap((below) =>
      (pick('functions', [1, 1, 2]) === 1 ? ['00.0'] : ['00.0', '00.1']).map((at): Omit<FunctionFile, 'name'> => {
        const quality = pick('quality', [{}, {}, {}, { dmaBits: 32 }, { untrusted: true }])
        return { type: 'conventional', below, at, id: IVSHMEM, bar: { size: BAR }, ...quality }
      }),
    )
    .map((f, i) => ({ name: 'ABCDEFGH'[i], ...f }))

/** How a guest is booted besides what its machine says; what is left out is as the kernel has it by default. */
export interface Booted {
  /** Behind `pci=`. */
  readonly pci?: string
  /** Whether a guest of made-up functions has an IOMMU, though it sees none of them: Linux asks for ACS everywhere. */
  readonly requestsAcs?: boolean
  /** `iommu.strict=` */
  readonly strict?: boolean
}

/** What QEMU is told beyond its usual arguments; the devices in the order of the file. */
export const qemuArguments = (machine: MachineFile, { requestsAcs = false }: Booted = {}): string[] => {
  if (!isQemuMachine(machine)) return requestsAcs ? ['-device', INTEL] : []
  const iommu = machine.hosts[0].iommu ?? 'off'
  const amd = machine.functions.some(({ id }) => id === AMD_IOMMU)
  const front = iommu === 'off' ? [] : ['-device', amd ? 'amd-iommu,intremap=off' : INTEL]
  return [...front, ...machine.functions.flatMap(deviceArguments)]
}

const deviceArguments = (f: FunctionFile, index: number): string[] => {
  const at = `addr=${f.at},multifunction=on`
  switch (f.type) {
    case 'root port':
      return [
        '-device',
        `pcie-root-port,id=${f.name},chassis=${index},slot=${index},${at},disable-acs=${f.acs === undefined}`,
      ]
    case 'PCIe to PCI bridge':
      return ['-device', `pcie-pci-bridge,id=${f.name},bus=${f.below},addr=${f.at}`]
    case 'PCI bridge':
      return ['-device', `pci-bridge,id=${f.name},bus=${f.below},chassis_nr=${index},addr=${f.at},shpc=off`]
    case 'switch upstream port':
      return ['-device', `x3130-upstream,id=${f.name},bus=${f.below},addr=${f.at}`]
    case 'switch downstream port':
      return ['-device', `xio3130-downstream,id=${f.name},bus=${f.below},chassis=${index},slot=${index},addr=${f.at}`]
    default:
      if (f.bar === undefined) return []
      return [
        ...backing(f.name, f.bar.size),
        '-device',
        `ivshmem-plain,id=${f.name},memdev=m${f.name},bus=${f.below},${at}`,
      ]
  }
}

/** Memory for the BAR of an ivshmem. */
const backing = (name: string, size: number): string[] => [
  '-object',
  `memory-backend-ram,id=m${name},size=${size},share=on`,
]

/** What the guest's kernel is told. It has bounce buffers only if it is told so: its RAM ends below 4 GiB. */
export const kernelArguments = (machine: MachineFile, { pci, requestsAcs = false, strict }: Booted = {}): string => {
  const iommu = isQemuMachine(machine) ? (machine.hosts[0].iommu ?? 'off') : requestsAcs ? 'passthrough' : 'off'
  const bounces = iommu === 'translating' && machine.functions.some(({ untrusted }) => untrusted)
  return [
    ...(iommu === 'off' ? [] : ['intel_iommu=on']),
    ...(iommu === 'passthrough' ? ['iommu=pt'] : []),
    ...(bounces ? ['iommu=soft'] : []),
    ...(strict === undefined ? [] : [`iommu.strict=${Number(strict)}`]),
    ...(pci === undefined ? [] : [`pci=${pci}`]),
  ].join(' ')
}
