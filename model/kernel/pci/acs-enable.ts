/**
 * Belief: what Linux writes into ACS control words (`pci_enable_acs`, `drivers/pci/pci.c`, Linux 6.12.117).
 *
 * Rules AC-1, AC-4, AC-5 and LAT-10. Runs when a function is found and again whenever its
 * state is restored. Both parameters start from the word that was *found*, not from each other's result; older releases did
 * otherwise.
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

/**
 * How a list makes the word of a function that it names; evidence: source read.
 *
 * - `from what was found`: AC-4, Linux 6.12.23, 6.13.11, 6.14.2 and 6.15 on.
 * - `from the default`: before 6.11 (4.20 and 6.10). The redirects go, the rest stays as the kernel has made it by then.
 * - `by sum`: R6.11-2, 6.11 to 6.12.22, 6.13.10 and 6.14.1. A 1 is on, a 0 is what was found, the rest stays as the kernel has made
 *   it by then. `disable_acs_redir` lays 0 over the redirects and 1 over every other bit.
 */
export type AcsArithmetic = 'from what was found' | 'from the default' | 'by sum'

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
  /** Left out: as of 6.12.117. */
  readonly arithmetic?: AcsArithmetic
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

/** R6.11-2. A bit that is not implemented stays 0, whatever is written to it. */
const bySum = (control: number, { capability, found }: AcsWords, set: BitSettings): number => {
  const [made, was, can] = [control, found, capability].map(bitNames)
  const on = (bit: AcsBit): boolean => {
    const said = set === NO_REDIRECT ? !NO_REDIRECT.has(bit) : set.get(bit)
    return said === undefined ? made.includes(bit) : (said && can.includes(bit)) || was.includes(bit)
  }
  return bitsOf(ACS_BITS.filter(on))
}

const matched = (control: number, words: AcsWords, set: BitSettings, arithmetic?: AcsArithmetic): number =>
  arithmetic === 'by sum'
    ? bySum(control, words, set)
    : withSettings(arithmetic === 'from the default' ? control : words.found, set)

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
  const { arithmetic, options } = settings
  const { disableAcsRedir = '', configAcs = '' } = options
  const parameters = [disablesRedir(m, f, disableAcsRedir), configures(m, f, configAcs, arithmetic === 'by sum')]
  for (const { set } of parameters) {
    if (set === undefined) continue
    if (spt === undefined) control = matched(control, words, set, arithmetic)
    else spt = bitsOf(bitNames(spt).filter((bit) => !NO_REDIRECT.has(bit)))
  }
  const complaints = parameters.flatMap(({ complaint }) => (complaint === undefined ? [] : [complaint]))
  return { control, ...(spt === undefined ? {} : { spt }), complaints }
}
