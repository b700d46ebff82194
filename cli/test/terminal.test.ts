/**
 * The terminal: how wide it is, what it can do, and what it is told.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { designNamed, designs } from '../../model/designs/index.ts'
import { didYouMean } from '../../model/nearest.ts'
import { keep } from '../../properties/check/keep.ts'
import { versionIn, versionNow } from '../../properties/check/version.ts'
import { COUNTEREXAMPLES_FOLDER, LITMUS_FOLDER, loadLitmus } from '../../spec/files/library.ts'
import { rules } from '../../spec/rules/index.ts'
import { canMove, pageWidth } from '../terminal.ts'
import { p2pspec, type Ran } from './in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'terminal-'))
afterAll(() => rmSync(folder, { recursive: true }))

const within = async (columns: string, ...args: readonly string[]): Promise<Ran> => {
  const before = process.env['COLUMNS']
  process.env['COLUMNS'] = columns
  try {
    return await p2pspec(...args)
  } finally {
    if (before === undefined) delete process.env['COLUMNS']
    else process.env['COLUMNS'] = before
  }
}

const longest = (text: string): number =>
  Math.max(...text.split('\n').map((line) => (/\s/.test(line.trim()) ? line.length : 0)))

describe('width', () => {
  it.each([
    ['what COLUMNS says', {}, { COLUMNS: '100' }, 100],
    ['what the terminal says', { isTTY: true, columns: 97 }, {}, 97],
    ['COLUMNS before the terminal', { isTTY: true, columns: 97 }, { COLUMNS: '70' }, 70],
    ['80 into a pipe', { columns: 97 }, {}, 80],
    ['80 where COLUMNS is no number', {}, { COLUMNS: 'wide' }, 80],
    ['60 at least', { isTTY: true, columns: 20 }, {}, 60],
    ['120 at most', { isTTY: true, columns: 300 }, {}, 120],
    ['80 on a terminal that does not know', { isTTY: true, columns: 0 }, { COLUMNS: '0' }, 80],
  ])('is %s', (_, stream, env, width) => {
    expect(pageWidth(stream, env)).toBe(width)
  })

  it.each(['60', '80', '120'])('of %s columns holds a story, the rules and the help', async (columns) => {
    for (const args of [
      ['explain', 'peer-page-amid-ram'],
      ['explain', 'L02', '--design', 'naive-iommu'],
      ['rules'],
      ['--help'],
    ]) {
      const { out } = await within(columns, ...args)
      expect(longest(out), args.join(' ')).toBeLessThanOrEqual(Number(columns))
      if (columns === '120') expect(longest(out), args.join(' ')).toBeGreaterThan(100)
    }
  })

  it('is forgotten when the command has ended', async () => {
    const usual = (await p2pspec('rules', 'S2')).out
    expect((await within('120', 'rules', 'S2')).out).not.toBe(usual)
    expect((await p2pspec('rules', 'S2')).out).toBe(usual)
  })
})

describe('the cursor', () => {
  it('is moved on a terminal, and on none that is dumb', () => {
    expect(canMove({ isTTY: true }, { TERM: 'xterm' })).toBe(true)
    expect(canMove({ isTTY: true }, { TERM: 'dumb' })).toBe(false)
    expect(canMove({}, { TERM: 'xterm' })).toBe(false)
  })
})

describe('a version', () => {
  it('is told, and in a clone the commit', async () => {
    const { status, out } = await p2pspec('--version')
    expect({ status, out }).toEqual({ status: 0, out: `p2pdma-spec ${versionNow()}\n` })
    expect(out).toMatch(/^p2pdma-spec \d+\.\d+\.\d+(, commit [0-9a-f]{7,40}(-dirty)?)?\n$/)
  })

  it('stands in what is kept elsewhere, with the commit; in the repository without, for a file cannot name its own', () => {
    const file = join(folder, 'S2.yaml')
    const { machine, steps, found } = loadLitmus(`${COUNTEREXAMPLES_FOLDER}/S2-linux-5.4.yaml`).file
    const rule = rules.find(({ id }) => id === 'S2')!
    keep(
      file,
      { rule, design: designNamed('linux-5.4')!, scenario: { machine, steps }, by: 'hand', how: 'copied' },
      designs,
    )
    expect(loadLitmus(file).file.found?.['p2pdma-spec']).toBe(versionNow())
    expect(found?.['p2pdma-spec']).toBe(versionIn('../../package.json'))
  })
})

describe('a folder', () => {
  it.each(['litmus', 'replay'])('is taken by %s as every scenario in it', async (command) => {
    const names = ['base-plus-offset', 'bus-address-zero', 'same-switch']
    for (const name of names) cpSync(`${LITMUS_FOLDER}/${name}.yaml`, join(folder, `${command}/${name}.yaml`))
    const { status, out } = await p2pspec(command, `${folder}/${command}/`, '--json')
    expect(status).toBe(0)
    const files = (JSON.parse(out) as { file: string }[]).map(({ file }) => /([^/]+)\.yaml$/.exec(file)![1])
    expect([...new Set(files)].toSorted()).toEqual(names)
  })

  it.each(['litmus', 'replay'])('without a scenario is refused by %s', async (command) => {
    const empty = join(folder, `empty-${command}`)
    mkdirSync(empty)
    const { status, err } = await p2pspec(command, empty)
    expect({ status, err }).toEqual({
      status: 2,
      err: `p2pspec: ${empty}: found a folder without a scenario; accepted: files *.yaml\n`,
    })
  })
})

describe('the nearest name', () => {
  it.each([
    ['on', ['off', 'passthrough', 'translating']],
    ['untrusted', ['trusted', 'other']],
    ['trusted', ['untrusted', 'other']],
    ['no-acs', ['acs', 'other']],
    ['yes', ['no', 'off']],
  ])('of "%s" is never its opposite', (word, known) => {
    expect(didYouMean(word, known)).toBe('')
  })

  it('is still found where a letter is wrong', () => {
    expect(didYouMean('of', ['off', 'passthrough'])).toBe('did you mean off? ')
    expect(didYouMean('trustd', ['trusted', 'other'])).toBe('did you mean trusted? ')
  })

  it('that is none leaves the list of what is accepted', async () => {
    const text = 'machine: {hosts: [{name: hb0, iommu: on}], functions: []}\nsteps: []\n'
    const file = join(folder, 'on.yaml')
    writeFileSync(file, text)
    const { status, err } = await p2pspec('explain', file)
    expect(status).toBe(2)
    expect(err).toBe(
      `p2pspec: ${file}: machine.hosts[0].iommu: found "on"; accepted: one of off, passthrough, translating, translating lazily\n`,
    )
  })
})
