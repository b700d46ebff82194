/**
 * What `pci=` lists do besides what they say, and what they do not do: told of the machine they are for. The words themselves are
 * made by the kernel's own reader (`model/kernel/pci/acs-enable.ts`).
 */
import { configures, type AcsComplaint, type PciOptions } from '../model/kernel/pci/acs-parameters.ts'
import { enableAcs, type AcsArithmetic } from '../model/kernel/pci/acs-enable.ts'
import { matchDevice } from '../model/kernel/pci/acs-device.ts'
import { readRelease, type Release } from '../model/kernel/pci/release.ts'
import { anyBit } from '../model/machine/acs.ts'
import { bdf, type Machine } from '../model/machine/columns.ts'
import { REDIRECTS } from './redirects.ts'
import { MENDED, arithmeticIn, knowsConfigAcs } from './release.ts'

export const LISTS = ['disable_acs_redir', 'config_acs'] as const

export interface Entry {
  readonly option: (typeof LISTS)[number]
  readonly device: string
  /** What stands before the @ of config_acs. */
  readonly flags?: string
}

export const entriesOf = ({ disableAcsRedir, configAcs }: PciOptions): Entry[] => {
  const split = (text: string | undefined): string[] => (text ?? '').split(';').filter((device) => device !== '')
  return [
    ...split(disableAcsRedir).map((device): Entry => ({ option: 'disable_acs_redir', device })),
    ...split(configAcs).map((text): Entry => {
      const at = text.indexOf('@')
      return { option: 'config_acs', device: text.slice(at + 1), flags: text.slice(0, Math.max(0, at)) }
    }),
  ]
}

export const entrySays = (m: Machine, entry: Entry, arithmetic?: AcsArithmetic): string[] => {
  const { option, device } = entry
  const answers = m.parent.map((_, f) => matchDevice(m, f, device).answer)
  if (answers.includes('parse error'))
    return [`${option}: "${device}" cannot be read as a device; the kernel stops there and ignores what follows`]
  const found = answers.flatMap((answer, f) => (answer === 'match' ? [f] : []))
  if (found.length === 0) return [`${option}: there is no function ${device} in this machine`]
  return [...withoutCapability(m, option, found), ...flagsSay(m, entry, found[0], arithmetic)]
}

/** A word that is not there is not written. */
const withoutCapability = (m: Machine, option: string, found: readonly number[]): string[] =>
  found.flatMap((f) =>
    m.acsCapability[f] < 0 ? [`${option}: ${bdf(m, f)} has no ACS that this dump shows; nothing is written there`] : [],
  )

const COMPLAINTS: Readonly<Record<AcsComplaint, string>> = {
  'invalid flags': 'has something other than 0, 1 and x before the @',
  'flags missing': 'has no @; the bits stand in front of an @, as in x0100x1@0000:03:08.0',
  'flags beyond DT': 'has more than seven bits (from the right: SV, TB, RR, CR, UF, EC, DT)',
  'cannot parse device': 'names no device that can be read',
}

/** Source Validation is what keeps a device from sending under another's requester ID, and so what an IOMMU rests on. */
const flagsSay = (m: Machine, { device, flags }: Entry, f: number, arithmetic: AcsArithmetic | undefined): string[] => {
  // Of a list by sum `kernelSays` tells what its flags do.
  if (flags === undefined || arithmetic === 'by sum') return []
  const { set, complaint } = configures(m, f, flags === '' ? device : `${flags}@${device}`)
  if (complaint !== undefined)
    return [`config_acs: ${flags}@${device} ${COMPLAINTS[complaint]}; the kernel ignores it and what follows`]
  const validates = set?.get('SV')
  if (validates === true) return []
  return [
    validates === false
      ? `config_acs: ${flags}@${device} switches Source Validation off: a device below may then send under any requester ID, and the IOMMU takes it for another device`
      : `config_acs: ${flags}@${device} leaves Source Validation as the firmware has it, and Linux no longer switches it on there; write 1 as the last digit to have it on`,
  ]
}

/** What a list does on a kernel that does not know it, or reads it another way (AC-4, R6.11-2). */
export const kernelSays = ({ configAcs, disableAcsRedir }: PciOptions, told: string | undefined): string[] => {
  const release = readRelease(told ?? '')
  if (release === undefined) return []
  const unknown = configAcs !== undefined && !knowsConfigAcs(release)
  if (unknown) return [`config_acs: Linux ${told} does not know it, and ignores it; 6.11 and later know it`]
  if (arithmeticIn(release) !== 'by sum') return []
  const faulty = `Linux ${told} has a fault there, ${MENDED}`
  return [
    ...(configAcs === undefined
      ? []
      : [
          `config_acs: ${faulty}: a 0 leaves a bit as the firmware had it, and does not switch it off; only the flags of the first device are read, and they count for all devices`,
        ]),
    ...(disableAcsRedir === undefined
      ? []
      : [
          `disable_acs_redir: ${faulty}: the redirects become what the firmware had, and every other ACS bit that the function has is switched on, also Translation Blocking`,
        ]),
  ]
}

/** What disable_acs_redir does and config_acs, which is read after it, undoes (LAT-10). */
export const undoneSays = (m: Machine, options: PciOptions, release: Release | undefined): string[] => {
  const { configAcs, disableAcsRedir } = options
  if (configAcs === undefined || disableAcsRedir === undefined) return []
  if (release !== undefined && !knowsConfigAcs(release)) return []
  const redirects = (f: number, using: PciOptions): boolean => {
    const words = { capability: m.acsCapability[f], found: m.acsControl[f] }
    const arithmetic = release === undefined ? 'from what was found' : arithmeticIn(release)
    return anyBit(
      enableAcs(m, f, words, { options: using, requested: false, outside: false, arithmetic }).control,
      REDIRECTS,
    )
  }
  const { configAcs: _, ...alone } = options
  const undone = m.parent.flatMap((__, f) =>
    m.acsCapability[f] >= 0 && !redirects(f, alone) && redirects(f, options) ? [bdf(m, f)] : [],
  )
  if (undone.length === 0) return []
  return [
    `config_acs undoes disable_acs_redir for ${undone.join(', ')}: both name it, config_acs is read last, and it starts from the word that the firmware left; there write 0 for RR, CR and EC in config_acs, as in x0100x1@${undone[0]}`,
  ]
}

/** Options by which the addresses in a list stop being those of the dump. */
export const renumberingSays = (pci: readonly string[], options: PciOptions): string[] =>
  entriesOf(options).some(({ device }) => /^[\da-f:]+\.[\da-f]$/i.test(device)) && pci.includes('assign-busses')
    ? [
        'assign-busses numbers the buses anew: an address in a list may then be another function (name the function by its path)',
      ]
    : []
