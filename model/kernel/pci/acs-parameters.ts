/**
 * Belief: reading `pci=disable_acs_redir=` and `pci=config_acs=` (`drivers/pci/pci.c`, Linux 6.12.117).
 *
 * Rules AC-2 and AC-3, litmus L60. What the kernel would log is part of the answer: a list
 * that is misread fails silently otherwise.
 */
import { ACS_BITS, type AcsBit } from '../../machine/acs.ts'
import { matchDevice, type Functions } from './acs-device.ts'

/** The `pci=` options that have to do with ACS. */
export interface PciOptions {
  /** A later one replaces an earlier one. */
  readonly disableAcsRedir?: string
  readonly configAcs?: string
  /** `noats` */
  readonly noAts: boolean
  /** Pieces that are logged as unknown options: devices cut off their list by a comma. */
  readonly lost: readonly string[]
}

/**
 * `pci_setup`: the text behind `pci=`. L60: commas separate *options*, so of a list written with commas only the
 * first device is ever seen by the rules below; the others are unknown options.
 */
export const pciOptions = (text: string): PciOptions => {
  const options: { -readonly [K in keyof PciOptions]: PciOptions[K] } = { noAts: false, lost: [] }
  for (const option of text.split(',')) {
    if (option.startsWith('disable_acs_redir=')) options.disableAcsRedir = option.slice('disable_acs_redir='.length)
    else if (option.startsWith('config_acs=')) options.configAcs = option.slice('config_acs='.length)
    else if (option.startsWith('noats')) options.noAts = true
    else if (/^(?:pci:|[0-9a-fx]*@|[0-9a-f]+:)/i.test(option)) options.lost = [...options.lost, option]
  }
  return options
}

/** What a parameter says of the bits of one function's control word. */
export type BitSettings = ReadonlyMap<AcsBit, boolean>

/** What the kernel would log of it. */
export type AcsComplaint = 'invalid flags' | 'flags missing' | 'flags beyond DT' | 'cannot parse device'

/** `set`: the parameter speaks of the function. */
export interface Match {
  readonly set?: BitSettings
  readonly complaint?: AcsComplaint
}

/** AC-2: the mask of `disable_acs_redir`: off, all three. */
export const NO_REDIRECT: BitSettings = new Map<AcsBit, boolean>([
  ['RR', false],
  ['CR', false],
  ['EC', false],
])

/** AC-2, `__pci_config_acs` with a mask: whether `disable_acs_redir` names function `f`. */
export const disablesRedir = (m: Functions, f: number, text: string): Match =>
  firstMatch(m, f, text, (rest) => ({ set: NO_REDIRECT, rest }))

/**
 * AC-2, `__pci_config_acs` without one: what `config_acs` asks of function `f`, in the first entry that names it.
 *
 * @param flagsOnce R6.11-2: flags that speak of some bit hold for all entries behind them, which have none of their own then
 */
export const configures = (m: Functions, f: number, text: string, flagsOnce = false): Match => {
  let known: BitSettings = new Map()
  return firstMatch(m, f, text, (rest) => {
    if (flagsOnce && known.size > 0) return { set: known, rest }
    const at = rest.indexOf('@')
    if (at < 0) return { complaint: 'flags missing' }
    const set = parseFlags(rest.slice(0, at))
    if (typeof set === 'string') return { complaint: set }
    known = set
    return { set, rest: rest.slice(at + 1) }
  })
}

/** AC-2: from the right SV, TB, RR, CR, UF, EC, DT: 0 off, 1 on, x as it is. A bit set further left is an error. */
const parseFlags = (digits: string): BitSettings | AcsComplaint => {
  if (!/^[01x]*$/i.test(digits)) return 'invalid flags'
  const fromRight = Array.from(digits).toReversed()
  if (fromRight.slice(ACS_BITS.length).some((digit) => digit === '0' || digit === '1')) return 'flags beyond DT'
  return new Map(ACS_BITS.flatMap((bit, i) => (isSet(fromRight[i]) ? [[bit, fromRight[i] === '1'] as const] : [])))
}

const isSet = (digit: string | undefined): boolean => digit === '0' || digit === '1'

type Head = { readonly set: BitSettings; readonly rest: string } | { readonly complaint: AcsComplaint }

/**
 * AC-3: entry after entry until one names `f`. A complaint ends the search, so entries behind a bad one are never
 * read; what follows a match is not looked at. Entries are separated by `;` (a `,` is taken too, but none gets here).
 */
const firstMatch = (m: Functions, f: number, text: string, head: (rest: string) => Head): Match => {
  while (text !== '') {
    const entry = head(text)
    if ('complaint' in entry) return { complaint: entry.complaint }
    const { answer, rest } = matchDevice(m, f, entry.rest)
    if (answer === 'parse error') return { complaint: 'cannot parse device' }
    if (answer === 'match') return { set: entry.set }
    if (!/^[;,]/.test(rest)) return {}
    text = rest.slice(1)
  }
  return {}
}
