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

const of = (rules: string, findings: string): Pick<Shown, 'rules' | 'findings'> => ({
  rules: rules.split(' '),
  findings: findings.split(' '),
})

export const SHOWN: readonly Shown[] = [
  { ...of('AC-5', 'lat9'), compared: 'the ACS word of a PCH root port, which a quirk writes elsewhere' },
  { ...of('LAT-3', 'lat3 lat3-amd'), compared: 'the translations that a refused list leaves' },
  { ...of('DD-6 LAT-4', 'lat4'), compared: 'the memory that the CPU copies when a list with a bus address is synced' },
  { ...of('LAT-27', 'lat27'), compared: 'distance, ACS word and list, in this order' },
  { ...of('LAT-13', 'lat13'), because: 'the model has one page map for a BAR' },
  { ...of('LAT-14', 'lat14'), because: 'each step of a scenario has a new table' },
  { ...of('LAT-24', 'lat24'), because: 'the model gives whole BARs' },
  { ...of('LAT-26', 'lat26'), because: 'each step of a scenario has a new table' },
]
