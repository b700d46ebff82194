/**
 * What the fields of a machine mean, but for those of its functions (function-meaning.ts).
 */
import type * as t from 'io-ts'
import type {
  ForwardFile,
  HostFile,
  MachineFile,
  cpuFile,
  deviceFile,
  inboundRange,
  interconnectFile,
  listedFile,
  ramFile,
  range,
} from './file.ts'
import { DEFAULT_RAM } from './layout.ts'
import type { Meanings } from './meaning.ts'

export const MACHINE: Meanings<MachineFile> = {
  cpu: {
    says: 'The CPU. Linux 6.12 believes that every host bridge of an AMD CPU forwards peer traffic, from family 0x17 on.',
    leftOut: 'an Intel CPU, of which Linux does not believe this',
    otherwise: { vendor: 'Intel', family: 6 },
    example: { vendor: 'AMD', family: 0x19 },
  },
  ram: {
    says: 'Memory that is no BAR.',
    leftOut: 'one range of RAM, 512 MiB from address 0',
    otherwise: DEFAULT_RAM.map(({ base, size }) => ({ base, size })),
    example: [{ base: 0, size: '1G' }],
  },
  allowlist: {
    says: 'Host bridges that the kernel of this machine has on its allowlist besides those of its release.',
    leftOut: 'there are none',
    otherwise: [],
    example: [{ id: '8086:6f00' }],
  },
  hosts: { says: 'The host bridges, at least one.', example: [{ name: 'hb0' }] },
  functions: {
    says: 'The PCI functions, in any order.',
    example: [{ name: 'A', type: 'endpoint', below: 'rp0', bar: { size: '2M' } }],
  },
  devices: {
    says: 'Clients that are no PCI functions.',
    leftOut: 'there are none',
    otherwise: [],
    example: [{ name: 'rxe0' }],
  },
  forwards: {
    says: 'Which requests the root complex passes from one function on a root bus to another.',
    leftOut:
      'it is not known, as with `unknown`. Steps are told as if it passed no request from peer to peer; what is broken only then is told as depending on it',
    otherwise: [],
    example: [{ from: 'any', to: 'any', operations: ['read', 'write'] }],
  },
  interconnects: {
    says: 'Private interconnects between functions, each in one direction.',
    leftOut: 'there are none',
    otherwise: [],
    example: [{ from: 'A', to: 'B' }],
  },
}

export const INTERCONNECT: Meanings<t.TypeOf<typeof interconnectFile>> = {
  from: { says: 'The function that reaches.', example: 'A' },
  to: { says: 'The function whose local memory it reaches.', example: 'B' },
}

export const CPU: Meanings<t.TypeOf<typeof cpuFile>> = {
  vendor: { says: 'Who made it; `other` is no x86 CPU.', example: 'AMD' },
  family: { says: 'Its family, as `/proc/cpuinfo` prints it.', example: 0x19 },
  addressBits: {
    says: 'How many bits the addresses have that its kernel can map. RAM lies below; a BAR above has no struct pages.',
    leftOut: 'all 64',
    example: 46,
  },
}

export const LISTED: Meanings<t.TypeOf<typeof listedFile>> = {
  id: { says: 'Its vendor and device id.', example: '8086:6f00' },
  sameHostBridge: {
    says: 'Whether it counts only for pairs below this one host bridge.',
    leftOut: 'it counts for all pairs',
    otherwise: false,
    example: true,
  },
}

export const RAM: Meanings<t.TypeOf<typeof ramFile>> = {
  base: { says: 'Its first CPU physical address.', example: 0x100000000 },
  size: { says: 'How many bytes it has.', example: '1G' },
  type: {
    says: 'What its pages are: RAM, or memory of a device that has struct pages of its own, by the kernel’s name for the type.',
    leftOut: 'ordinary RAM',
    otherwise: 'RAM',
    example: 'MEMORY_DEVICE_FS_DAX',
  },
  persistent: {
    says: 'Whether it keeps its content without power.',
    leftOut: 'it does not',
    otherwise: false,
    example: true,
  },
}

export const HOST: Meanings<HostFile> = {
  name: { says: 'What the file calls the host bridge.', example: 'hb0' },
  domain: {
    says: 'Its PCI domain, which the PCIe specification calls a segment group.',
    leftOut: 'its place in `hosts`, counted from 0',
    example: 1,
  },
  bus: {
    says: 'The number of its root bus. Several host bridges may share a domain.',
    leftOut: 'the next that is free in its domain, from 0',
    example: 0x80,
  },
  offset: {
    says: 'CPU physical address minus bus address of everything below it, in bytes. It may be negative.',
    leftOut: 'both addresses are the same number',
    otherwise: 0,
    example: 0x80000000,
  },
  window: {
    says: 'The CPU physical addresses that it sends down.',
    leftOut: 'a window around all that is below it, laid out above the RAM',
    example: { base: 0x4000000000, size: '16M' },
  },
  otherWindows: {
    says: 'Further CPU physical addresses that it sends down.',
    leftOut: 'there are none',
    otherwise: [],
    example: [{ base: 0xe0000000, size: '256M' }],
  },
  inbound: {
    says: 'The bus addresses that it takes from below, and the CPU physical addresses that they become.',
    leftOut: 'it takes every address, unchanged',
    otherwise: [{ bus: 0, phys: 0, size: 2 ** 52 }],
    example: [{ bus: 0, phys: 0, size: '4G' }],
  },
  matchesBusAddresses: {
    says: 'Whether the root complex compares a request with the windows of its root ports first, and applies `inbound` only to what none of them claims.',
    leftOut: 'true if `offset` is 0, else false',
    example: true,
  },
  decodesFirst: {
    says: 'Whether it compares with those windows even where an IOMMU translates.',
    leftOut: 'the IOMMU comes first',
    otherwise: false,
    example: true,
  },
  inboundFirst: {
    says: 'Whether `inbound` changes an IOVA before the IOMMU sees it.',
    leftOut: 'the IOMMU sees the IOVA as the device sent it',
    otherwise: false,
    example: true,
  },
  atsReturns: {
    says: 'Which address of a BAR a device gets when it asks the IOMMU for a translation (ATS).',
    leftOut: 'the address that the CPU uses',
    otherwise: 'host address',
    example: 'bus address',
  },
  inventsData: {
    says: 'Whether a read that it does not forward comes back with data that nobody wrote, and without an error.',
    leftOut: 'such a read ends with an error',
    otherwise: false,
    example: true,
  },
  iommu: {
    says: 'The IOMMU in front of every function below it. `translating` unmaps strictly (iommu.strict=1); `translating lazily` puts what was unmapped into a flush queue (iommu.strict=0, the default of x86).',
    leftOut: 'there is none',
    otherwise: 'off',
    example: 'translating',
  },
}

export const RANGE: Meanings<t.TypeOf<typeof range>> = {
  base: { says: 'Its first address.', example: 0x4000000000 },
  size: { says: 'How many bytes it has.', example: '16M' },
}

export const INBOUND: Meanings<t.TypeOf<typeof inboundRange>> = {
  bus: { says: 'The first bus address that is taken.', example: 0x80000000 },
  phys: { says: 'The CPU physical address that it becomes.', example: 0 },
  size: { says: 'How many bytes the range has.', example: '2G' },
}

export const DEVICE: Meanings<t.TypeOf<typeof deviceFile>> = {
  name: { says: 'What the file calls the device.', example: 'rxe0' },
  childOf: {
    says: 'The PCI function whose child it is.',
    leftOut: 'it is on no bus, and its driver copies with the CPU (software RDMA)',
    example: 'B',
  },
}

export const FORWARD: Meanings<ForwardFile> = {
  from: { says: 'The function on a root bus from which the requests come; `any` stands for each.', example: 'rp0' },
  to: { says: 'The function on a root bus to which they go; `any` stands for each.', example: 'rp1' },
  operations: { says: 'Which requests are passed.', example: ['read', 'write'] },
}
