import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { linux } from '../../model/kernel/linux.ts'
import { parts } from '../../model/designs/releases/linux-6.12.ts'
import { designs, mutants } from '../../model/designs/index.ts'
import { ENTRY_POINTS } from '../../model/kernel/design.ts'
import { compile, type ScenarioFile } from '../../model/scenario/file.ts'
import { readExpected } from '../../spec/files/expected.ts'
import { COUNTEREXAMPLES_FOLDER, LITMUS_FOLDER, loadFolder } from '../../spec/files/library.ts'
import { shared } from '../../spec/reuse/runs.ts'
import { scenarioOf } from '../../spec/litmus.ts'
import { rules } from '../../spec/rules/index.ts'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check } from './check.ts'
import { otherThanPinned } from './failures.ts'
import type { Report } from './report.ts'
import { exhaust } from '../drivers/drivers.ts'
import { scenarios } from '../drivers/random.ts'
import { DISCREPANCIES, rowsOf, type SweepResult } from '../search/sweep.ts'
import { sweepsFor } from '../search/sweeps.ts'
import { lives } from '../scopes/ends.ts'
import { sequences } from '../scopes/sequences.ts'
import { wide } from '../scopes/wide.ts'
import { inThisProcess, type Searcher } from '../search/searcher.ts'
import { visit } from '../search/visit.ts'

/** The check itself, beside what is saved: `npm run check` exhausts scopes, and may begin with nothing. */
const folder = mkdtempSync(join(tmpdir(), 'counterexamples-'))
cpSync(COUNTEREXAMPLES_FOLDER, folder, { recursive: true })
afterAll(() => rmSync(folder, { recursive: true }))
/** What is known to be broken is met in saved scenarios and litmus tests; random runs meet the premises of what holds. */
const saved = [LITMUS_FOLDER, COUNTEREXAMPLES_FOLDER].flatMap(loadFolder).map(({ litmus }) => scenarioOf(litmus.file))
const ofMemory = { driver: 'random', scope: sequences.name, runs: 100, seed: 7 } as const
/** A tenth of them. */
const ofLives = { driver: 'exhaustive', scope: lives.name, part: { index: 0, of: 10 } } as const
const everything = { sweeps: [...sweepsFor([], 150, 7), ofMemory, ofLives], mutantSweeps: sweepsFor([], 0, 7) }
const few = { sweeps: sweepsFor([], 100, 7), mutantSweeps: [] }
/** Verdicts do not hang on how small a counterexample is, and to make each one small takes most of the time. */
const searcher: Searcher = {
  ...inThisProcess(saved),
  shrink: (tasks) => Promise.resolve(tasks.map(({ file }) => file)),
}
const report: Report = await check({ rules, designs, mutants, ...everything, folder, searcher })
const expected = readExpected()

describe('the verdict matrix', () => {
  for (const { cell, says } of report.verdicts)
    it(`${cell.rule.id} ${cell.rule.name}, ${cell.design.id}: ${expected.designs[cell.rule.id]?.[cell.design.id]}`, () => {
      expect(says).toBe(expected.designs[cell.rule.id]?.[cell.design.id])
    })

  it('has the mutants broken that are expected to be', () => {
    const broken = new Set(report.mutants.map(({ cell }) => `${cell.rule.id} ${cell.design.id}`))
    const named = Object.entries(expected.mutants).flatMap(([rule, row]) =>
      Object.keys(row).map((id) => `${rule} ${id}`),
    )
    expect(named.filter((cell) => !broken.has(cell))).toEqual([])
  })

  it('gives each holding cell runs in which the premise was met', () => {
    for (const { cell, says } of report.verdicts)
      if (says === 'holds') expect(cell.tallies.some(({ fired }) => fired > 0)).toBe(true)
  })

  it('fails for nothing that should have happened and did not', () => {
    expect(report.failures.filter((failure) => !failure.startsWith('assumption'))).toEqual([])
  })
})

describe('a random sweep', () => {
  const cellsOf = (file: ScenarioFile, discrepancies: number): Set<string> => {
    const byDesign = new Map(designs.map((design) => [design, rowsOf(rules, design)]))
    const happened = Object.fromEntries(designs.map(({ id }) => [id, new Map()]))
    const { broken } = visit({ byDesign, happened, discrepancies, reuse: true }, file, compile(file))
    return new Set(broken)
  }
  /** Few enough runs to have them all. */
  const isSmall = (file: ScenarioFile): boolean => {
    const runs = shared(compile(file))
    return designs.every((design) => {
      let left = 300
      exhaust((choose) => {
        runs.run(design, choose)
        return --left > 0
      })
      return left > 0
    })
  }
  const drawn = fc.sample(scenarios(wide), { seed: 11, numRuns: 50 }).filter(isSmall)

  it('misses nothing that more free answers would show', () => {
    for (const file of drawn)
      expect(cellsOf(file, DISCREPANCIES), JSON.stringify(file)).toEqual(cellsOf(file, Infinity))
  })

  it('would miss something with none', () => {
    expect(drawn.some((file) => cellsOf(file, 0).size < cellsOf(file, Infinity).size)).toBe(true)
  })
})

describe('what should fail a check does', () => {
  const about = { id: 'idle', summary: 'maps nothing', sources: [] }
  const idle = linux(about, { ...parts, mapSg: (_, { k }, { table }) => ({ k, rc: -5, table, nents: 0 }) })

  const routing = rules.filter(({ id }) => id === 'S2')
  /** Verdicts alone: no contrasts, no trust. */
  const narrowed = { rules: true, designs: true, sweeps: true }

  it('names a design that never mapped', async () => {
    const { failures } = await check({ rules: routing, designs: [idle], mutants: [], ...few, folder })
    expect(failures).toContain('design idle: never "dma_map_sgtable: mapped"')
  })

  it('names a scope that has other than the pinned number of scenarios', () => {
    const swept = (runs: number, of: number): SweepResult =>
      ({ sweep: { driver: 'exhaustive', scope: 'strays', part: { index: 0, of } }, runs }) as SweepResult
    expect(otherThanPinned([swept(868, 1)])).toEqual([])
    expect(otherThanPinned([swept(867, 1)])).toEqual(['scope strays: 867 scenarios; its manifest says 868'])
    expect(otherThanPinned([swept(400, 2)])).toEqual([])
    expect(otherThanPinned([swept(400, 2), swept(468, 2)])).toEqual([])
  })

  it('calls a cell vacuous whose premise never fired', async () => {
    const { verdicts } = await check({ rules: routing, designs: [idle], mutants: [], ...few, folder })
    expect(verdicts.map(({ says }) => says)).toEqual(['vacuous'])
  })

  it('calls a cell n/a where the design has no entry point for the rule, and only there', async () => {
    const { mapSg: _, ...without } = designs.at(-1)!
    // Linux 6.12 has none of what came later.
    const lacking = new Set(ENTRY_POINTS.filter((name) => name === 'mapSg' || designs.at(-1)![name] === undefined))
    expect(lacking.size).toBeGreaterThan(1)
    const { verdicts } = await check({ rules, designs: [without], mutants: [], ...few, folder, narrowed })
    for (const { cell, says } of verdicts)
      expect(says === 'n/a').toBe(cell.rule.needs.some((name) => lacking.has(name)))
  })
})
