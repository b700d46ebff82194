import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { designs } from '../../model/designs/index.ts'
import { EXPECTED_FILE, readExpected, writeExpected } from '../../spec/files/expected.ts'
import { LITMUS_FOLDER, loadFolder } from '../../spec/files/library.ts'
import { rules } from '../../spec/rules/index.ts'
import { asExpected, compare, updated } from '../check/expected.ts'
import { planOf } from '../check/plan.ts'
import { spawnCheck } from './check-spawned.ts'
import { p2pspec } from './in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-check-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fresh = (name: string): string => {
  const path = join(folder, name)
  mkdirSync(path)
  return path
}
const filesIn = (path: string): Record<string, string> =>
  Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'utf8')]))

describe('what check is asked is read before anything is searched', () => {
  const CASES: readonly (readonly [args: string, message: RegExp])[] = [
    ...['-1', '1.5', '1e3', '1e400', '0x10', 'NaN', 'Infinity', ' ', '4294967296', '9007199254740993'].map(
      (n) => [`--seed=${n}`, /^p2pspec: --seed: found ".*"; accepted: a whole number from 0 to 4294967295\n$/] as const,
    ),
    ['--seed=', /--seed: found ""; accepted: a whole number/],
    ['--seed -1', /--seed: found "-1"; accepted: a whole number/],
    ['--runs -5', /--runs: found "-5"; accepted: a whole number from 0 to 1000000/],
    ['--runs 1000001', /--runs: found "1000001"; accepted: a whole number from 0 to 1000000/],
    ['--workers 0', /--workers: found "0"; accepted: a whole number from 1 to 64/],
    ['--workers 65', /--workers: found "65"; accepted: a whole number from 1 to 64/],
    ['--seed 1 --seed 2', /--seed: found twice; accepted: once/],
    ['--seed --runs 1', /'--seed' argument is ambiguous; accepted: /],
    ['--rule s2', /found no rule "s2"; accepted: did you mean S2\?/],
    ['--rule RouteSund', /found no rule "RouteSund"; accepted: did you mean RouteSound\?/],
    ['--design linux-6.13', /found no design "linux-6.13"; accepted: did you mean linux-6\.\d+/],
    ['--scope tinny', /found no scope "tinny"; accepted: did you mean tiny\?/],
    ['--keep README.md', /--keep: found README\.md, a file; accepted: a folder that may be written/],
    ['--log missing/log.jsonl', /--log: found missing\/log\.jsonl, in no folder that there is/],
    ['--log cli', /--log: found cli, a folder/],
  ]
  for (const [args, message] of CASES)
    it(args, async () => {
      const words = args.includes('= ') ? [args] : args.split(' ')
      const { status, out, err } = await p2pspec('check', ...words)
      expect(err).toMatch(message)
      expect({ status, out }).toEqual({ status: 2, out: '' })
    })

  it('two seeds are two searches: the largest is drawn as itself', async () => {
    const { sweeps } = await planOf({ seed: '4294967295', runs: '1' })
    expect(sweeps.at(-1)).toMatchObject({ driver: 'random', seed: 4294967295 })
  })

  it('scope wide means random runs only, and no runs none', async () => {
    const driversOf = async (values: Record<string, string | string[]>): Promise<string[]> => {
      const { sweeps } = await planOf(values)
      return [...new Set(sweeps.map(({ driver, scope }) => `${driver} ${scope}`))]
    }
    expect(await driversOf({ scope: ['wide'] })).toEqual(['script spec/litmus', 'random wide'])
    expect(await driversOf({ scope: ['tiny'], runs: '0' })).toEqual(['script spec/litmus', 'exhaustive tiny'])
  })

  it('all means every design, and the mender of a design is not a column', async () => {
    expect((await planOf({ design: ['all'] })).designs).toEqual(designs)
    expect((await planOf({ design: ['linux-4.20'] })).designs.map(({ id }) => id)).toEqual(['linux-4.20'])
  })
})

interface Said {
  readonly cells: readonly { rule: string; design: string; says: string; sweeps: readonly unknown[] }[]
  readonly notAsked: readonly string[]
}

/** Two sweeps, so that two workers have one each. */
const RANDOM = ['--rule', 'S2', '--design', 'naive-iommu', '--design', 'linux-6.12', '--scope', 'wide', '--runs', '510']

describe('a narrowed check', () => {
  it('looks at, compares and keeps what it was asked, and says what it was not; one worker or two: the same bytes', async () => {
    const [one, two] = [fresh('one'), fresh('two')]
    const [a, b] = await Promise.all([
      spawnCheck(one, ...RANDOM, '--json', '--keep', 'kept', '--log', 'log', '--workers', '1').ran,
      spawnCheck(two, ...RANDOM, '--json', '--keep', 'kept', '--log', 'log', '--workers', '2').ran,
    ])
    expect(a).toEqual({
      status: 0,
      out: a.out,
      err: expect.stringMatching(/^(\d+ of (3 sweeps, .*|\d+ results examined)\n)*$/),
    })
    expect(b.out).toBe(a.out)
    expect(filesIn(join(two, 'kept'))).toEqual(filesIn(join(one, 'kept')))
    expect(readdirSync(one).toSorted()).toEqual(['kept', 'log'])
    const said = JSON.parse(a.out) as Said
    expect(said.cells.map(({ rule, design, says }) => [rule, design, says])).toEqual([
      ['S2', 'naive-iommu', 'violated'],
      ['S2', 'linux-6.12', 'holds'],
    ])
    // In the order of the sweeps, whoever had which.
    expect(said.cells[0].sweeps).toMatchObject([{ driver: 'script' }, { driver: 'random', seeds: [7, 8] }])
    expect(said.notAsked.join('; ')).toMatch(
      new RegExp(
        `${rules.length - 1} of ${rules.length} rules; ${designs.length - 2} of ${designs.length} designs; exhaustive: scope small`,
      ),
    )
    expect(logged(join(two, 'log'))).toEqual(logged(join(one, 'log')))
    const lines = logged(join(one, 'log')).map(({ property }) => property)
    expect(lines).toEqual([
      ...loadFolder(LITMUS_FOLDER).map(() => 'script, spec/litmus'),
      ...Array.from({ length: 510 }, () => 'random, scope wide'),
    ])
  })

  it('lists a violation that so small a search did not meet, and does not fail for it', async () => {
    const args = ['--rule', 'S29', '--design', 'naive-iommu', '--scope', 'wide', '--runs', '1', '--keep', 'kept']
    const { status, out } = await spawnCheck(fresh('differs'), ...args).ran
    expect(out).toMatch(
      /^not met, because the search is small .*:\n {2}S29, naive-iommu: found holds; the usual search finds it violated$/m,
    )
    expect(status).toBe(0)
  })
})

/** Lines of a log without their measurements. */
const logged = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { run_start, timing, ...rest } = JSON.parse(line) as Record<string, unknown>
      expect(run_start).toEqual(expect.any(Number))
      expect(timing).toEqual({ 'execute:test': expect.any(Number) })
      expect(rest).toEqual({
        type: 'test_case',
        property: expect.any(String),
        status: expect.stringMatching(/^(passed|failed|gave_up)$/),
        status_reason: expect.any(String),
        representation: expect.any(String),
        arguments: {},
        how_generated: expect.any(String),
        features: expect.any(Object),
        coverage: null,
        metadata: expect.any(Object),
      })
      expect(JSON.parse(rest['representation'] as string)).toMatchObject({ machine: {}, steps: expect.any(Array) })
      return rest
    })

const plan = await planOf({ rule: ['S2'], design: ['linux-4.20', 'linux-6.12'] })

describe('spec/expected.yaml', () => {
  const expected = readExpected()
  const found = (says: 'holds' | 'violated') => ({ designs: { S2: { 'linux-4.20': says } }, mutants: {} })

  it('is compared with the cells that were asked, and no others', () => {
    expect(compare(expected, found('violated'), plan)).toEqual({ wrong: [], unknown: [], missed: [] })
    const wrong = ['S2, linux-4.20: found holds; spec/expected.yaml allows only: violated']
    expect(compare(expected, found('holds'), plan).wrong).toEqual(wrong)
    // An operation from outside makes a search no smaller.
    const drawsMore = { ...plan, narrowed: { ...plan.narrowed, sweeps: true } }
    expect(compare(expected, found('holds'), drawsMore)).toEqual({ wrong, unknown: [], missed: [] })
    const missed = ['S2, linux-4.20: found holds; the usual search finds it violated']
    expect(compare(expected, found('holds'), { ...plan, isSmaller: true })).toEqual({ wrong: [], unknown: [], missed })
  })

  it('is as a whole compared by a whole search, which misses what is gone', async () => {
    const { wrong } = compare(expected, { designs: {}, mutants: {} }, await planOf({}))
    expect(wrong).toContain('S2, linux-4.20: found nothing; spec/expected.yaml allows only: violated')
  })

  it('loses no cell to an update of others, and is written as before where nothing differs', () => {
    const after = updated(expected, found('violated'), plan)
    expect(writeExpected(after)).toBe(readFileSync(EXPECTED_FILE, 'utf8'))
    const changed = updated(expected, found('holds'), plan)
    expect(changed.designs['S2']).toEqual({ ...expected.designs['S2'], 'linux-4.20': 'holds' })
    expect({ ...changed.designs, S2: {} }).toEqual({ ...expected.designs, S2: {} })
    expect(changed.mutants).toEqual(expected.mutants)
  })

  it('keeps a violation that a smaller search does not meet', async () => {
    const smaller = await planOf({ rule: ['S2'], design: ['linux-4.20'], scope: ['tiny'] })
    expect(updated(expected, found('holds'), smaller)).toEqual(updated(expected, found('violated'), smaller))
  })

  it('knows nothing of a verdict that was not reached', () => {
    const [design] = designs
    const [rule] = plan.rules
    const cell = { rule, design, applies: true, tallies: [], own: undefined, without: new Map() }
    const verdicts = [{ cell, says: 'not finished' as const }]
    const report = {
      verdicts,
      mutants: [],
      contrasts: [],
      trust: [],
      kinds: {},
      failures: [],
      unkept: [],
      notFinished: [],
    }
    expect(asExpected(report, expected).designs['S2']).toEqual({})
  })
})
