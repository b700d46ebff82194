/**
 * A machine as lines for the guest: made-up host bridges and functions, or those that QEMU has, and other devices
 * (`modules/fabric.c`).
 */
import { NO_ACS } from '../../../model/machine/acs.ts'
import { NO_FUNCTION, ROOT, type Machine } from '../../../model/machine/columns.ts'
import { identity } from '../compare/case.ts'
import { IVSHMEM_BAR } from './qemu-machine.ts'
import { hex } from './step-text.ts'

/** Domain of the first made-up host bridge: domain 0 is QEMU's own machine. */
export const FIRST_DOMAIN = 0x10

const WINDOW = { first: 0x4000000000, stride: 0x400000000 }

/** @param own whether QEMU made its functions */
export const machineLines = (m: Machine, own: boolean): string[] => [
  ...(own ? ownLines(m) : [...hostLines(m), ...functionLines(m)]),
  'start',
  ...deviceLines(m),
  ...aliasLines(m),
]

const hostLines = (m: Machine): string[] =>
  m.hostDomain.map((domain, h) => {
    const start = WINDOW.first + h * WINDOW.stride
    return `host ${hex(FIRST_DOMAIN + domain)} ${hex(start)} ${hex(WINDOW.stride)} ${hex(m.hostOffset[h])}`
  })

const functionLines = (m: Machine): string[] =>
  m.name.map((_, f) => {
    const { vendor, device } = identity(m, f)
    return [
      'function',
      m.host[f],
      m.parent[f] === ROOT ? -1 : m.parent[f],
      m.physfn[f],
      hex(m.devfn[f]),
      m.kind[f],
      hex(vendor),
      hex(device),
      m.acsCapability[f] === NO_ACS ? 'ffff' : hex(m.acsCapability[f]),
      hex(Math.max(0, m.acsControl[f])),
      hex(m.barSize[f]),
      ...clientWords(m, f),
    ].join(' ')
  })

/** What the driver of a function would tell the DMA API. */
const clientWords = (m: Machine, f: number) => [
  maskOf(m.dmaBits[f]),
  Number(m.untrusted[f]),
  hex(m.maxSegment[f]),
  hex(m.boundary[f] - 1),
]

/** Functions that QEMU made. */
const ownLines = (m: Machine): string[] =>
  m.name.map((_, f) => {
    const bar = m.barSize[f] === 0 ? -1 : IVSHMEM_BAR
    return ['own', hex(m.busNumber[f]), hex(m.devfn[f]), bar, ...clientWords(m, f)].join(' ')
  })

/** What a quirk would say of a made-up function. */
const aliasLines = (m: Machine): string[] => m.dmaAliases.flatMap((others, f) => others.map((g) => `alias ${f} ${g}`))

const maskOf = (bits: number): string => (2n ** BigInt(bits) - 1n).toString(16)

/** Devices that are no functions; one on no bus has a mask of 64 bits. */
const deviceLines = (m: Machine): string[] =>
  m.clientFunction
    .slice(m.name.length)
    .map((f) => (f === NO_FUNCTION ? `device -1 ${maskOf(64)}` : `device ${f} ${maskOf(m.dmaBits[f])}`))
