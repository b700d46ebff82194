import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { shapeProblems, DESIGN, RULE } from '../../properties/outside/shape.ts'
import { loadLitmus, ROOT_FOLDER } from '../../spec/files/library.ts'
import { spawnCheck } from './check-spawned.ts'
import reference from '../../model/designs/releases/linux-6.12.ts'
import { rules } from '../../spec/rules/index.ts'

/** Files of somebody who has the package and nothing else of ours. */
const folder = mkdtempSync(join(tmpdir(), 'p2pspec-outside-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fileWith = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return `./${name}`
}
const about = (id: string): string => `{ id: '${id}', summary: 'a test', sources: ['a test'] }`

const noOffset = fileWith(
  'no-offset.ts',
  `import { handOver, linux, parts, type Design } from 'p2pdma-spec'
const mine: Design = linux(${about('no-offset')}, { ...parts, busAddress: (address) => handOver(address) })
export default mine
`,
)
const sleeps = fileWith(
  'sleeps.ts',
  `import { always, type Rule } from 'p2pdma-spec'
const rule: Rule = always<null>({
  ...{ id: 'M1', name: 'Sleeps', sentence: 'Never asked.', why: 'A test.', sources: ['a test'] },
  ...{ assumptions: [], needs: ['mapSg'], start: null, next: (state) => ({ state }) },
})
export default rule
`,
)
const throws = fileWith(
  'throws.ts',
  `import { linux, parts } from 'p2pdma-spec'

const busAddress: typeof parts.busAddress = () => {
  throw new RangeError('not for me')
}
export default linux(${about('throws')}, { ...parts, busAddress })
`,
)
const FEW = ['--rule', 'S2', '--scope', 'wide', '--runs', '5']

describe('a design and a rule from outside', () => {
  it('stand beside the reference, are found by the package name, and what they come to is kept in found/', async () => {
    const { status, out, err } = await spawnCheck(folder, ...FEW, '--design', noOffset, '--rule', sleeps).ran
    expect(err).not.toContain('p2pspec: ')
    expect(out).toMatch(/^ +6\.12 +no-offset\nS2 RouteSound +\.\* +X\nM1 Sleeps +0 +0$/m)
    expect(out).toContain('!!! M1 Sleeps, no-offset: vacuous: its premise never fired')
    expect(status).toBe(1)
    const kept = readdirSync(join(folder, 'found'))
    expect(kept).toEqual(['S2-no-offset.yaml'])
    const { found, except } = loadLitmus(join(folder, 'found', kept[0])).file
    expect(found).toMatchObject({ reproduce: 'npx p2pspec explain found/S2-no-offset.yaml --design ./no-offset.ts' })
    expect(except).toMatchObject({ 'no-offset': 'Always' })
    expect(existsSync(join(ROOT_FOLDER, 'counterexamples/S2-no-offset.yaml'))).toBe(false)
  })

  it('that throws is told with step, message, place in its file and scenario; status 2', async () => {
    const { status, out, err } = await spawnCheck(folder, ...FEW, '--design', throws).ran
    expect(err).toMatch(/p2pspec: design throws, steps\[\d+\] \(dma_map_sgtable\): RangeError: not for me\n/)
    expect(err).toMatch(/\n {2}at \S*throws\.ts:4:9\n/)
    expect(err).not.toMatch(/\n {4}at /)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    const [, scenario] = /the scenario: (\S+)/.exec(err)!
    expect(loadLitmus(scenario).file.steps.length).toBeGreaterThan(0)
  })

  it('that throws where nothing can be saved is told all the same, scenario and all', async () => {
    // tsx would keep what it compiles there.
    const environment = { TMPDIR: '/dev/full', TSX_DISABLE_CACHE: '1' }
    const before = process.env
    process.env = { ...before, ...environment }
    const { ran } = spawnCheck(folder, ...FEW, '--design', throws)
    process.env = before
    const { status, err } = await ran
    expect(err).toMatch(/p2pspec: design throws, steps\[\d+\] \(dma_map_sgtable\): RangeError: not for me\n/)
    expect(err).toMatch(/the scenario, which could not be written below \/dev\/full:\n# A design .*\n\nmachine:\n/)
    expect(status).toBe(2)
  })

  const part = (text: string): string =>
    `import { handOver, linux, parts } from 'p2pdma-spec'
let calls = 0
export default linux(${about('unsteady')}, { ...parts, ${text} })`
  it.each([
    // One call in a thousand: no two runs in a row would show it.
    [
      'draws',
      part('busAddress: (...args) => (Math.random() < 0.001 ? handOver(args[0]) : parts.busAddress(...args))'),
      /p2pspec: design unsteady, steps\[\d+\] \(dma_map_sgtable\): Error: found Math\.random\(\); accepted: .*\n {2}at \S*draws\.ts:3:\d+\n/,
    ],
    [
      'counts',
      part('busAddress: (...args) => (++calls % 97 === 0 ? handOver(args[0]) : parts.busAddress(...args))'),
      /p2pspec: design unsteady, .*: found another answer when it was asked the same again; accepted: .*\n {2}the scenario: /,
    ],
  ])('that is no function of its arguments is told, and nothing is kept: it %s', async (name, text, message) => {
    const search = ['--rule', 'S2', '--scope', 'tiny', '--runs', '0', '--keep', `kept-${name}`]
    const { status, out, err } = await spawnCheck(folder, ...search, '--design', fileWith(`${name}.ts`, text)).ran
    expect(err).toMatch(message)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(existsSync(join(folder, `kept-${name}`))).toBe(false)
  })

  const WRONG: readonly (readonly [name: string, text: string, message: RegExp])[] = [
    ['no-default.ts', 'export const x = 1', /no-default\.ts: found no default export; accepted: export default linux/],
    ['syntax.ts', 'export default {\n  id: 3 3\n}', /syntax\.ts: line 2: found a syntax error: /],
    ['imports.ts', "import '../nowhere.ts'", /imports\.ts: found Error: .*nowhere\.ts/],
    [
      'typo.ts',
      part('hasAcsRedirect: () => false'),
      /typo\.ts: hasAcsRedirect: found a part that is never read; accepted: did you mean hasAcsRedir\?/,
    ],
    [
      'taken.ts',
      `import { linux, parts } from 'p2pdma-spec'\nexport default linux(${about('linux-4.20')}, parts)`,
      /taken\.ts: id: found "linux-4.20", which another design has; accepted: an id of its own/,
    ],
  ]
  for (const [name, text, message] of WRONG)
    it(`is refused in one message: ${name}`, async () => {
      const { status, out, err } = await spawnCheck(folder, '--design', fileWith(name, text)).ran
      expect(err).toMatch(message)
      expect(err).toMatch(/^p2pspec: [^\n]*\n$/)
      expect({ status, out }).toEqual({ status: 2, out: '' })
    })

  it('is typed by what the package exports: a part that is none is an error', () => {
    fileWith('wrong-part.ts', readFileSync(join(folder, noOffset), 'utf8').replace('busAddress:', 'busAdress:'))
    const paths = { 'p2pdma-spec': [`${ROOT_FOLDER}index.ts`] }
    const compilerOptions = { paths, verbatimModuleSyntax: false, typeRoots: [`${ROOT_FOLDER}node_modules/@types`] }
    const files = ['no-offset.ts', 'wrong-part.ts']
    const config = { extends: `${ROOT_FOLDER}tsconfig.json`, include: [], files, compilerOptions }
    const path = join(folder, fileWith('tsconfig.json', JSON.stringify(config)))
    const { stdout } = spawnSync(process.execPath, [`${ROOT_FOLDER}node_modules/typescript/bin/tsc`, '-p', path], {
      encoding: 'utf8',
    })
    // Of the other file there is nothing to say.
    expect([...new Set(stdout.match(/[^/\s]+(?=\(\d+,)/g))]).toEqual(['wrong-part.ts'])
    expect(stdout).toMatch(/wrong-part\.ts\(2,\d+\): error TS2561: .*'busAdress' does not exist in type 'Parts'/)
  })
})

describe('the shape of what comes from outside', () => {
  const wrong = (shape: typeof DESIGN, value: unknown): string[] =>
    shapeProblems(shape, value).map(({ path, found, accepted }) => `${path}: ${found}; ${accepted}`)

  it('is that of every rule and of the reference', () => {
    expect(wrong(DESIGN, reference)).toEqual([])
    expect(rules.flatMap((rule) => wrong(RULE, rule))).toEqual([])
  })

  it('is told field by field', () => {
    const { boot: _, ...bootless } = reference
    expect(wrong(DESIGN, { ...bootless, id: 'a/b', mapSg: 3 })).toEqual([
      'id: "a/b"; a name of letters, digits, dots and dashes',
      'boot: nothing; the state after boot',
      'mapSg: 3; a function',
    ])
    expect(wrong(DESIGN, { ...reference, mapSG: () => 0 })[0]).toMatch(
      /^mapSG: a field that is never read; did you mean mapSg\?/,
    )
    expect(wrong(RULE, { ...rules[0], needs: ['map'], next: undefined })).toEqual([
      expect.stringMatching(/^needs: a list; a list of entry points \(bringUp, addResource, /),
    ])
    expect(wrong(DESIGN, rules[0])).toEqual(['.: a rule; a design; a rule is named with --rule'])
    expect(wrong(RULE, { ...rules[0], kind: 'exists' })).toEqual(['sees: nothing; a function'])
  })
})
