/**
 * The run that is told: of all ways to resolve what a design leaves free, one that shows something.
 */
import type { Choose } from '../model/choose.ts'
import type { Design } from '../model/kernel/design.ts'
import type { Scenario } from '../model/scenario/file.ts'
import { exhaust } from '../properties/drivers/drivers.ts'
import { applies, brokenAssumptions, brokenInRun, watch, type Watched } from '../spec/judge.ts'
import { isAssumed, mostRuns } from '../spec/asked.ts'
import type { Litmus } from '../spec/litmus.ts'
import { following } from '../spec/reuse/following.ts'
import { apart, type Run } from '../spec/reuse/runs.ts'
import type { Assumption, Event, Finding, Rule } from '../spec/rule.ts'
import { rules } from '../spec/rules/index.ts'

/** A freedom, how many answers it had, and the one that was given. */
export interface Chosen {
  readonly label: string
  readonly of: number
  readonly answer: number
}

/** A run of `design`, and how what it left free was resolved. */
export interface Told {
  readonly design: Design
  readonly events: readonly Event[]
  readonly chosen: readonly Chosen[]
  /** So many runs were looked at, the first; there are more (`mostRuns`), and none of these breaks what the file is about. */
  readonly cut?: number
}

/** A rule that a run breaks. */
export interface Broken {
  readonly rule: Rule
  readonly finding: Finding
  /** Its assumptions that are not met: then this is not counted against the design. */
  readonly unmet: readonly Assumption[]
}

/**
 * The first run that counts and breaks the rule that the file is about; else one that counts and breaks a rule; else
 * one that counts; else the first.
 *
 * @param runs of the file's scenario; designs that are asked one after the other share them
 */
export const tellingRun = (design: Design, litmus: Litmus, runs = apart(litmus.scenario)): Told => {
  const about = ruleOf(litmus)
  let told: Told = { design, events: [], chosen: [] }
  let best = -1
  const most = mostRuns(litmus.scenario.operations)
  let count = 0
  let cut = false
  exhaust((choose) => {
    cut = ++count > most
    if (cut) return false
    const chosen: Chosen[] = []
    const run = runs.run(design, noting(choose, chosen))
    const rank = rankOf(about, design, litmus, run)
    if (rank > best) [told, best] = [{ design, events: run.events(), chosen }, rank]
    return best < 3
  })
  return cut ? { ...told, cut: most } : told
}

/** The rule that the file was saved for. */
const ruleOf = ({ file }: Litmus): string | undefined =>
  typeof file.found?.['rule'] === 'string' ? file.found['rule'] : file.exists?.broken

const rankOf = (about: string | undefined, design: Design, { file }: Litmus, run: Run): number => {
  if (!isAssumed(run.events(), file.dropped)) return 0
  const broken = run.saw(rules).filter((saw) => counted(rules[saw.index], design, saw) !== undefined)
  if (broken.length === 0) return 1
  return about === undefined || broken.some(({ index }) => rules[index].id === about) ? 3 : 2
}

const noting =
  (choose: Choose, chosen: Chosen[]): Choose =>
  (label, n) => {
    const answer = choose(label, n)
    if (n > 1) chosen.push({ label, of: n, answer })
    return answer
  }

/** The same choices again. */
export const again = (chosen: readonly Chosen[]): Choose => {
  let used = 0
  return (_, n) => (n > 1 ? (chosen[used++]?.answer ?? 0) : 0)
}

/** What is found against a design; a run that must do something once is broken only if it never does. */
const counted = (rule: Rule, design: Design, { broken, fired }: Watched): Finding | undefined =>
  applies(rule, design) && !(rule.kind === 'exists' && fired) ? broken : undefined

/** The rules that a told run breaks, the one that the file was saved for first. */
export const brokenIn = ({ design, events }: Told, litmus: Litmus): Broken[] => {
  const { scenario } = litmus
  const about = ruleOf(litmus)
  return rules
    .flatMap((rule): Broken[] => {
      const finding = counted(rule, design, watch(rule, events, design, scenario))
      const unmet = [...brokenAssumptions(rule, scenario), ...brokenInRun(rule, events)]
      return finding === undefined ? [] : [{ rule, finding, unmet }]
    })
    .toSorted((a, b) => Number(b.rule.id === about) - Number(a.rule.id === about))
}

/** What a changed scenario comes to for a rule. */
export type Outcome = 'kept' | 'broken' | 'not asked'

/**
 * Whether `design` keeps `rule` on a changed scenario whichever way it resolves what is free: the rule is put to the
 * test in some run, and no run breaks it; of those runs that meet every assumption but the ones in `unmet`, which the
 * broken run did not meet either.
 *
 * It is put to the test where its premise is met; and where a transfer that went astray arrives. Rules convict more
 * than they count: a transfer of RAM that goes astray breaks S2, and one that arrives is no evidence about routes, but
 * it is what the change was to bring about.
 *
 * Where there are more ways than {@link mostRuns}, and none of the first breaks it, nobody can say: it counts as not put to the test.
 */
export const keeps = (design: Design, scenario: Scenario, told: Told, { rule, finding, unmet }: Broken): Outcome => {
  if (brokenAssumptions(rule, scenario).some((assumption) => !unmet.includes(assumption))) return 'not asked'
  // What a block of schedules comes to is kept from change to change, unless somebody listens.
  const run = following(design, scenario)
  const most = mostRuns(scenario.operations)
  let asked = false
  let [broken, cut] = [false, false]
  let count = 0
  exhaust((choose) => {
    cut = ++count > most
    if (cut) return false
    const events = run(choose)
    if (!brokenInRun(rule, events).every((assumption) => unmet.includes(assumption))) return true
    const saw = watch(rule, events, design, scenario)
    asked ||= saw.fired || arrives(told.events[finding.step], events[finding.step])
    broken = counted(rule, design, saw) !== undefined
    return !broken
  })
  return broken ? 'broken' : asked && !cut ? 'kept' : 'not asked'
}

/** The transfer that went astray, as many transactions of it, and each with an end that is certain. */
const arrives = ({ outcome: before }: Event, { outcome: after }: Event): boolean =>
  before.kind === 'transfer' &&
  after.kind === 'transfer' &&
  before.transactions.length === after.transactions.length &&
  after.transactions.every(({ landing }) => landing.kind === 'bar' || landing.kind === 'ram')
