import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { scenariosIn } from '../properties/scopes/scope-count.ts'
import { allowlistedBridgesForward } from '../spec/assumptions/index.ts'
import { brokenGroups, brokenRoutes } from './routes.ts'
import {
  COMPLETIONS_CORE,
  SMALL_CORE,
  SMALL_GROUPS,
  WIDE_CORE,
  WIDE_GROUPS,
  scopeOf,
  scopeOfGroups,
  type Core,
} from './z3/core.ts'
import { GROUP_DESIGNS, groupQuestion } from './z3/group-smt.ts'
import { LARGEST, refQuestion } from './z3/ref-smt.ts'
import { ROUTE_DESIGNS, routeQuestion, type RouteDesign } from './z3/route-smt.ts'
import { ToolFailure, answerOf, leastSat, withZ3 } from './z3/solver.ts'

const folder = mkdtempSync(join(tmpdir(), 'z3-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A tool that answers as `source` says. */
const tool = (name: string, source: string): string => {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, source)
  return file
}

describe('a tool that does not answer sat or unsat has failed', () => {
  for (const message of [
    { answer: 'unknown' },
    { answer: 'error: line 1' },
    { answer: 'sat\n' },
    {},
    undefined,
    'unsat',
  ])
    it(JSON.stringify(message) ?? 'nothing', () => expect(() => answerOf(message)).toThrow(ToolFailure))

  it('by a crash, by silence, by an error', async () => {
    const ready = 'process.send({ ready: true });'
    const ask = (script: string): Promise<string> => withZ3((question) => question('(assert true)'), 1500, script)
    await expect(ask(tool('crash', `${ready} process.on('message', () => process.exit(3))`))).rejects.toThrow(/exit 3/)
    await expect(ask(tool('silence', `${ready} process.on('message', () => {})`))).rejects.toThrow(/no answer/)
    await expect(ask(tool('early', 'process.exit(0)'))).rejects.toThrow(ToolFailure)
    await expect(withZ3((question) => question('(assert (= x'))).rejects.toThrow(/error/)
  })
})

describe('the least k', () => {
  const asking = (least: number) => leastSat(1, 20, async (k) => (k >= least ? 'sat' : 'unsat'))
  it('is proved by unsat below it', async () => {
    expect(await Promise.all([1, 2, 13, 20, 21].map(asking))).toEqual([1, 2, 13, 20, undefined])
  })
})

describe('the second answer', () => {
  it('over all of the reference problem: nothing breaks CORRECT, and the least sizes are the enumerator’s', () =>
    withZ3(async (ask) => {
      expect(await ask(refQuestion('CORRECT', LARGEST))).toBe('unsat')
      const sizes = { 'acs-mid': 6, 'no-offset': 3, 'first-seg': 4, 'cross-hb': 3, cache: 7, rare: 12 }
      for (const [design, least] of Object.entries(sizes)) {
        expect([design, await ask(refQuestion(design, least))]).toEqual([design, 'sat'])
        expect([design, await ask(refQuestion(design, least - 1))]).toEqual([design, 'unsat'])
      }
    }))

  it('over the core of S2: the enumerator’s verdicts and least sizes', () =>
    withZ3(async (ask) => {
      const scope = scopeOf(SMALL_CORE)
      const { scenarios, found } = brokenRoutes(scope, ROUTE_DESIGNS)
      // 2^5 settings; no switch: 4 + 24 ways, one switch: 2 (8 + 96).
      expect(scenariosIn(scope)).toBe(32 * (28 + 208))
      expect(scenarios).toBeGreaterThan(1000)
      const distrusted = brokenRoutes(scope, ['linux-6.12'], allowlistedBridgesForward).found
      const least = [...found.values(), ...distrusted.values()].map((one) => one.least)
      expect(least).toEqual([undefined, undefined, 10, 10, 10, 27, 14])
      for (const [i, size] of least.entries()) {
        const trust = i < ROUTE_DESIGNS.length
        await agrees(ask, SMALL_CORE, trust ? ROUTE_DESIGNS[i] : 'linux-6.12', size, trust)
      }
    }))

  it('over completions that go another way than requests', () =>
    withZ3(async (ask) => {
      const { found } = brokenRoutes(scopeOf(COMPLETIONS_CORE), ['ignores-acs'])
      const [{ least }] = found.values()
      // The root port must reflect as well (+3), and an IOMMU is of no use (-1).
      expect(least).toBe(29)
      await agrees(ask, COMPLETIONS_CORE, 'ignores-acs', least)
    }))

  it('over who is isolated from whom: the enumerator’s verdicts and least sizes', () =>
    withZ3(async (ask) => {
      const { found } = brokenGroups(scopeOfGroups(SMALL_GROUPS), GROUP_DESIGNS)
      const least = [...found.values()].map((one) => one.least)
      // A function that isolates beside one that does not; nothing; a function beside another one.
      expect(least).toEqual([18, undefined, 8])
      for (const [i, size] of least.entries())
        await agreesOn(GROUP_DESIGNS[i], size, (most) => ask(groupQuestion(SMALL_GROUPS, GROUP_DESIGNS[i], most)))
    }))

  it('beyond all enumeration: nothing breaks the routes of Linux 6.12, nor groups by whole switches and devices', () =>
    withZ3(async (ask) => {
      expect(await ask(routeQuestion(WIDE_CORE, 'linux-6.12'))).toBe('unsat')
      expect(await ask(groupQuestion(WIDE_GROUPS, 'groups-by-switch'))).toBe('unsat')
    }))
})

/** The solver says that scenarios from size `least` on break the design, and none below; undefined: none. */
const agreesOn = async (
  design: string,
  least: number | undefined,
  ask: (most?: number) => Promise<string>,
): Promise<void> => {
  expect([design, await ask(least)]).toEqual([design, least === undefined ? 'unsat' : 'sat'])
  if (least !== undefined) expect([design, await ask(least - 1)]).toEqual([design, 'unsat'])
}

const agrees = (
  ask: (text: string) => Promise<string>,
  core: Core,
  design: RouteDesign,
  least: number | undefined,
  trust = true,
): Promise<void> => agreesOn(design, least, (most) => ask(routeQuestion(core, design, most, trust)))
