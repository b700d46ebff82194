/**
 * Rules that no case of the corpus judges and a finding does: a booted kernel was asked in a scenario made for it
 * (`conformance/linux/latent`), and a test puts the model beside what it answered.
 */

export interface Shown {
  readonly rules: readonly string[]
  /** Names of the findings. */
  readonly findings: readonly string[]
  /** What of the model was put beside the answer; undefined: nothing, Linux was seen to do it. */
  readonly compared?: string
  /** Then why not. */
  readonly because?: string
}

const judged = (rules: string, findings: string, compared: string): Shown => ({
  rules: rules.split(' '),
  findings: findings.split(' '),
  compared,
})
const seen = (rules: string, findings: string, because: string): Shown => ({
  rules: rules.split(' '),
  findings: findings.split(' '),
  because,
})

export const SHOWN: readonly Shown[] = [
  judged('AC-5', 'lat9', 'the ACS word of a PCH root port, which a quirk writes elsewhere'),
  judged('LAT-3', 'lat3 lat3-amd', 'the translations that a refused list leaves'),
  judged('LAT-27', 'lat27', 'distance, ACS word and list, in this order'),
  seen('LAT-13', 'lat13', 'the model has one page map for a BAR'),
  seen('LAT-14', 'lat14', 'each step of a scenario has a new table'),
  seen('LAT-24', 'lat24', 'the model gives whole BARs'),
  seen('LAT-26', 'lat26', 'each step of a scenario has a new table'),
]
