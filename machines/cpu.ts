/**
 * The CPU, of which Linux asks whether it is an AMD from Zen on (`cpu_supports_p2pdma`, MT-6). The host bridge does not tell:
 * a guest has Intel's on an AMD host.
 */
import type { CpuVendor } from '../model/machine/columns.ts'
import { problem, Refused } from '../model/problem.ts'

export interface Cpu {
  readonly vendor: CpuVendor
  /** Left out: not told. */
  readonly family?: number
}

const VENDORS: readonly CpuVendor[] = ['AMD', 'Intel', 'Hygon', 'other']
const ACCEPTED = 'AMD:FAMILY as in AMD:0x17, Intel, Hygon, or other'

/** `AMD:0x17`, `Intel:6`, `Intel`. Throws Refused. */
export const readCpu = (word: string): Cpu => {
  const found = /^([a-z]+)(?::(0x[\da-f]{1,4}|[\da-f]{1,4}h|\d{1,4}))?$/i.exec(word)
  const vendor = VENDORS.find((one) => one.toLowerCase() === found?.[1].toLowerCase())
  if (found === null || vendor === undefined) throw new Refused([problem('--cpu', `"${word}"`, nearestOf(word))])
  // Families of AMD are called by their hexadecimal number, 17h, and /proc/cpuinfo has them in decimal.
  if (vendor === 'AMD' && ['17', '18', '19'].includes(found[2]))
    throw new Refused([
      problem(
        '--cpu',
        `"${word}"`,
        `AMD:0x${found[2]} for family ${found[2]}h, or AMD:0x${Number(found[2]).toString(16)} for "cpu family : ${found[2]}" of /proc/cpuinfo`,
      ),
    ])
  return { vendor, ...(found[2] === undefined ? {} : { family: Number(found[2].replace(/^(.*)h$/i, '0x$1')) }) }
}

/** `AMD:1a`, `AMD 0x17`, `Zen`, `EPYC`: what may be meant, in front of what is accepted. */
const nearestOf = (word: string): string => {
  const [, vendor, family] = /^(amd|intel|hygon)\W*(?:fam(?:ily)?\W*)?(?:0x)?([\da-f]{1,3})h?$/i.exec(word) ?? []
  const near =
    vendor === undefined
      ? undefined
      : `${VENDORS.find((one) => one.toLowerCase() === vendor.toLowerCase())}:0x${family}`
  return near === undefined ? ACCEPTED : `${near}, if that is meant; ${ACCEPTED}`
}

const BY_ID: Readonly<Record<string, CpuVendor>> = {
  AuthenticAMD: 'AMD',
  GenuineIntel: 'Intel',
  HygonGenuine: 'Hygon',
}

/** The text of /proc/cpuinfo; of its first processor, as Linux does. Throws Refused. */
export const readCpuinfo = (text: string): Cpu => {
  const field = (name: RegExp): string | undefined =>
    text
      .split(/\r?\n/)
      .map((line) => /^\s*([^:]*?)\s*:\s*(.*?)\s*$/.exec(line))
      .find((found) => found !== null && name.test(found[1]))?.[2]
  const id = field(/^vendor_id$/)
  if (id === undefined) {
    // Other architectures have no such line, and Linux believes of none of them that it forwards.
    if (field(/^(?:CPU implementer|cpu|hart|isa)$/) !== undefined) return { vendor: 'other' }
    throw new Refused([problem('.', 'no line vendor_id', 'the text of /proc/cpuinfo')])
  }
  const family = field(/^cpu family$/)
  return {
    vendor: BY_ID[id] ?? 'other',
    ...(family !== undefined && /^\d{1,4}$/.test(family) ? { family: Number(family) } : {}),
  }
}

export const ZEN: Cpu = { vendor: 'AMD', family: 0x17 }
/** Any CPU of which Linux believes nothing. */
export const NOT_ZEN: Cpu = { vendor: 'other', family: 0 }

/** Told well enough for Linux's question. */
export const isTold = (cpu: Cpu | undefined): cpu is Cpu =>
  cpu !== undefined && (cpu.vendor !== 'AMD' || cpu.family !== undefined)

export const tellCpu = (cpu: Cpu | undefined): string => {
  if (cpu === undefined) return 'not told'
  return cpu.family === undefined ? cpu.vendor : `${cpu.vendor}, family 0x${cpu.family.toString(16)}`
}
