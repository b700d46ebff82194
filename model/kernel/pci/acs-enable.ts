/**
 * Belief: what Linux writes into ACS control words (`pci_enable_acs`, `drivers/pci/pci.c`, Linux 6.12.117).
 *
 * Rules AC-1, AC-4, AC-5 and LAT-10. Runs when a function is found and again whenever its
 * state is restored. Both parameters start from the word that was *found*, not from each other's result.
 */
import { ACS_BITS, NO_ACS, bitNames, bitsOf, type AcsBit } from '../../machine/acs.ts'
import {
  NO_REDIRECT,
  configures,
  disablesRedir,
  type AcsComplaint,
  type BitSettings,
  type PciOptions,
} from './acs-parameters.ts'
import type { Functions } from './acs-device.ts'

/** One function's words. */
export interface AcsWords {
  /** Bits implemented; NO_ACS: no capability. */
  readonly capability: number
  /** The control word as firmware, or whoever came last, left it. */
  readonly found: number
  /** Intel SPT PCH root ports obey another word than the one the specification names; left out: all others. */
  readonly spt?: number
}

export interface AcsSettings {
  readonly options: PciOptions
  /** `pci_request_acs` was called: an IOMMU driver, or Xen. */
  readonly requested: boolean
  /** `external_facing` or `untrusted`: what is plugged in there is a stranger. */
  readonly outside: boolean
  /** A quirk for a function without ACS did its work (Intel PCH root ports), so the standard way is not taken. */
  readonly quirked?: boolean
  /** Before 6.11 (source of 4.20 and 6.10, read): a match took the redirects off the word as it was then, and kept the default bits. */
  readonly keepsTheRest?: boolean
}

/** The words as `pci_enable_acs` leaves them, and what it would log. */
export interface AcsWritten {
  readonly control: number
  readonly spt?: number
  readonly complaints: readonly AcsComplaint[]
}

/** AC-1, `pci_std_enable_acs`: switched on where implemented; TB only where no device may use translated addresses. */
const enabled = ({ options, outside }: AcsSettings): readonly AcsBit[] =>
  options.noAts || outside ? ['SV', 'RR', 'CR', 'UF', 'TB'] : ['SV', 'RR', 'CR', 'UF']

const withBits = (control: number, capability: number, bits: readonly AcsBit[]): number => {
  const [on, can] = [bitNames(control), bitNames(capability)]
  return bitsOf(ACS_BITS.filter((bit) => on.includes(bit) || (can.includes(bit) && bits.includes(bit))))
}

/** AC-4: bits that are spoken of as told, the others from `base`. */
const withSettings = (base: number, set: BitSettings): number => {
  const on = bitNames(base)
  return bitsOf(ACS_BITS.filter((bit) => set.get(bit) ?? on.includes(bit)))
}

/**
 * AC-1, AC-4, AC-5, `pci_enable_acs` of function `f`. LAT-10: a match of either parameter starts again from the word
 * found, so the default bits are lost for that function, and `config_acs` undoes what `disable_acs_redir` did.
 *
 * On an SPT root port a match of either, whatever it asks, only clears the redirects of the port's own word.
 */
export const enableAcs = (m: Functions, f: number, words: AcsWords, settings: AcsSettings): AcsWritten => {
  const { capability, found } = words
  if (capability === NO_ACS) return { control: found, complaints: [] }
  const byDefault = settings.requested && settings.quirked !== true ? enabled(settings) : []
  let control = withBits(found, capability, words.spt === undefined ? byDefault : [])
  let spt = words.spt === undefined ? undefined : withBits(words.spt, capability, byDefault)
  const { disableAcsRedir = '', configAcs = '' } = settings.options
  const parameters = [disablesRedir(m, f, disableAcsRedir), configures(m, f, configAcs)]
  for (const { set } of parameters) {
    if (set === undefined) continue
    if (spt === undefined) control = withSettings(settings.keepsTheRest === true ? control : found, set)
    else spt = bitsOf(bitNames(spt).filter((bit) => !NO_REDIRECT.has(bit)))
  }
  const complaints = parameters.flatMap(({ complaint }) => (complaint === undefined ? [] : [complaint]))
  return { control, ...(spt === undefined ? {} : { spt }), complaints }
}
