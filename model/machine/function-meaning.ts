/**
 * What the fields of a function mean.
 */
import type { FunctionFile } from './file.ts'
import type { Meanings } from './meaning.ts'

/** Where it is, and what it is called. */
const PLACE = {
  name: { says: 'What the file calls the function.', example: 'A' },
  type: { says: 'Its port type, as the PCIe specification and `lspci` name it.', example: 'endpoint' },
  on: {
    says: 'The host bridge on whose root bus it sits. A function has either `on` or `below`.',
    leftOut: '`below` says where it is',
    example: 'hb0',
  },
  below: { says: 'The bridge above it.', leftOut: '`on` says where it is', example: 'dp0' },
  at: {
    says: 'Its device and function number, in hexadecimal.',
    leftOut: '`00.0` at the end of a link, else the next free device number of its bus',
    example: '02.0',
  },
  bus: {
    says: 'The bus number of a virtual function, where it is not that of its physical one.',
    leftOut: 'it is on the bus of its physical function',
    example: 0x3c,
  },
  buses: {
    says: 'The numbers of the buses behind a bridge.',
    leftOut: 'the next that are free. Where other bridges say theirs, a bridge with nothing below has no bus',
    example: { secondary: 9, subordinate: 0x1d },
  },
  id: {
    says: 'Its vendor and device id. Linux looks host bridges up by it in its allowlist.',
    leftOut: 'an id that no list of Linux names',
    otherwise: '0000:0000',
    example: '8086:09a2',
  },
  virtualOf: {
    says: 'The physical function of which it is a virtual one, on the same bus.',
    leftOut: 'it is no virtual function',
    example: 'A',
  },
} as const satisfies Partial<Meanings<FunctionFile>>

/** What it does with requests that pass. */
const ROUTING = {
  acs: {
    says: 'Its ACS capability: the control bits that are on, where it implements all of them, or the words themselves.',
    leftOut: 'it has no ACS capability',
    example: ['SV', 'RR', 'CR', 'UF'],
  },
  enhancedAcs: {
    says: 'Its Enhanced ACS controls, of a root port or a switch downstream port.',
    leftOut: 'it has none, and `portBarRequests` says what it does',
    example: { downstreamBars: 'redirect' },
  },
  portBarRequests: {
    says: 'What a port without Enhanced ACS does with requests from below for the BAR of a switch port.',
    leftOut: 'it sends them there directly',
    otherwise: 'direct',
    example: 'as peers',
  },
  implicitAcs: {
    says: 'ACS bits that a part without the capability behaves as if it had on: some of SV, RR, CR, UF. No software sees them.',
    leftOut: 'none',
    otherwise: [],
    example: ['RR', 'CR'],
  },
  portNumber: {
    says: 'The Port Number of a root port or a switch downstream port, by which an Egress Control Vector names it.',
    leftOut: 'its device number, plus 32 for each function number past 0',
    example: 3,
  },
  window: {
    says: 'The bus addresses that a bridge sends down.',
    leftOut: 'a window around all that is below it',
    example: { base: 0x4000000000, size: '16M' },
  },
  otherWindows: {
    says: 'Further bus addresses that a bridge sends down: one window lies below 4 GiB, another is for prefetchable memory.',
    leftOut: 'there are none',
    otherwise: [],
    example: [{ base: 0xfa000000, size: '16M' }],
  },
  linkUp: {
    says: 'Whether the link below a root port or a switch downstream port is up.',
    leftOut: 'it is up',
    otherwise: true,
    example: false,
  },
  maxPayload: {
    says: 'Its Max_Payload_Size: 128, 256, 512, 1024, 2048 or 4096 bytes.',
    leftOut: 'the largest there is',
    otherwise: 4096,
    example: 256,
  },
  atomics: {
    says: 'What it does with AtomicOps.',
    leftOut: 'ports route them, nobody stops them, and all but conventional devices carry them out',
    otherwise: {},
    example: { blocked: true },
  },
} as const satisfies Partial<Meanings<FunctionFile>>

/** What it has and what it can. */
const HARDWARE = {
  bar: {
    says: 'The memory BAR that lists and pools are about.',
    leftOut: 'it has none',
    example: { size: '2M' },
  },
  otherBars: {
    says: 'Its other memory BARs. No list names them, and a request may hit them.',
    leftOut: 'there are none',
    otherwise: [],
    example: [{ size: '16K' }],
  },
  memory: {
    says: 'Its local memory, to which pages of processes move.',
    leftOut: 'it has none that anybody has struct pages of',
    example: { pages: 2, owner: 'X' },
  },
  decodes: {
    says: 'Whether it answers at its BAR (Memory Space Enable). Of virtual functions, `decodesVirtual` says it.',
    leftOut: 'it answers',
    otherwise: true,
    example: false,
  },
  decodesVirtual: {
    says: 'Whether the virtual functions of this physical function answer at their BARs.',
    leftOut: 'they answer',
    otherwise: true,
    example: false,
  },
  masters: {
    says: 'Whether it may send requests (Bus Master Enable).',
    leftOut: 'it may',
    otherwise: true,
    example: false,
  },
  inside: {
    says: 'Whether the device serves this function’s requests for its own BARs, or those of its sibling functions, without sending them out.',
    leftOut: 'it sends them out, but for those to its own controller memory buffer (`cmb` of its BAR)',
    example: true,
  },
  copiesOrdering: {
    says: 'Whether its completions copy Relaxed Ordering from the request.',
    leftOut: 'they do',
    otherwise: true,
    example: false,
  },
  addressBits: {
    says: 'How many address bits the device really has, whatever its driver believes.',
    leftOut: 'it reaches every address',
    otherwise: 64,
    example: 40,
  },
  sendsAs: {
    says: 'The function whose requester ID its requests carry. It is on the same bus, or it is an Intel VMD on another root bus. A VMD sends for all of its domain: one function says it for its whole host bridge. Then the IOMMU is the one in front of the VMD.',
    leftOut: 'its own ID, or behind a PCIe to PCI bridge that of the bridge',
    example: 'A',
  },
  aliases: {
    says: 'The functions whose requester IDs Linux knows that its requests may carry (`pci_add_dma_alias`), bridges not among them.',
    leftOut: 'the one in `sendsAs`, as a quirk of Linux would say it',
    example: [],
  },
  ats: {
    says: 'Whether ATS is on: the function keeps translations that it asked for, and the IOMMU accepts requests that it has translated itself.',
    leftOut: 'it does not',
    otherwise: false,
    example: true,
  },
  rmrr: {
    says: 'Memory that firmware says it uses by itself (Intel’s RMRR, AMD’s IVMD): Linux maps it one to one, in whole pages.',
    leftOut: 'none',
    otherwise: [],
    example: [{ base: 0x10000000, size: '4K' }],
  },
} as const satisfies Partial<Meanings<FunctionFile>>

/** What the kernel is told of it. */
const DRIVER = {
  iommu: {
    says: 'The IOMMU in front of this function.',
    leftOut: 'as its host bridge says',
    example: 'passthrough',
  },
  dmaBits: {
    says: 'How many bits its driver’s DMA mask has.',
    leftOut: 'every address fits',
    otherwise: 64,
    example: 32,
  },
  coherent: {
    says: 'Whether the CPU’s caches stay coherent with its DMA.',
    leftOut: 'they do',
    otherwise: true,
    example: false,
  },
  forceBounce: {
    says: 'Whether every streaming mapping must go through a bounce buffer, as with `swiotlb=force`.',
    leftOut: 'it need not',
    otherwise: false,
    example: true,
  },
  untrusted: {
    says: 'Whether the kernel takes it for an external device that it does not trust. With `iommu=pt` its group is not translated all the same (limit 40).',
    leftOut: 'it is trusted',
    otherwise: false,
    example: true,
  },
  maxSegment: {
    says: 'The longest DMA entry it takes.',
    leftOut: 'the limit that Linux sets',
    otherwise: 0x10000,
    example: '1M',
  },
  boundary: {
    says: 'A power of two. No DMA entry crosses a multiple of it.',
    leftOut: 'the limit that Linux sets for PCI',
    otherwise: 2 ** 32,
    example: '64K',
  },
} as const satisfies Partial<Meanings<FunctionFile>>

export const FUNCTION: Meanings<FunctionFile> = { ...PLACE, ...HARDWARE, ...ROUTING, ...DRIVER }
