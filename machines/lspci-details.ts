/**
 * The indented lines of one function in `lspci -vvv`: buses, capabilities, ACS words, virtual functions.
 */
import { NO_ACS, bitsOf, type AcsBit } from '../model/machine/acs.ts'
import { rangesOf, type Ranges } from './ranges.ts'
import type { Buses, Dumped, DumpedAcs, PcieType, VirtualFunctions } from './dumped.ts'

type Details = Pick<Dumped, 'acs' | 'hasExtended'> &
  Ranges &
  Partial<Pick<Dumped, 'acsAt' | 'buses' | 'type' | 'virtual' | 'iommuGroup' | 'numaNode'>>

const BUSES = /^\s*Bus: primary=([\da-f]{2}), secondary=([\da-f]{2}), subordinate=([\da-f]{2})\b/i
const CAPABILITY = /^\s*Capabilities: \[([\da-f]+)(?: v\d+)?\] (.*)$/i
/** A line of `-vv`, or one of the flags of `-v`. */
const GROUP = /^\s*(?:IOMMU group: (?=\d+\s*$)|Flags:.* IOMMU group )(\d{1,6})\b/
const NODE = /^\s*(?:NUMA node: (?=\d+\s*$)|Flags:.* NUMA node )(\d{1,4})\b/

/** Names of lspci, the longer ones first: "Endpoint" is in others. */
const TYPES: readonly (readonly [words: RegExp, type: PcieType])[] = [
  [/Root Complex Integrated Endpoint/, 'integrated endpoint'],
  [/Root Complex Event Collector/, 'event collector'],
  [/PCI-Express to PCI\/PCI-X Bridge/, 'bridge to PCI'],
  [/PCI\/PCI-X to PCI-Express Bridge/, 'bridge from PCI'],
  [/Root Port/, 'root port'],
  [/Upstream Port/, 'upstream port'],
  [/Downstream Port/, 'downstream port'],
  [/Endpoint/, 'endpoint'],
]

/** What lspci calls the bits of an ACS word. */
const ACS_WORDS: Readonly<Record<string, AcsBit>> = {
  SrcValid: 'SV',
  TransBlk: 'TB',
  ReqRedir: 'RR',
  CmpltRedir: 'CR',
  UpstreamFwd: 'UF',
  EgressCtrl: 'EC',
  DirectTrans: 'DT',
}

export const detailsOf = (lines: readonly string[]): Details => {
  const capabilities = lines.flatMap((line) => {
    const found = CAPABILITY.exec(line)
    return found === null ? [] : [{ at: Number.parseInt(found[1], 16), name: found[2] }]
  })
  const buses = busesOf(lines)
  const type = typeOf(lines, capabilities)
  const virtual = virtualOf(lines)
  const [group, node] = [GROUP, NODE].map((form) => lines.flatMap((line) => form.exec(line)?.[1] ?? []).at(0))
  return {
    acs: acsOf(lines, capabilities),
    ...acsPlace(capabilities),
    hasExtended: capabilities.some(({ at }) => at >= 0x100),
    ...(buses === undefined ? {} : { buses }),
    ...(type === undefined ? {} : { type }),
    ...(virtual === undefined ? {} : { virtual }),
    ...(group === undefined ? {} : { iommuGroup: Number(group) }),
    ...(node === undefined ? {} : { numaNode: Number(node) }),
    ...rangesOf(lines),
  }
}

type Capabilities = readonly { readonly at: number; readonly name: string }[]

/** Without root lspci sees no capability; without -v it shows neither those nor the command register. */
const areHidden = (lines: readonly string[]): boolean =>
  lines.some((line) => /^\s*Capabilities: <access denied>/.test(line)) ||
  !lines.some((line) => /^\s*(?:Control|Flags|Capabilities|Bus):/.test(line))

const busesOf = (lines: readonly string[]): Buses | undefined => {
  const found = lines.map((line) => BUSES.exec(line)).find((match) => match !== null)
  if (found === undefined) return undefined
  const [primary, secondary, subordinate] = found.slice(1).map((digits) => Number.parseInt(digits, 16))
  return { primary, secondary, subordinate }
}

const typeOf = (lines: readonly string[], capabilities: Capabilities): PcieType | undefined => {
  const express = capabilities.find(({ name }) => name.startsWith('Express'))
  if (express !== undefined) return TYPES.find(([words]) => words.test(express.name))?.[1]
  return areHidden(lines) ? undefined : 'conventional'
}

const acsOf = (lines: readonly string[], capabilities: Capabilities): DumpedAcs => {
  if (areHidden(lines)) return 'unknown'
  if (!capabilities.some(({ name }) => name.startsWith('Access Control Services'))) return 'none'
  const capability = acsWord(lines, 'ACSCap')
  const control = acsWord(lines, 'ACSCtl')
  if (capability === undefined && control === undefined) return 'unknown'
  // What is switched on is implemented, whatever became of the other line.
  return { capability: capability ?? control ?? NO_ACS, ...(control === undefined ? {} : { control }) }
}

const acsPlace = (capabilities: Capabilities): Pick<Dumped, 'acsAt'> => {
  const found = capabilities.find(({ name }) => name.startsWith('Access Control Services'))
  return found === undefined ? {} : { acsAt: found.at }
}

/** A word of which lspci shows every bit; one that is cut off says nothing. */
const acsWord = (lines: readonly string[], name: string): number | undefined => {
  const line = lines.find((one) => one.trimStart().startsWith(`${name}:`))
  const bits = new Map([...(line ?? '').matchAll(/\b([A-Z][A-Za-z]+)([+-])/g)].map(([, word, sign]) => [word, sign]))
  if (!Object.keys(ACS_WORDS).every((word) => bits.has(word))) return undefined
  return bitsOf(Object.entries(ACS_WORDS).flatMap(([word, bit]) => (bits.get(word) === '+' ? [bit] : [])))
}

const virtualOf = (lines: readonly string[]): VirtualFunctions | undefined => {
  const text = lines.join('\n')
  const count = Number(/Number of VFs: (\d{1,5})/.exec(text)?.[1] ?? 0)
  const place = /VF offset: (\d{1,5}), stride: (\d{1,5})/.exec(text)
  if (count === 0 || place === null || !/IOVCtl:\s*Enable\+/.test(text)) return undefined
  return { offset: Number(place[1]), stride: Number(place[2]), count }
}
