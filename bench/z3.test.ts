import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scenariosIn } from '../properties/scopes/scope-count.ts'
import { leastGroups, leastRoutes, leastSharing, type Least } from './routes.ts'
import {
  COMPLETIONS_CORE,
  SIBLINGS_CORE,
  SMALL_CORE,
  SMALL_GROUPS,
  WIDE_CORE,
  WIDE_GROUPS,
  scopeOf,
  scopeOfGroups,
  type Core,
} from './z3/core.ts'
import { GROUP_DESIGNS, groupQuestion } from './z3/group-smt.ts'
import { refQuestion } from './z3/ref-smt.ts'
import { ROUTE_DESIGNS, routeQuestion, type RouteDesign } from './z3/route-smt.ts'
import { SHARE_DESIGNS, shareQuestion } from './z3/share-smt.ts'
import { ToolFailure, answerOf, leastSat, startZ3, withZ3, type Z3 } from './z3/solver.ts'

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
    const ask = (script: string, patience?: number): Promise<string> =>
      withZ3((question) => question('(assert true)'), patience, script)
    await Promise.all([
      expect(ask(tool('crash', `${ready} process.on('message', () => process.exit(3))`))).rejects.toThrow(/exit 3/),
      expect(ask(tool('silence', `${ready} process.on('message', () => {})`), 300)).rejects.toThrow(/no answer/),
      expect(ask(tool('early', 'process.exit(0)'))).rejects.toThrow(ToolFailure),
      expect(withZ3((question) => question('(assert (= x'))).rejects.toThrow(/error/),
    ])
  })
})

describe('the least k', () => {
  const asking = (least: number) => leastSat(1, 20, async (k) => (k >= least ? 'sat' : 'unsat'))
  it('is proved by unsat below it', async () => {
    expect(await Promise.all([1, 2, 13, 20, 21].map(asking))).toEqual([1, 2, 13, 20, undefined])
  })
})

/** What a question says of sizes; undefined: of all. */
type Question = (most?: number) => string

describe('the second answer', () => {
  let z3: Z3
  beforeAll(async () => {
    z3 = await startZ3()
  })
  afterAll(() => z3.end())

  /** The solver says that scenarios from size `least` on break the design, and none below; undefined: none. */
  const agrees = async (design: string, least: Least, question: Question): Promise<void> => {
    expect([design, await z3.ask(question(least))]).toEqual([design, least === undefined ? 'unsat' : 'sat'])
    if (least !== undefined) expect([design, await z3.ask(question(least - 1))]).toEqual([design, 'unsat'])
  }

  const agreesOnRoutes = async (core: Core, designs: readonly RouteDesign[], sizes: readonly Least[]) => {
    // The last is Linux 6.12 without its trust in the allowlist.
    const asked = [...designs, 'linux-6.12'] as const
    for (const [i, design] of asked.entries())
      await agrees(design, sizes[i], (most) => routeQuestion(core, design, most, i < designs.length))
  }

  it('over all of the reference problem: nothing breaks CORRECT, and the least sizes are the enumerator’s', async () => {
    const sizes = {
      CORRECT: undefined,
      'acs-mid': 6,
      'no-offset': 3,
      'first-seg': 4,
      'cross-hb': 3,
      cache: 7,
      rare: 12,
    }
    for (const [design, least] of Object.entries(sizes))
      await agrees(design, least, (most) => refQuestion(design, most))
  })

  it('over the core of S2: the enumerator’s verdicts and least sizes', async () => {
    const scope = scopeOf(SMALL_CORE)
    // 2^5 settings; no switch: 4 + 24 ways, one switch: 2 (8 + 96).
    expect(scenariosIn(scope)).toBe(32 * (28 + 208))
    const sizes = leastRoutes(scope, ROUTE_DESIGNS)
    // Where no function has ACS, nobody need ask one.
    expect(sizes).toEqual([undefined, undefined, 10, 10, 10, 27, undefined, 14])
    await agreesOnRoutes(SMALL_CORE, ROUTE_DESIGNS, sizes)
  })

  it('over completions that go another way than requests', async () => {
    const sizes = leastRoutes(scopeOf(COMPLETIONS_CORE), ['ignores-acs'])
    // The root port must reflect as well (+3), and an IOMMU is of no use (-1).
    expect(sizes).toEqual([29, 14])
    await agreesOnRoutes(COMPLETIONS_CORE, ['ignores-acs'], sizes)
  })

  it('over devices of several functions: a design that asks no function for ACS is told from Linux by siblings alone', async () => {
    const sizes = leastRoutes(scopeOf(SIBLINGS_CORE), ROUTE_DESIGNS)
    expect(sizes).toEqual([undefined, undefined, 10, 10, 10, 14, 14, 13])
    await agreesOnRoutes(SIBLINGS_CORE, ROUTE_DESIGNS, sizes)
    await agrees('asks-ports', undefined, (most) =>
      routeQuestion({ ...SIBLINGS_CORE, siblings: false }, 'asks-ports', most),
    )
  })

  it('over who is isolated from whom: the enumerator’s verdicts and least sizes', async () => {
    const sizes = leastGroups(scopeOfGroups(SMALL_GROUPS), GROUP_DESIGNS)
    // A function that isolates beside one that does not; nothing; a function beside another one.
    expect(sizes).toEqual([18, undefined, 8])
    for (const [i, design] of GROUP_DESIGNS.entries())
      await agrees(design, sizes[i], (most) => groupQuestion(SMALL_GROUPS, design, most))
  })

  it('over functions of one group that map a list each: the enumerator’s verdicts and least sizes', async () => {
    const sizes = leastSharing(scopeOfGroups(SMALL_GROUPS), SHARE_DESIGNS)
    expect(sizes).toEqual([undefined, undefined, 13, undefined])
    for (const [i, design] of SHARE_DESIGNS.entries())
      await agrees(design, sizes[i], (most) => shareQuestion(SMALL_GROUPS, design, most))
  })

  it('beyond all enumeration: nothing breaks the routes of Linux 6.12, nor groups by whole switches and devices', async () => {
    expect(await z3.ask(routeQuestion(WIDE_CORE, 'linux-6.12'))).toBe('unsat')
    expect(await z3.ask(shareQuestion(WIDE_GROUPS, 'linux-6.12'))).toBe('unsat')
    expect(await z3.ask(groupQuestion(WIDE_GROUPS, 'groups-by-switch'))).toBe('unsat')
  })
})
