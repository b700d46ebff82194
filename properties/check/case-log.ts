/**
 * A line for each case, in the form of OpenPBTStats: what Tyche and its like read (test cases of
 * tyche-pbt/tyche-extension, observability-tools/src/datatypes.ts).
 *
 * `run_start` and `timing` are measurements; all else is the same for the same seed.
 */
import { closeSync, openSync, writeFileSync } from 'node:fs'
import type { Design } from '../../model/kernel/design.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { saidAs } from '../../model/operations/steps.ts'
import { saidOf } from '../../spec/files/place.ts'
import type { Rule } from '../../spec/rule.ts'
import type { Sweep } from '../search/sweep.ts'
import type { Case } from '../search/visit.ts'
import { size } from '../shrink/size.ts'

export interface TestCase {
  readonly type: 'test_case'
  /** Seconds since 1970 at which the sweep began. */
  readonly run_start: number
  /** What was looked at: `random, scope wide`. */
  readonly property: string
  /** failed: some design broke some rule. gave_up: no rule's premise was met, so that nothing was learned. */
  readonly status: 'passed' | 'failed' | 'gave_up'
  readonly status_reason: string
  /** The scenario, as JSON: `explain` reads it. */
  readonly representation: string
  readonly arguments: Readonly<Record<string, never>>
  readonly how_generated: string
  readonly features: Readonly<Record<string, number | string>>
  readonly coverage: null
  /** Seconds. */
  readonly timing: Readonly<Record<string, number>>
  readonly metadata: Readonly<Record<string, unknown>>
}

/** Bytes that are gathered before they are written. */
const CHUNK = 2 ** 16

export interface CaseLog {
  readonly write: (one: Case) => void
  /** Answers why not all of it was written, if so. A search is worth more than its log: it goes on. */
  readonly close: () => string | undefined
}

/** Writes lines to `file`, a new one, a few at a time: a sweep of a million cases needs no more memory than one of ten. */
export const caseLog = (file: string, sweep: Sweep, rules: readonly Rule[], designs: readonly Design[]): CaseLog => {
  let descriptor: number | undefined
  let failed: string | undefined
  const safely = (work: () => void): void => {
    if (failed !== undefined) return
    try {
      work()
    } catch (error) {
      failed = saidOf(error)
    }
  }
  safely(() => (descriptor = openSync(file, 'wx')))
  const start = Date.now() / 1000
  let text = ''
  let index = 0
  let before = performance.now()
  const flush = (): void => {
    safely(() => writeFileSync(descriptor!, text))
    text = ''
  }
  return {
    write: (one) => {
      const now = performance.now()
      const line = testCase(one, sweep, start, (now - before) / 1000, index++, rules.length * designs.length)
      before = now
      text += `${JSON.stringify(line)}\n`
      if (text.length > CHUNK) flush()
    },
    close: () => {
      flush()
      if (descriptor !== undefined) closeSync(descriptor)
      return failed
    },
  }
}

export const testCase = (
  { file, broken, fired }: Case,
  { driver, scope, seed }: Sweep,
  start: number,
  seconds: number,
  index: number,
  cells: number,
): TestCase => {
  const met = fired()
  const told = [...broken].toSorted()
  return {
    type: 'test_case',
    run_start: start,
    property: `${driver}, ${driver === 'script' ? '' : 'scope '}${scope}`,
    status: told.length > 0 ? 'failed' : met.length > 0 ? 'passed' : 'gave_up',
    status_reason: told.length > 0 ? `broken: ${told.join(', ')}` : met.length > 0 ? '' : 'no premise was met',
    representation: JSON.stringify(file),
    arguments: {},
    how_generated: seed === undefined ? driver : `${driver}, seed ${seed}, case ${index}`,
    features: { ...features(file), 'cells met': met.length, 'cells broken': told.length },
    coverage: null,
    timing: { 'execute:test': seconds },
    metadata: { driver, scope, ...(seed === undefined ? {} : { seed }), case: index, cells, met, broken: told },
  }
}

/** What a reader may want to see the distribution of. */
const features = (file: ScenarioFile): Record<string, number | string> => {
  const { machine, steps } = file
  const count = (type: RegExp): number => machine.functions.filter((f) => type.test(f.type)).length
  const operations = steps.flatMap((step) => Object.keys(step))
  return {
    size: size(file),
    'host bridges': machine.hosts.length,
    switches: count(/switch upstream/),
    endpoints: count(/endpoint/),
    iommu: [...new Set(machine.hosts.map(({ iommu }) => iommu ?? 'off'))].toSorted().join(' and '),
    steps: steps.length,
    'entries of the longest list': Math.max(
      0,
      ...steps.flatMap((step) => saidAs(step, 'list').map((list: readonly unknown[]) => list.length)),
    ),
    operations: [...new Set(operations)].toSorted().join(' '),
  }
}
