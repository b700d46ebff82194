import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadDesign } from '../model/designs/index.ts'
import { ROOT_FOLDER } from '../spec/library.ts'

/** The command as a user runs it. */
const p2pspec = (...args: string[]): { status: number; out: string; err: string } => {
  try {
    const out = execFileSync(process.execPath, [join(ROOT_FOLDER, 'cli/p2pspec.mjs'), ...args], {
      cwd: ROOT_FOLDER,
      encoding: 'utf8',
      stdio: 'pipe',
    })
    return { status: 0, out, err: '' }
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string }
    return { status, out: stdout, err: stderr }
  }
}

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fileWith = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('wrong input: one clear error with file, path, found and accepted; status 2; no stack trace', () => {
  const cut = readFileSync(join(ROOT_FOLDER, 'conformance/recordings/fabric-3-max.txt'), 'utf8').slice(0, 2000)
  const CASES: readonly (readonly [sentence: string, args: string[], message: RegExp])[] = [
    ['a command nobody knows', ['chekc'], /no command "chekc"; did you mean check\?/],
    ['an option nobody knows', ['check', '--fast'], /--fast.*accepted: .*--seed/],
    ['a number that is none', ['check', '--seed', 'x'], /--seed: found "x"; accepted: a whole number/],
    ['a missing file', ['explain', join(folder, 'missing.yaml')], /missing\.yaml: no such file/],
    ['a folder where a file is wanted', ['explain', folder], /: top level: found a folder; accepted: a file/],
    ['an argument where none is taken', ['rules', 'foo'], /rules: found "foo"; accepted: no argument/],
    [
      'an alias that contains itself',
      ['explain', fileWith('cycle.yaml', 'machine: &a [*a, *a]\n')],
      /cycle\.yaml: machine: found a value that contains itself; accepted: /,
    ],
    [
      'a file that is not YAML',
      ['explain', fileWith('not.yaml', '{{{')],
      /not\.yaml: top level: found .*accepted: YAML or JSON/,
    ],
    ['a YAML bomb', ['explain', fileWith('bomb.yaml', bomb())], /bomb\.yaml: top level: found .*alias/i],
    [
      'a wrong type deep inside',
      ['replay', fileWith('deep.yaml', 'machine: {hosts: [{name: 3}], functions: []}\nsteps: []')],
      /deep\.yaml: machine\.hosts\[0\]\.name: found 3; accepted: string/,
    ],
    [
      'a design nobody knows',
      ['explain', 'spec/litmus/L01.yaml', '--design', 'linux-6.21'],
      /no design "linux-6.21"; did you mean linux-6.12/,
    ],
    ['a folder without a recording', ['judge', 'docs'], /without a recording/],
    [
      'a file that is no recording',
      ['judge', 'README.md'],
      /README\.md: line 1: found .*accepted: the first line of a recording/,
    ],
    [
      'a recording without an answer',
      ['judge', fileWith('empty.txt', '# seed 1 cpu max linux 6.12.117\nH 0\nEND\n')],
      /empty\.txt: top level: found no answer of a kernel; accepted: a recording with at least one/,
    ],
    ['a cut recording', ['judge', fileWith('cut.txt', cut)], /cut\.txt: line \d+: found .*accepted: END/],
  ]
  for (const [sentence, args, message] of CASES)
    it(sentence, () => {
      const { status, err } = p2pspec(...args)
      expect(err).toMatch(message)
      expect(err).not.toMatch(/\n\s+at /)
      expect(status).toBe(2)
    })
})

function bomb(): string {
  const level = (n: number): string => `l${n}: &l${n} [${Array.from({ length: 9 }, () => `*l${n - 1}`).join(', ')}]`
  return ['l0: &l0 [x]', ...[1, 2, 3, 4, 5, 6, 7, 8].map(level)].join('\n')
}

describe('what a person sees', () => {
  it('replay says that every saved scenario answers as before', () => {
    const { status, out } = p2pspec('replay')
    expect(status).toBe(0)
    expect(out).toMatch(/^counterexamples\/S2-\S+\.yaml: /m)
    expect(out).not.toContain('!!!')
  })

  it('judge agrees with the recordings, and exits 1 on a changed answer, naming file and line', () => {
    expect(p2pspec('judge', 'conformance/recordings').status).toBe(0)
    const text = readFileSync(join(ROOT_FOLDER, 'conformance/recordings/fabric-3-max.txt'), 'utf8')
    const { status, out } = p2pspec('judge', fileWith('changed.txt', text.replace('dist 0 2 -1', 'dist 0 2 4')))
    expect(status).toBe(1)
    expect(out).toMatch(/changed\.txt:\d+: dist 0 2: the model says -1; allowed is only what Linux said: 4/)
  })

  it('explain tells machine, steps, hops, what was meant, where it landed, the rule, the assumptions', () => {
    const { status, out } = p2pspec('explain', 'spec/litmus/L02.yaml', '--design', 'D12')
    expect(status).toBe(0)
    for (const part of [
      'The machine',
      'steps[1]',
      'root complex',
      'meant:',
      'landed:',
      'Broken: S2 RouteSound',
      'Allowed are only:',
      '[met]',
      'Sources:',
    ])
      expect(out).toContain(part)
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  it('docs --check exits 1 if it names a page, else 0, and writes nothing', () => {
    const { status, out } = p2pspec('docs', '--check', '--json')
    const { pages, stale } = JSON.parse(out) as { pages: string[]; stale: string[] }
    expect(pages).toContain('docs/matrix.md')
    expect(status).toBe(stale.length === 0 ? 0 : 1)
    expect(JSON.parse(p2pspec('docs', '--check', '--json').out)).toEqual({ pages, stale })
  })

  it('every list command answers in JSON too', () => {
    for (const command of ['rules', 'designs', 'litmus', 'replay'])
      expect(JSON.parse(p2pspec(command, '--json').out)).toBeTruthy()
    expect(JSON.parse(p2pspec('explain', 'spec/litmus/L02.yaml', '--json').out)).toMatchObject({
      design: 'linux-6.12',
      broken: [],
    })
    expect(JSON.parse(p2pspec('judge', 'conformance/recordings/fabric-2-max.txt', '--json').out)).toMatchObject([
      { differences: [] },
    ])
  })
})

describe('the README', () => {
  it('has a fifth design that is one', async () => {
    const readme = readFileSync(join(ROOT_FOLDER, 'README.md'), 'utf8')
    const code = /```ts\n(\/\/ model\/designs\/[^]*?)```/.exec(readme)![1]
    expect(code.trim().split('\n').length).toBeLessThanOrEqual(14)
    const file = fileWith(
      'fifth.ts',
      code
        .replaceAll("from '../", `from '${ROOT_FOLDER}model/`)
        .replaceAll("from './", `from '${ROOT_FOLDER}model/designs/`),
    )
    copyFileSync(join(ROOT_FOLDER, 'package.json'), join(folder, 'package.json'))
    expect(await loadDesign(file)).toMatchObject({ id: 'no-offset' })
  })
})
